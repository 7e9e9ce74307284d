import { DriftSenseError, messageOf } from '../errors.js';
import { printable } from '../show/markup.js';

const unknownRemedy = 'run again with --debug and report what it prints';

/**
 * An error in two lines, the cause with its code and what to do about it; configuration files with several problems take a
 * line each. The stack is for `--debug` only.
 */
export function describeError(error: unknown, debug: boolean): string[] {
  const { code, remedy } = known(error);
  const [first = '', ...more] = messageOf(error).split('\n').map(printable);
  return [
    `error[${code}]: ${first}`,
    ...more.map((line) => `       ${line}`),
    `remedy: ${printable(remedy)}`,
    ...(debug && error instanceof Error ? traceOf(error) : []),
  ];
}

/** The same as plain data, for `--json`. */
export function errorAsJson(error: unknown): Record<string, unknown> {
  if (DriftSenseError.is(error)) return error.toJSON();
  return { ...known(error), message: messageOf(error) };
}

function known(error: unknown): { code: string; remedy: string } {
  return DriftSenseError.is(error)
    ? { code: error.code, remedy: error.remedy }
    : { code: 'INTERNAL', remedy: unknownRemedy };
}

function traceOf(error: Error): string[] {
  const cause = error.cause instanceof Error ? [`caused by: ${error.cause.stack ?? error.cause.message}`] : [];
  return [error.stack ?? '', ...cause].filter((text) => text !== '');
}
