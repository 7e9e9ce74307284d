/** What a value is, for messages; never the value itself. */
export function describeGiven(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (typeof given !== 'object') return `a ${typeof given}`;
  const name = (given.constructor as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== 'Object' ? `a ${name}` : 'an object';
}
