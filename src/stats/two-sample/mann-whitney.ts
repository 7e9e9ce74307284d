import { checkOptions } from '../check-options.js';
import { normal } from '../distributions/normal.js';
import { pValueOfLog } from '../p-value.js';
import { forEachPooledValue, sortedSample } from '../samples.js';
import { alternatives, type Alternative } from './alternative.js';
import { mannWhitneyExactTail } from './mann-whitney-exact.js';

/** Options of `mannWhitney`. */
export interface MannWhitneyOptions {
  /** `two-sided` (default); `greater`: x tends to larger values than y; `less`: to smaller ones. */
  readonly alternative?: Alternative;
}

/** Result of `mannWhitney`. */
export interface MannWhitneyResult {
  /** U of x: the number of pairs in which x is larger, ties counting one half. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** P(X < Y) + ½ P(X = Y): ½ without a shift, 1 when every y is larger. */
  readonly effect: number;
  readonly method: 'exact' | 'asymptotic';
}

/**
 * The Mann–Whitney U test (Wilcoxon rank sum): do the values of one sample tend to be larger? Exact when the smaller
 * sample has at most 8 values and nothing is tied, else normal with the variance corrected for ties and continuity ½.
 *
 * @param x - Reference values, finite, at least one.
 * @param y - Window values, the same.
 * @returns With all values equal on both sides, p-value 1.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for an empty sample or a value that is not finite; `OPTION_INVALID`.
 * @example mannWhitneyTest([1, 2, 3], [4, 5, 6]); // { statistic: 0, pValue: 0.1, effect: 1, method: 'exact', … }
 * @see H. Mann & D. Whitney (1947).
 */
export function mannWhitneyTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): MannWhitneyResult {
  checkOptions('mannWhitneyTest', options, { alternative: alternatives });
  const sortedX = sortedSample(x, 'mannWhitneyTest: x');
  const sortedY = sortedSample(y, 'mannWhitneyTest: y');
  const [n, m] = [sortedX.length, sortedY.length];
  const { u, tieSum } = pairsWon(sortedX, sortedY);
  const { alternative = 'two-sided' } = options;
  // The tail that speaks against the hypothesis; two-sided the more extreme of the two, doubled.
  const extreme = alternative === 'greater' ? u : alternative === 'less' ? n * m - u : Math.max(u, n * m - u);
  const exact = tieSum === 0 && Math.min(n, m) <= 8;
  const lnTail = exact ? Math.log(mannWhitneyExactTail(n, m, extreme)) : lnNormalTail(n, m, extreme, tieSum);
  return {
    statistic: u,
    ...pValueOfLog(alternative === 'two-sided' ? Math.LN2 + lnTail : lnTail),
    effect: 1 - u / (n * m),
    method: exact ? 'exact' : 'asymptotic',
  };
}

/** U of x, and Σ(t³ − t) over groups of t equal pooled values. */
export function pairsWon(x: Float64Array, y: Float64Array): { u: number; tieSum: number } {
  let [u, tieSum, beforeX, beforeY] = [0, 0, 0, 0];
  forEachPooledValue(x, y, (_, i, j) => {
    const tied = i - beforeX + (j - beforeY);
    u += ((i - beforeX) * (beforeY + j)) / 2;
    tieSum += tied * (tied * tied - 1);
    beforeX = i;
    beforeY = j;
  });
  return { u, tieSum };
}

const lnNormalTail = (n: number, m: number, u: number, tieSum: number): number =>
  normal.logSf(deviations(n, m, u, tieSum));

/** By how many standard deviations U is above its mean, continuity ½ taken off; −∞ where everything is tied. */
export function deviations(n: number, m: number, u: number, tieSum: number): number {
  const size = n + m;
  const variance = ((n * m) / 12) * (size + 1 - tieSum / (size * (size - 1)));
  return variance > 0 ? (u - (n * m) / 2 - 0.5) / Math.sqrt(variance) : -Infinity;
}
