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
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block);
    for (let i = from; i < to; i++) {
      const weight = rowWeights?.[i] ?? 1;
      const row = i * p;
      for (let j = 0; j < p; j++) {
        const wx = weight * values[row + j]!;
        if (wx === 0) continue; // one-hot columns are mostly 0
        for (let k = 0; k <= j; k++) lower[j * size + k]! += wx * values[row + k]!;
        lower[p * size + j]! += wx;
      }
      lower[p * size + p]! += weight;
    }
    await pace((to - from) * workPerRow);
  }
  return lower;
}
