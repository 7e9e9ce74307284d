import type { DependenceTable } from '../contracts/profiles.js';
import { cellScores } from './cell-scores.js';

/** Sums over the complete blocks of one scale. */
type Scale = DependenceTable['scales'][number];

/**
 * Collects block sums of a reference in time order, scale by scale: a block is the sum of two of the scale before.
 *
 * @param cells - Cell of every row, in time order. Missing rows are left out.
 * @param counts - Rows per cell; the weights of the scores.
 * @param view - For each of `cells` the cell that `counts` counts it in. Default: the same.
 */
export function dependenceTable(
  cells: Uint8Array | Uint16Array,
  counts: ArrayLike<number>,
  view?: readonly number[],
): DependenceTable {
  const scores = cellScores(counts);
  const [location, spread] = [scores.location, scores.spread].map((of) =>
    view ? Float64Array.from(view, (cell) => of[cell]!) : of,
  ) as [Float64Array, Float64Array];
  const scales: Scale[] = [];
  // The largest blocks are made of whole stretches, whose sums are put together at the end.
  const whole = Math.floor(cells.length / stretch);
  const wholeX = new Float64Array(whole);
  const wholeY = new Float64Array(whole);
  const x = new Float64Array(stretch);
  const y = new Float64Array(stretch);
  for (let start = 0; start < cells.length; start += stretch) {
    const rows = Math.min(stretch, cells.length - start);
    for (let i = 0; i < rows; i++) {
      const cell = cells[start + i]!;
      x[i] = location[cell]!;
      y[i] = spread[cell]!;
    }
    addBlocks(scales, 0, x, y, rows);
    if (rows < stretch) break;
    wholeX[start / stretch] = x[0]!;
    wholeY[start / stretch] = y[0]!;
  }
  addBlocks(scales, Math.log2(stretch), wholeX, wholeY, whole);
  return { rows: cells.length, scales };
}

/** Rows whose sums stay near the processor while they are put together; a power of two. */
const stretch = 2_048;

/** Sums neighbours, and these sums in turn, and adds what they are to the scales from `level` on; the sum of all is left first. */
function addBlocks(scales: Scale[], level: number, x: Float64Array, y: Float64Array, size: number): void {
  for (let blocks = size >> 1; blocks > 0; blocks >>= 1, level++) {
    const none = { blocks: 0, sumX: 0, sumY: 0, sumXX: 0, sumYY: 0, worst: 0 };
    const before = scales[level] ?? none;
    let { sumX, sumY, sumXX, sumYY, worst } = before;
    for (let k = 0; k < blocks; k++) {
      const a = x[2 * k]! + x[2 * k + 1]!;
      const b = y[2 * k]! + y[2 * k + 1]!;
      x[k] = a;
      y[k] = b;
      const length = a * a + b * b;
      sumX += a;
      sumY += b;
      sumXX += a * a;
      sumYY += b * b;
      if (length > worst) worst = length;
    }
    scales[level] = { size: 2 ** (level + 1), blocks: before.blocks + blocks, sumX, sumY, sumXX, sumYY, worst };
  }
}
