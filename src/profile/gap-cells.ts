import { limits } from '../limits.js';
import { cellIndex, cellOf, type CellIndex } from './cell-index.js';

/** The distinct values of a sorted reference; undefined above 2,048, where their cells would cost more than they tell. */
export function gapValues(sorted: Float64Array): number[] | undefined {
  const values: number[] = [];
  for (const x of sorted) {
    if (x === values.at(-1)) continue;
    if (values.length === limits.exactKsValues) return undefined;
    values.push(x + 0); // never −0
  }
  return values;
}

/** Counts values over 2u + 1 cells: below v₁, at v₁, between v₁ and v₂, at v₂, …, above v_u (methods: gap cells, 2.2). */
export class GapCounter {
  readonly counts: Uint32Array;
  readonly #index: CellIndex;

  constructor(values: readonly number[]) {
    this.#index = cellIndex(values);
    this.counts = new Uint32Array(2 * values.length + 1);
  }

  /** @param finite - Its first `n` values are counted. */
  add(finite: Float64Array, n: number): void {
    const { edges } = this.#index;
    for (let i = 0; i < n; i++) {
      const x = finite[i]!;
      const upTo = cellOf(this.#index, x);
      this.counts[2 * upTo - (upTo > 0 && edges[upTo - 1] === x ? 1 : 0)]!++;
    }
  }
}
