import { type CellChange, guardPower, shapePower, tailOf } from './change-power.js';
import { deciderStatistics } from './decider.js';
import { normal } from './distributions/normal.js';

/** A normal column over cells equally likely in the reference, once its mean has moved by so many standard deviations. */
export function shiftedShares(cells: number, shift: number): number[] {
  const below = Array.from({ length: cells - 1 }, (_, k) => normal.cdf(normal.isf(1 - (k + 1) / cells) - shift));
  return [...below, 1].map((upTo, k) => upTo - (below[k - 1] ?? 0));
}

/**
 * Probability that `deciderTest` on ordered cells flags a change: that of the likelier of its two parts, each at half the level. The part
 * of location and spread, D, has moments by the delta method, as G has in `changePower`, with slopes taken numerically.
 */
export function orderedPower(change: CellChange): number {
  const { p, q, n, m, level } = change;
  const [a, b] = [p.map((share) => share * n), q.map((share) => share * m)];
  const statistic = (): number => locationOf(a, b);
  const df = Math.min(2, p.length - 1);
  const moments = {
    mean: statistic() + df,
    variance: n * slopeVariance(a, p, statistic) + m * slopeVariance(b, q, statistic) + 2 * df,
  };
  const part = Math.max(shapePower(change, level / 2), tailOf(moments, change, df, level / 2));
  return Math.min(part, guardPower(change));
}

/** D after Williams' correction. */
function locationOf(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a, b].map((side) => side.reduce((sum, rows) => sum + rows, 0));
  const { projections, q } = deciderStatistics({ a, b, n: n!, m: m!, index: [] }, true);
  return (projections!.location ** 2 + projections!.spread ** 2) / q;
}

/** Variance, per row of one side, of the slope at the cell that the row falls into. */
function slopeVariance(counts: number[], shares: readonly number[], statistic: () => number): number {
  let [mean, square] = [0, 0];
  for (const [k, share] of shares.entries()) {
    const count = counts[k]!;
    const step = 1e-4 * count + 1e-6;
    counts[k] = count + step;
    const above = statistic();
    counts[k] = Math.max(0, count - step);
    const slope = (above - statistic()) / (count + step - counts[k]);
    counts[k] = count;
    mean += share * slope;
    square += share * slope * slope;
  }
  return square - mean ** 2;
}
