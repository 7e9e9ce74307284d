import * as core from 'driftsense';

/** Names of the core's factories that, called without options, make an object with all these members. */
export const exportedParts = (...members: readonly string[]): string[] =>
  Object.entries(core)
    .filter(([name]) => /^[a-z]/.test(name))
    .filter(([, factory]) => members.every((member) => hasMember(factory, member)))
    .map(([name]) => name)
    .toSorted();

function hasMember(factory: unknown, member: string): boolean {
  try {
    const made: unknown = (factory as () => unknown)();
    if (made instanceof Promise) made.catch(() => 'it wants arguments');
    return typeof made === 'object' && made !== null && member in made;
  } catch {
    return false;
  }
}
