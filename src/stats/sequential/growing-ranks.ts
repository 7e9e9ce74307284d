/**
 * Counts of rows per cell that grow row by row, with the conformal p-value of each new row: the share of rows before it in
 * cells below, its own cell by chance. As long as rows are exchangeable these are independent uniforms, whatever the
 * distribution, ties included. The counts never freeze: against a frozen reference the error of the reference itself would
 * alarm again and again. Cost O(log cells) per row.
 *
 * @see G. Shafer & V. Vovk, "A tutorial on conformal prediction" (2008); P. Fenwick, "A new data structure for cumulative
 * frequency tables" (1994)
 */
export class GrowingRanks {
  /** Rows per cell so far. */
  readonly counts: Float64Array;
  /** At index i the rows in the `i & -i` cells that end at cell i − 1. */
  readonly #tree: Float64Array;
  #rows = 0;

  /** @param counts - Rows per cell to begin with. */
  constructor(counts: ArrayLike<number>) {
    this.counts = new Float64Array(counts.length);
    this.#tree = new Float64Array(counts.length + 1);
    for (let cell = 0; cell < counts.length; cell++) this.#add(cell, counts[cell]!);
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /** The p-value of a row in `cell`, which is counted after. `u`: a fresh uniform number. */
  next(cell: number, u: number): number {
    let below = 0;
    for (let i = cell; i > 0; i &= i - 1) below += this.#tree[i]!;
    const p = (below + u * (this.counts[cell]! + 1)) / (this.#rows + 1);
    this.#add(cell, 1);
    return p;
  }

  #add(cell: number, rows: number): void {
    this.counts[cell]! += rows;
    this.#rows += rows;
    for (let i = cell + 1; i < this.#tree.length; i += i & -i) this.#tree[i]! += rows;
  }
}
