import { DriftSenseError } from '../errors.js';

/** That something else came than what a table is made of. Says what it is, never its value. */
export function unexpected(expected: string, given: unknown, details: object = {}, at = ''): DriftSenseError {
  const received = describeGiven(given);
  return new DriftSenseError('TABLE_INVALID', `expected ${expected}, got ${received}${at}`, {
    details: { ...details, received },
  });
}

function describeGiven(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (typeof given !== 'object') return `a ${typeof given}`;
  if (Symbol.asyncIterator in given) return 'an async iterable';
  const name = (given.constructor as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== 'Object' ? name : 'an object';
}
