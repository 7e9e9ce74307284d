import type { GrowingColumn } from './growing-column.js';

const [absent, number, other] = [0, 1, 2];
/** Cells of a block, where a row is not longer. */
const blockCells = 8_192;

/**
 * Cells of some rows, row after row in one stretch of memory: in a service that does other things between two rows, taking
 * one in then touches a few lines of memory, where writing it to as many columns would touch several for each.
 */
export class RowBlock {
  /** Cells there is room for in a row. */
  readonly width: number;
  readonly #rows: number;
  readonly #kinds: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #others: unknown[];
  #size = 0;

  constructor(width: number) {
    this.width = width;
    this.#rows = Math.max(1, Math.floor(blockCells / width));
    this.#kinds = new Uint8Array(this.#rows * width);
    this.#numbers = new Float64Array(this.#rows * width);
    this.#others = Array.from({ length: this.#rows * width });
  }

  /** Complete rows. */
  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.#rows;
  }

  /** A cell of the row that is being added. */
  set(place: number, cell: unknown): void {
    const at = this.#size * this.width + place;
    if (typeof cell === 'number') {
      this.#numbers[at] = cell;
      this.#kinds[at] = number;
    } else {
      this.#others[at] = cell;
      this.#kinds[at] = other;
    }
  }

  /** The row is complete. */
  next(): void {
    this.#size++;
  }

  /** The row is none after all. */
  drop(): void {
    const from = this.#size * this.width;
    this.#kinds.fill(absent, from, from + this.width);
  }

  /** Appends the cells of one place to their column; those that rows lack are missing. */
  copyTo(column: GrowingColumn, place: number): void {
    for (let row = 0, at = place; row < this.#size; row++, at += this.width) {
      const kind = this.#kinds[at];
      if (kind === number) column.pushNumber(this.#numbers[at]!);
      else column.push(kind === other ? this.#others[at] : undefined);
    }
  }

  /** Forgets the complete rows; the one that is being added stays. Gives a block of at least the width. */
  startAnew(width: number): RowBlock {
    const from = this.#size * this.width;
    const fresh = width > this.width ? new RowBlock(Math.max(width, 2 * this.width)) : this;
    const begun = this.isFull
      ? []
      : Array.from(this.#kinds.subarray(from, from + this.width), (kind, place): readonly [number, unknown] => [
          kind,
          kind === number ? this.#numbers[from + place] : this.#others[from + place],
        ]);
    this.#kinds.fill(absent);
    this.#others.fill(undefined);
    this.#size = 0;
    for (const [place, [kind, cell]] of begun.entries()) if (kind !== absent) fresh.set(place, cell);
    return fresh;
  }
}
