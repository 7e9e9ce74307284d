import { pValueOfLog } from '../p-value.js';
import { forEachPooledValue, sortedSample } from '../samples.js';

/** Result of `andersonDarling`. */
export interface AndersonDarlingResult {
  /** The mid-rank statistic A², standardised to mean 0 and variance 1: (A² − 1)/σ. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
}

/**
 * The two-sample Anderson–Darling test in the mid-rank form: like `cramerVonMisesTest`, but with weight on the tails. The
 * p-value is that of the limit law, exact far into the tail.
 *
 * @param x - Reference values, finite, at least two.
 * @param y - Window values, the same.
 * @returns With all values equal on both sides, p-value 1.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for too few values or one that is not finite.
 * @example andersonDarlingTest([1, 2, 3, 4, 5], [11, 12, 13, 14, 15]).pValue < 0.01; // true
 * @see F. Scholz & M. Stephens, "K-sample Anderson–Darling tests" (1987), eq. 7; N. Smirnov (1937) for the
 * inversion.
 */
export function andersonDarlingTest(x: ArrayLike<number>, y: ArrayLike<number>): AndersonDarlingResult {
  const sortedX = sortedSample(x, 'andersonDarlingTest: x', 2);
  const sortedY = sortedSample(y, 'andersonDarlingTest: y', 2);
  const [n, m] = [sortedX.length, sortedY.length];
  const statistic = (midRankStatistic(sortedX, sortedY) - 1) / Math.sqrt(varianceUnderNull(n, m));
  return { statistic, ...pValueOfLog(lnAndersonDarlingTail(onLimitScale(statistic))) };
}

/** The standardised A² with the mean and the variance of the limit law. */
export const onLimitScale = (statistic: number): number => 1 + Math.sqrt((2 * (Math.PI ** 2 - 9)) / 3) * statistic;

/** A²: over distinct values with l of N rows, B and M count what is below plus half of what is equal. */
function midRankStatistic(x: Float64Array, y: Float64Array): number {
  const [n, m] = [x.length, y.length];
  const size = n + m;
  let [sum, beforeX, beforeY] = [0, 0, 0];
  forEachPooledValue(x, y, (_, i, j) => {
    const tied = i + j - beforeX - beforeY;
    const below = (i + j + beforeX + beforeY) / 2; // B
    const spread = below * (size - below) - (size * tied) / 4;
    const belowX = (i + beforeX) / 2; // M of x; that of y has the same deviation with the other sign
    const deviation = size * belowX - n * below;
    if (spread > 0) sum += ((tied / size) * deviation * deviation) / spread;
    beforeX = i;
    beforeY = j;
  });
  return ((size - 1) / size) * sum * (1 / n + 1 / m);
}

/** σ² of A² for two samples (Scholz & Stephens, eq. 4, k = 2). */
function varianceUnderNull(n: number, m: number): number {
  const size = n + m;
  const inverse = 1 / n + 1 / m; // H
  let h = 0;
  let g = 0;
  // g = Σ_i Σ_{j>i} 1/((N − i) j): the inner sums are differences of one running harmonic sum, taken from the far end.
  let inner = 0;
  for (let i = size - 1; i >= 1; i--) {
    h += 1 / i;
    g += inner / (size - i);
    inner += 1 / i;
  }
  const k = 2;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
  const b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
  const d = (2 * h + 6) * k * k - 4 * h * k;
  return (((a * size + b) * size + c) * size + d) / ((size - 1) * (size - 2) * (size - 3));
}

/**
 * ln P(A² > z) of the limit law, Σ Z_j²/(j(j+1)), by Smirnov's inversion: the alternating sum over k of
 * `(1/π) ∫ e^{−zu/2}/(u √|D(u)|) du` from u = (2k−1)2k to 2k(2k+1), where D(u) = −cos(π/2 √(1+4u))/(πu).
 *
 * With `√(1+4u) = 4k + sin θ` each integrand is smooth and periodic in θ, so that the midpoint rule converges at once.
 * e^{−z} is taken out of all of them, which keeps the far tail in the range of numbers.
 */
export function lnAndersonDarlingTail(z: number): number {
  if (z < 0.03) return 0; // the complement is below 1e-17
  const nodes = 32 + Math.ceil(8 * Math.sqrt(z));
  let sum = 0;
  for (let k = 1; ; k++) {
    let area = 0;
    for (let i = 0; i < nodes; i++) {
      const theta = Math.PI * ((i + 0.5) / nodes - 0.5);
      const toEnd = 2 * Math.sin((Math.PI / 2 - Math.abs(theta)) / 2) ** 2; // 1 − |sin θ|, without cancelling
      const v = 4 * k + Math.sign(theta) * (1 - toEnd);
      const decay = Math.exp((-z * (v - 3) * (v + 3)) / 8);
      area += (decay * v * Math.cos(theta)) / Math.sqrt((v * v - 1) * Math.sin((Math.PI / 2) * toEnd));
    }
    const term = (Math.sqrt(Math.PI) / nodes) * area;
    sum += k % 2 === 1 ? term : -term;
    if (term <= 1e-17 * sum) return Math.min(0, Math.log(sum) - z);
  }
}
