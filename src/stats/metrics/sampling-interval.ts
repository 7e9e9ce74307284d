import type { Estimate } from '../../contracts/results.js';
import { meanOf, standardError } from './mean-error.js';

/** Standard normal quantile of .95: half-width of a 90 % interval in standard errors. */
export const z90 = 1.6448536269514722;

/**
 * A proportion with its 90 % Wilson interval, which stays inside [0, 1] and keeps its coverage near the ends.
 *
 * @param successes - In [0, trials].
 * @param trials - At least 1.
 * @example wilsonEstimate(90, 100); // value .9, interval about [.840, .939]
 * @see E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927)
 */
export function wilsonEstimate(successes: number, trials: number): Estimate {
  const share = successes / trials;
  const square = z90 * z90;
  const centre = (successes + square / 2) / (trials + square);
  const half = (z90 / (trials + square)) * Math.sqrt(share * (trials - successes) + square / 4);
  // At 0 and all the ends are exact; rounding must not move them past the value.
  return {
    value: share,
    interval: [successes === 0 ? 0 : Math.max(0, centre - half), successes === trials ? 1 : Math.min(1, centre + half)],
  };
}

/** A value with the 90 % interval value ± z·error, cut to a range. */
export function normalEstimate(value: number, error: number, low = -Infinity, high = Infinity): Estimate {
  return { value, interval: [Math.max(low, value - z90 * error), Math.min(high, value + z90 * error)] };
}

/**
 * The mean of per-row values with its 90 % interval, mean ± z·sd/√m. Undefined for fewer than two rows: one row has no
 * spread to judge by; and where the values are so large that their squares overflow.
 */
export function meanEstimate(values: Float64Array, low = -Infinity, high = Infinity): Estimate | undefined {
  if (values.length < 2) return undefined;
  const mean = meanOf(values);
  return finiteEstimate(normalEstimate(mean, standardError(values, mean), low, high));
}

/** The estimate, or undefined where one of its numbers has overflowed. */
export const finiteEstimate = (estimate: Estimate): Estimate | undefined =>
  [estimate.value, ...estimate.interval].every(Number.isFinite) ? estimate : undefined;
