import { DriftSenseError } from './errors.js';

/**
 * Refuses what lacks a member that its receiver cannot do without.
 *
 * @param where - Whose argument it is: `explain`.
 * @param expected - What it should be, with its article: `a window report`.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`
 */
export function requireGiven(
  given: unknown,
  where: string,
  expected: string,
  ...members: readonly PropertyKey[]
): void {
  const missing = isObject(given) ? members.filter((name) => !(name in given)) : members;
  if (isObject(given) && missing.length === 0) return;
  const received = isObject(given) ? `an object without ${missing.map(String).join(', ')}` : describe(given);
  throw refused(where, expected, received);
}

/** The same for a list, and for each of its elements. */
export function requireEach(list: unknown, where: string, expected: string, ...members: readonly PropertyKey[]): void {
  requireGiven(list, where, `a list, each ${expected}`, 'forEach');
  (list as readonly unknown[]).forEach((one, i) => requireGiven(one, `${where}[${i}]`, expected, ...members));
}

/** Refuses what is no text. @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` */
export function requireText(given: unknown, where: string, expected: string): void {
  if (typeof given === 'string') return;
  throw refused(where, expected, describe(given));
}

const refused = (where: string, expected: string, received: string): DriftSenseError =>
  new DriftSenseError('VALUE_OUT_OF_DOMAIN', `${where}: expected ${expected}, got ${received}`, {
    details: { where, expected, received },
  });

const isObject = (given: unknown): given is object => typeof given === 'object' && given !== null;

/** What came, with its article, and nothing of what is in it. */
export const describe = (given: unknown): string =>
  given === null || given === undefined
    ? String(given)
    : (({ string: 'a text', object: 'an object' } as Record<string, string>)[typeof given] ?? `a ${typeof given}`);
