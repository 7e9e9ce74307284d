import type { GrowingColumn } from './growing-column.js';

/** Cells of a block, where a row is not longer. */
const blockCells = 8_192;
/** Cells of a row there is room for, at least, once one has come. */
const leastWidth = 32;

/**
 * Cells of some rows, row after row in one stretch of memory: in a service that does other things between two rows, taking
 * one in then touches a few lines of memory, where writing it to as many columns would touch several for each.
 */
export class RowBlock {
  /** Cells there is room for in a row. */
  readonly width: number;
  /** 1 where a cell is a number. */
  readonly #isNumber: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #others: unknown[];
  /** Complete rows. */
  size = 0;

  /** @param width - 0 takes no memory: of a maker of rows that none may come from. */
  constructor(width: number) {
    this.width = width;
    const cells = width && Math.max(width, blockCells);
    this.#isNumber = new Uint8Array(cells);
    this.#numbers = new Float64Array(cells);
    this.#others = Array.from({ length: cells });
  }

  get isFull(): boolean {
    return (this.size + 1) * this.width > this.#numbers.length;
  }

  /** A cell of the row that is being added. */
  set(place: number, cell: unknown): void {
    const at = this.size * this.width + place;
    if (typeof cell === 'number') {
      this.#numbers[at] = cell;
      this.#isNumber[at] = 1;
    } else this.#others[at] = cell;
  }

  /** The row is none after all. */
  drop(): void {
    const from = this.size * this.width;
    this.#isNumber.fill(0, from);
    this.#others.fill(undefined, from, from + this.width);
  }

  /** Moves the cells of one place to the end of their column; those that rows lack are missing. */
  moveTo(column: GrowingColumn, place: number): void {
    for (let row = 0, at = place; row < this.size; row++, at += this.width) {
      if (this.#isNumber[at]) column.pushNumber(this.#numbers[at]!);
      else {
        column.push(this.#others[at]);
        this.#others[at] = undefined;
      }
    }
  }

  /** Begins anew when all complete rows are moved; the one that is being added stays. Gives a block of at least the width. */
  startAnew(width: number): RowBlock {
    const from = this.size * this.width;
    const fresh = width > this.width ? new RowBlock(Math.max(width, 2 * this.width, leastWidth)) : this;
    // Of a block that is full there is none.
    const begun = this.#others
      .slice(from, from + this.width)
      .map((cell, place) => (this.#isNumber[from + place] ? this.#numbers[from + place] : cell));
    this.drop();
    this.#isNumber.fill(0);
    this.size = 0;
    for (const [place, cell] of begun.entries()) fresh.set(place, cell);
    return fresh;
  }
}
