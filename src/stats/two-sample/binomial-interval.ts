import { checkOptions, levelRule } from '../check-options.js';
import { beta } from '../distributions/beta.js';
import { normal } from '../distributions/normal.js';
import { requireInteger } from '../domain.js';

export interface BinomialIntervalOptions {
  /** Confidence level in (0, 1); default 0.95. */
  readonly level?: number;
  /** `both` (default): the two ends share the error; `lower`, `upper`: one bound has all of it, the other end is 0 or 1. */
  readonly side?: 'both' | 'lower' | 'upper';
}

/** Checks the arguments; returns the error probability of each end that is bounded. */
function tailOf(where: string, k: number, n: number, options: BinomialIntervalOptions): number {
  checkOptions(where, options, { level: levelRule, side: ['both', 'lower', 'upper'] });
  requireInteger(k, 0, `${where}: k`);
  requireInteger(n, Math.max(1, k), `${where}: n`);
  const { level = 0.95, side = 'both' } = options;
  return (1 - level) / (side === 'both' ? 2 : 1);
}

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
