import { beta } from '../distributions/beta.js';
import { tailOf, type BinomialIntervalOptions } from './binomial-interval.js';

/**
 * The exact (Clopper–Pearson) confidence interval of a share seen k times in n.
 *
 * @param k - Successes, an integer from 0 to n.
 * @param n - Trials, an integer of at least 1.
 * @returns Its ends; 0 below when k is 0, 1 above when k is n.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts outside these; `OPTION_INVALID`.
 * @example clopperPearson(5, 100, { level: 0.98 }); // [0.0130, 0.1259]
 * @see C. Clopper & E. Pearson (1934).
 */
export function clopperPearson(
  k: number,
  n: number,
  options: BinomialIntervalOptions = {},
): readonly [low: number, high: number] {
  const tail = tailOf('clopperPearson', k, n, options);
  const low = k === 0 || options.side === 'upper' ? 0 : beta(k, n - k + 1).isf(1 - tail);
  const high = k === n || options.side === 'lower' ? 1 : beta(k + 1, n - k).isf(tail);
  return [low, high];
}
