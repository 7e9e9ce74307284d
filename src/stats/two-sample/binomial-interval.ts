import { checkOptions, levelRule } from '../check-options.js';
import { requireInteger } from '../domain.js';

/** Options of `binomialInterval`. */
export interface BinomialIntervalOptions {
  /** Confidence level in (0, 1); default 0.95. */
  readonly level?: number;
  /** `both` (default): the two ends share the error; `lower`, `upper`: one bound has all of it, the other end is 0 or 1. */
  readonly side?: 'both' | 'lower' | 'upper';
}

/** Checks the arguments of an interval; returns the error probability of each end that is bounded. */
export function tailOf(where: string, k: number, n: number, options: BinomialIntervalOptions): number {
  checkOptions(where, options, { level: levelRule, side: ['both', 'lower', 'upper'] });
  requireInteger(k, 0, `${where}: k`);
  requireInteger(n, Math.max(1, k), `${where}: n`);
  const { level = 0.95, side = 'both' } = options;
  return (1 - level) / (side === 'both' ? 2 : 1);
}
