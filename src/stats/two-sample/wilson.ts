import { normal } from '../distributions/normal.js';
import { tailOf, type BinomialIntervalOptions } from './binomial-interval.js';

/**
 * The Wilson score interval of a share seen k times in n: shorter than `clopperPearson`, its coverage right on average.
 *
 * @param k - Successes, an integer from 0 to n.
 * @param n - Trials, an integer of at least 1.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts outside these; `OPTION_INVALID`.
 * @example wilson(5, 100); // [0.0215, 0.1118]
 * @see E. Wilson (1927).
 */
export function wilson(
  k: number,
  n: number,
  options: BinomialIntervalOptions = {},
): readonly [low: number, high: number] {
  const z = normal.isf(tailOf('wilson', k, n, options));
  const share = k / n;
  const middle = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  const low = k === 0 || options.side === 'upper' ? 0 : Math.max(0, (middle - reach) / scale);
  const high = k === n || options.side === 'lower' ? 1 : Math.min(1, (middle + reach) / scale);
  return [low, high];
}
