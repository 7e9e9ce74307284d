import { activeCells } from '../../stats/active-cells.js';
import { pool } from '../../stats/pool-categories.js';
import { psiOf } from '../../stats/psi.js';
import type { SeededRandom } from '../../stats/random.js';
import type { ColumnOfCells } from './decision-cells-of-rows.js';

/** How pseudo-windows are drawn. */
export interface Resampling {
  readonly windowSize: number;
  /** Consecutive rows that are drawn together. */
  readonly blockRows: number;
  readonly replicates: number;
  readonly random: SeededRandom;
  /** Told of each. */
  readonly tell: (windows: number) => void;
}

/**
 * Windows made of blocks of reference rows, drawn with replacement and around the end, each compared with the rows outside its
 * blocks. All columns of a window come from the same rows. In steps, each of which tells how many rows it has counted.
 *
 * @returns Per column the PSI of the windows in which both sides had values, over what it varies by, as drawn: χ² with one
 * degree of freedom less than cells, were rows independent.
 */
export function* pseudoWindows(
  columns: readonly ColumnOfCells[],
  rows: number,
  { windowSize, blockRows, replicates, random, tell }: Resampling,
): Generator<number, Float64Array[]> {
  const totals = columns.map((column) =>
    countsOf(
      column,
      Array.from({ length: rows }, (_, row) => row),
    ),
  );
  const found = columns.map((): number[] => []);
  const window = new Int32Array(windowSize);
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (let at = 0; at < windowSize;) {
      const start = random.integer(rows);
      for (let i = 0; i < blockRows && at < windowSize; i++) window[at++] = (start + i) % rows;
    }
    const once = Int32Array.from(new Set(window));
    for (const [j, column] of columns.entries()) {
      const s = scaledIndex(column, totals[j]!, countsOf(column, window), countsOf(column, once));
      if (s !== undefined) found[j]!.push(s);
      yield windowSize;
    }
    tell(1);
  }
  return found.map((values) => Float64Array.from(values));
}

function countsOf({ cells, size }: ColumnOfCells, rows: Iterable<number>): Uint32Array {
  const counts = new Uint32Array(size);
  for (const row of rows) if (cells[row]! >= 0) counts[cells[row]!]!++;
  return counts;
}

const sum = (counts: Uint32Array): number => counts.reduce((total, n) => total + n, 0);

/**
 * PSI over what it varies by, for rows that do not depend on each other. Drawn with replacement a window of m rows differs from
 * all N by 1/m; from the rows outside its u different ones by N/(N − u) times as much.
 */
function scaledIndex(
  { kind, otherCell }: ColumnOfCells,
  total: Uint32Array,
  inside: Uint32Array,
  covered: Uint32Array,
): number | undefined {
  const outside = total.map((count, k) => count - covered[k]!);
  const [n, m] = [sum(outside), sum(inside)];
  if (n === 0 || m === 0) return undefined;
  const [a, b] = kind === 'numeric' ? [outside, inside] : pooled(outside, inside, otherCell);
  return (psiOf(activeCells(a, b, 'pseudoWindows'), 0.5) * m * n * n) / (n + sum(covered)) ** 2;
}

function pooled(a: Uint32Array, b: Uint32Array, otherCell: number | undefined): [Uint32Array, Uint32Array] {
  const { reference, window } = pool(a, b, { otherCell });
  return [reference, window];
}
