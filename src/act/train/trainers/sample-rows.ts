import { rowsPerSlice, type Pace } from '../pace.js';
import type { LabelledRows } from './logistic-loss.js';

/** Rows that were picked. */
export type SampledRows = LabelledRows & { readonly y: Float64Array };

/**
 * One row of each `every`, copied. Which of them is drawn anew each time, though always alike, so that no period in the rows
 * meets one in the picking.
 */
export async function sampleRows({ x, y, rowWeights }: LabelledRows, every: number, pace: Pace): Promise<SampledRows> {
  const { values, columns: p } = x;
  const size = Math.floor(x.rows / every);
  const picked = new Float64Array(size * p);
  const labels = new Float64Array(size);
  const weights = rowWeights && new Float64Array(size);
  const workPerRow = 4 * p + 20; // far apart in memory
  const block = rowsPerSlice(workPerRow);
  for (let from = 0; from < size; from += block) {
    const to = Math.min(size, from + block);
    for (let i = from; i < to; i++) {
      // Knuth's multiplicative hash: its upper bits are spread.
      const row = i * every + Math.floor(((Math.imul(i, 0x9e3779b1) >>> 0) / 2 ** 32) * every);
      picked.set(values.subarray(row * p, (row + 1) * p), i * p);
      labels[i] = y[row]!;
      if (weights) weights[i] = rowWeights[row]!;
    }
    await pace((to - from) * workPerRow);
  }
  return { x: { values: picked, rows: size, columns: p }, y: labels, rowWeights: weights };
}
