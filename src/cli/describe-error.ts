import { DriftSenseError, messageOf } from '../errors.js';

/**
 * An error in two lines, the cause and what to do about it; configuration files with several problems take a line each.
 * The stack is for `--debug` only.
 */
export function describeError(error: unknown, debug: boolean): string[] {
  const known = DriftSenseError.is(error);
  const [first = '', ...more] = messageOf(error).split('\n');
  const lines = [
    `error: ${first}`,
    ...more.map((line) => `       ${line}`),
    `remedy: ${known ? error.remedy : 'run again with --debug and report what it prints'}`,
  ];
  if (debug && error instanceof Error) {
    lines.push(known ? `code: ${error.code}` : '', error.stack ?? '');
    if (error.cause instanceof Error) lines.push(`caused by: ${error.cause.stack ?? error.cause.message}`);
  }
  return lines.filter((line) => line !== '');
}
