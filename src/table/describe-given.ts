/** What a value is, for messages; never the value itself. */
export function describeGiven(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (typeof given !== 'object') return `a ${typeof given}`;
  if (Symbol.asyncIterator in given) return 'an async iterable';
  const name = (given.constructor as { name?: unknown } | undefined)?.name;
  if (typeof name !== 'string' || name === 'Object') return 'an object';
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}
