import type { DetectorInput } from '../../contracts/concept-detector.js';
import { DriftSenseError } from '../../errors.js';
import { limits } from '../../limits.js';

const domains = {
  error: 'exactly 0 or 1 (1 = the model was wrong)',
  bounded: 'a number in [0, 1]',
  real: `a finite number of magnitude at most ${limits.detectorMagnitude}`,
} as const satisfies Record<DetectorInput, string>;

/**
 * Checks one value against the domain a detector declares. Real values end at a magnitude whose square still sums to a
 * finite number: beyond it a state would silently fill with infinities.
 *
 * @param where - Who was given the value, for the message.
 * @returns The value, with −0 as 0.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`
 */
export function inDomain(input: DetectorInput, x: unknown, where: string): number {
  if (contains(input, x)) return x + 0;
  throw outOfDomain(input, x, where);
}

/** The error of a value outside the domain. */
export const outOfDomain = (input: DetectorInput, x: unknown, where: string): DriftSenseError =>
  new DriftSenseError('VALUE_OUT_OF_DOMAIN', `${where}: expected ${domains[input]}, got ${show(x)}`, {
    details: { where, input, expected: domains[input] },
  });

/** Whether a value is in the domain a detector declares. */
export function contains(input: DetectorInput, x: unknown): x is number {
  if (typeof x !== 'number') return false;
  // NaN fails every comparison, so no branch needs to name it. Only 0 and 1 have the product 0.
  if (input === 'error') return x * (1 - x) === 0;
  return input === 'bounded' ? x >= 0 && x <= 1 : Math.abs(x) <= limits.detectorMagnitude;
}

/** A value as an error message shows it: short, with its type when that is the trouble. */
export function show(x: unknown): string {
  if (typeof x === 'number' || x === undefined || x === null) return String(x);
  if (typeof x === 'string') return `the string ${JSON.stringify(x.length > 20 ? `${x.slice(0, 20)}…` : x)}`;
  if (Array.isArray(x)) return 'an array';
  return typeof x === 'object' ? 'an object' : `a ${typeof x}`;
}
