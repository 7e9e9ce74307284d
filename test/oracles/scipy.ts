import { studentT } from '../../src/stats.js';

/**
 * The p-value that scipy's `anderson_ksamp` prints for two samples: a parabola fitted to the logarithms of seven
 * significance levels at their critical values, clamped to [.001, .25].
 */
export function clampedAndersonP(statistic: number): number {
  const levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
  const b0 = [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085];
  const b1 = [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615];
  const b2 = [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154];
  const critical = b0.map((value, i) => value + b1[i]! + b2[i]!);
  if (statistic < critical[0]!) return 0.25;
  if (statistic > critical[6]!) return 0.001;
  const [c0, c1, c2] = fitParabola(critical, levels.map(Math.log));
  return Math.exp(c0 + c1 * statistic + c2 * statistic ** 2);
}

/** Least squares by the normal equations, in centred coordinates so that seven points keep their digits. */
function fitParabola(x: readonly number[], y: readonly number[]): [number, number, number] {
  const mean = x.reduce((a, b) => a + b) / x.length;
  const u = x.map((value) => value - mean);
  const power = (k: number) => u.reduce((sum, value) => sum + value ** k, 0);
  const moment = (k: number) => u.reduce((sum, value, i) => sum + value ** k * y[i]!, 0);
  const rows = [0, 1, 2].map((i) => [power(i), power(i + 1), power(i + 2), moment(i)]);
  for (let p = 0; p < 3; p++)
    for (let r = 0; r < 3; r++) {
      if (r === p) continue;
      const factor = rows[r]![p]! / rows[p]![p]!;
      rows[r] = rows[r]!.map((value, k) => value - factor * rows[p]![k]!);
    }
  const [a, b, c] = rows.map((row, i) => row[3]! / row[i]!) as [number, number, number];
  return [a - b * mean + c * mean * mean, b - 2 * c * mean, c];
}

/** The mean, with what the rounding of a first one left over. */
function meanOf(v: readonly number[]): number {
  const rounded = v.reduce((a, b) => a + b) / v.length;
  return rounded + v.reduce((sum, value) => sum + (value - rounded), 0) / v.length;
}
const squares = (v: readonly number[], m: number) => v.reduce((sum, value) => sum + (value - m) ** 2, 0);

/** Student's t test with pooled variance (`ttest_ind`), which evidently uses. */
export function pooledTTest(x: readonly number[], y: readonly number[]): { statistic: number; pValue: number } {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const df = x.length + y.length - 2;
  const variance = (squares(x, meanX) + squares(y, meanY)) / df;
  const statistic = (meanX - meanY) / Math.sqrt(variance * (1 / x.length + 1 / y.length));
  return { statistic, pValue: 2 * studentT(df).sf(Math.abs(statistic)) };
}
