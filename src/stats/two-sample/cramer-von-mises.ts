import { checkOptions } from '../check-options.js';
import { pValueOfLog } from '../p-value.js';
import { forEachPooledValue, sortedSample } from '../samples.js';
import { scaledBesselK14 } from '../special/bessel-k.js';
import { lnGamma } from '../special/ln-gamma.js';
import { cvmExact } from './cramer-von-mises-exact.js';

/** Options of `cramerVonMises`. */
export interface CramerVonMisesOptions {
  /** `exact` counts all orders of the pooled sample; `asymptotic` is the limit law; `auto` (default): exact up to 20 values a side. */
  readonly method?: 'auto' | 'exact' | 'asymptotic';
}

/** Result of `cramerVonMises`. */
export interface CramerVonMisesResult {
  /** T of Anderson (1962). */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  readonly method: 'exact' | 'asymptotic';
}

/** Most values a side for which `exact` is offered: the states counted grow with the fourth power. */
const MOST_EXACT = 32;

/**
 * The two-sample Cramér–von Mises test: the squared distance between the two distribution functions, averaged over the
 * pooled sample. Sees changes in the middle better than `ksTest`. Ties get mid-ranks, as in scipy, for which the law does not
 * hold: with many of them it rejects whatever the values are. The data-drift test `cramerVonMises` spreads them evenly.
 *
 * @param x - Reference values, finite, at least two.
 * @param y - Window values, the same.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for too few values or one that is not finite; `OPTION_INVALID`.
 * @example cramerVonMisesTest([1, 2, 3, 4], [11, 12, 13, 14]).pValue; // 2 of the 70 orders: 0.0286
 * @see T. Anderson, "On the distribution of the two-sample Cramér–von Mises criterion" (1962); Y. Xiao, A. Gordon & A.
 * Yakovlev (2007) for the exact law; N. Smirnov (1936) for the far tail.
 */
export function cramerVonMisesTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: CramerVonMisesOptions = {},
): CramerVonMisesResult {
  checkOptions('cramerVonMisesTest', options, { method: ['auto', 'exact', 'asymptotic'] });
  const sortedX = sortedSample(x, 'cramerVonMisesTest: x', 2);
  const sortedY = sortedSample(y, 'cramerVonMisesTest: y', 2);
  const [n, m] = [sortedX.length, sortedY.length];
  const size = n + m;
  const u = rankStatistic(sortedX, sortedY);
  const statistic = u / (n * m * size) - (4 * n * m - 1) / (6 * size);
  const { method = 'auto' } = options;
  if (method === 'exact' || (method === 'auto' && Math.max(n, m) <= 20))
    return { statistic, ...pValueOfLog(Math.log(cvmExact(n, m, u, MOST_EXACT))), method: 'exact' };
  return { statistic, ...pValueOfLog(lnCvmLimitTail(onLimitScale(statistic, n, m))), method: 'asymptotic' };
}

/** T with the mean and the variance of the limit law, of samples of n and m values. */
export function onLimitScale(statistic: number, n: number, m: number): number {
  const size = n + m;
  const expected = (1 + 1 / size) / 6;
  const variance = ((size + 1) * (4 * n * m * size - 3 * (n * n + m * m) - 2 * n * m)) / (180 * size * size * n * m);
  return 1 / 6 + (statistic - expected) / Math.sqrt(45 * variance);
}

/** T, with equal values spread evenly over the ranks that they share; without ties that of `cramerVonMisesTest`. */
export function spreadStatistic(x: Float64Array, y: Float64Array): number {
  const [n, m] = [x.length, y.length];
  let [sum, before, gapBefore] = [0, 0, 0];
  forEachPooledValue(x, y, (_, i, j) => {
    const tied = i + j - before;
    const gap = i / n - j / m;
    const step = gap - gapBefore;
    // Σ over k = 1 … tied of (gap before + step k/tied)²
    sum += tied * gapBefore ** 2 + (tied + 1) * step * (gapBefore + ((2 * tied + 1) * step) / (6 * tied));
    before = i + j;
    gapBefore = gap;
  });
  return (sum * n * m) / (n + m) ** 2;
}

/** U = n Σ(r_i − i)² + m Σ(s_j − j)², with the mid-ranks r, s of x and y in the pooled sample. */
function rankStatistic(x: Float64Array, y: Float64Array): number {
  let [sumX, sumY, beforeX, beforeY] = [0, 0, 0, 0];
  forEachPooledValue(x, y, (_, i, j) => {
    const midRank = (beforeX + beforeY + 1 + i + j) / 2;
    for (let rank = beforeX + 1; rank <= i; rank++) sumX += (midRank - rank) ** 2;
    for (let rank = beforeY + 1; rank <= j; rank++) sumY += (midRank - rank) ** 2;
    beforeX = i;
    beforeY = j;
  });
  return x.length * sumX + y.length * sumY;
}

/** ln P(W² > t) of the limit law of the Cramér–von Mises statistic. */
export function lnCvmLimitTail(t: number): number {
  if (t < 0.003) return 0;
  if (t > 1.8) return lnFarTail(t);
  let cdf = 0;
  for (let k = 0; ; k++) {
    const y = (4 * k + 1) ** 2 / (16 * t);
    const weight = Math.exp(lnGamma(k + 0.5) - lnGamma(k + 1) - 2 * y) / (Math.PI ** 1.5 * Math.sqrt(t));
    const term = weight * Math.sqrt(4 * k + 1) * scaledBesselK14(y);
    cdf += term;
    if (term < 1e-17 * cdf) return Math.log1p(-Math.min(cdf, 1));
  }
}

/**
 * Smirnov's inversion of the characteristic function, its first interval: `(2/π) ∫₀^π e^{−t(π+s)²/2}/√((π+s) sin s) ds`.
 * The others are less than 1e-11 of it from t = 1.8 on, where the series above runs out of digits. With s = v² the integrand
 * is even and smooth, and the trapezoid rule converges at once.
 */
function lnFarTail(t: number): number {
  const step = 0.25 / Math.sqrt(2 * Math.PI * t);
  let sum = 0.5 / Math.sqrt(Math.PI); // the integrand at v = 0, half
  for (let i = 1; ; i++) {
    const s = (i * step) ** 2;
    const exponent = t * s * (Math.PI + s / 2);
    if (exponent > 45 || s >= Math.PI) break;
    sum += (Math.sqrt(s / Math.sin(s)) * Math.exp(-exponent)) / Math.sqrt(Math.PI + s);
  }
  return Math.log((4 / Math.PI) * step * sum) - (t * Math.PI ** 2) / 2;
}
