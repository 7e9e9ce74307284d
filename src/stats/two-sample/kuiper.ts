import { pValueOfLog } from '../p-value.js';
import { forEachPooledValue, sortedSample } from '../samples.js';

/** Result of `kuiper`. */
export interface KuiperResult {
  /** V = D⁺ + D⁻: the largest distances of the distribution functions in both directions, added. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
}

/**
 * Kuiper's two-sample test: like `ksTest`, but equally sensitive over the whole range, and to spread as much as to
 * location; on a circle it does not depend on where the circle is cut.
 *
 * @param x - Reference values, finite, at least one.
 * @param y - Window values, the same.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for an empty sample or a value that is not finite.
 * @example kuiperTest([-3, -2, 2, 3], [-1, 0, 0, 1]).statistic; // 1: half a step either way
 * @see N. Kuiper (1960); M. Stephens (1970) for the correction by sample size.
 */
export function kuiperTest(x: ArrayLike<number>, y: ArrayLike<number>): KuiperResult {
  const sortedX = sortedSample(x, 'kuiperTest: x');
  const sortedY = sortedSample(y, 'kuiperTest: y');
  const [n, m] = [sortedX.length, sortedY.length];
  let [above, below] = [0, 0];
  forEachPooledValue(sortedX, sortedY, (_, i, j) => {
    above = Math.max(above, i * m - j * n);
    below = Math.max(below, j * n - i * m);
  });
  const statistic = (above + below) / (n * m);
  return { statistic, ...pValueOfLog(lnKuiperTail(statistic, (n * m) / (n + m))) };
}

/** ln of 2 Σ_j (4j²λ² − 1) e^(−2j²λ²), the leading term in logs; below λ = 0.4 the sum is 1 to 1e-7. */
export function lnKuiperTail(v: number, effectiveSize: number): number {
  const root = Math.sqrt(effectiveSize);
  const lambda = (root + 0.155 + 0.24 / root) * v;
  if (lambda < 0.4) return 0;
  const square = lambda * lambda;
  const first = 4 * square - 1;
  let rest = 0;
  for (let j = 2; j <= 20; j++) rest += (4 * j * j * square - 1) * Math.exp(-2 * (j * j - 1) * square);
  return Math.log(2 * (first + rest)) - 2 * square;
}
