import type { Design } from './linear-fit.js';
import { rowsPerSlice, type Pace } from './pace.js';

/**
 * The lower triangle of `X̃'V X̃`, row by row, where X̃ is the design with a last column of ones and V the row weights.
 * Size (columns + 1)².
 */
export async function gram(x: Design, rowWeights: Float64Array | undefined, pace: Pace): Promise<Float64Array> {
  const { values, rows, columns: p } = x;
  const size = p + 1;
  const lower = new Float64Array(size * size);
  const workPerRow = (p * (p + 3)) / 2 + 1;
  const block = rowsPerSlice(workPerRow);
  const ones = new Float64Array(Math.min(rows, block)).fill(1);
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block);
    addWeightedSquares(lower, values, p, from, to, rowWeights?.subarray(from, to) ?? ones);
    await pace((to - from) * workPerRow);
  }
  return lower;
}

/**
 * Adds Σ w_i x_i x_i' over rows `from` to `to`, each with a 1 for the intercept at its end, to the lower triangle: four rows
 * at a time, so that each entry is read and written a quarter as often.
 *
 * @param weights - Of these rows, from 0.
 */
export function addWeightedSquares(
  triangle: Float64Array,
  values: Float64Array,
  p: number,
  from: number,
  to: number,
  weights: Float64Array,
): void {
  const size = p + 1;
  for (let i = from; i < to; i += 4) {
    // Rows beyond the last are the last one again, with no weight.
    const last = to - 1;
    const [a, b, c, d] = [i * p, Math.min(i + 1, last) * p, Math.min(i + 2, last) * p, Math.min(i + 3, last) * p];
    const at = i - from;
    const wa = weights[at]!;
    const wb = i + 1 < to ? weights[at + 1]! : 0;
    const wc = i + 2 < to ? weights[at + 2]! : 0;
    const wd = i + 3 < to ? weights[at + 3]! : 0;
    for (let j = 0; j < p; j++) {
      const xa = wa * values[a + j]!;
      const xb = wb * values[b + j]!;
      const xc = wc * values[c + j]!;
      const xd = wd * values[d + j]!;
      if (xa === 0 && xb === 0 && xc === 0 && xd === 0) continue; // one-hot columns are mostly 0
      const line = j * size;
      for (let k = 0; k <= j; k++)
        triangle[line + k]! += xa * values[a + k]! + xb * values[b + k]! + xc * values[c + k]! + xd * values[d + k]!;
      triangle[p * size + j]! += xa + xb + xc + xd;
    }
    triangle[p * size + p]! += wa + wb + wc + wd;
  }
}
