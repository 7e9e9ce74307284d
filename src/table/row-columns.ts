import type { ColumnValues, Row } from '../contracts/batch.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { unexpected } from './unexpected.js';
import { GrowingColumn } from './growing-column.js';
import { RowBlock } from './row-block.js';

/**
 * Rows that come one by one, kept as columns: their cells are copied, the rows themselves let go; columns of
 * numbers alone become doubles. Columns are the keys of
 * all rows in order of first appearance; a key that a row lacks is a missing cell.
 */
export class RowColumns {
  #size = 0;
  #names: string[] = [];
  readonly #places = new Map<string, number>();
  /** The newest rows; the cells of those before are in the columns. */
  #block = new RowBlock(0);
  #columns: GrowingColumn[] = [];
  /** Rows that were kept last time: as many are expected. */
  #expected = 0;
  readonly #before: number;
  /** Columns that are kept, and how many may be. */
  #kept = new Set<string>();
  #most = Infinity;
  /** Cells that are in no column, since it was asked last. */
  leftOut = 0;

  /** @param before - Rows that came before, where those of another are continued; errors count them. */
  constructor(before = 0) {
    this.#before = before;
  }

  /** Keeps these columns and the first 100 others: keys that never repeat would fill memory with columns. */
  keep(names: readonly string[]): void {
    this.#kept = new Set(names);
    this.#most = this.#kept.size + limits.otherColumns;
  }

  /** Rows kept. */
  get size(): number {
    return this.#size;
  }

  /** @throws DriftSenseError `TABLE_INVALID` naming what came instead of a row; then nothing is kept of it. */
  add(row: object): void {
    const index = this.#before + this.#size;
    const given: unknown = row;
    if (!isRow(given)) throw unexpected('rows as objects', given, { index }, ` at index ${index}`);
    if (this.#block.isFull) this.#spill();
    try {
      let i = 0;
      const names = this.#names;
      // Engines read a property much faster inside `for … in` over its object than by a name from elsewhere, and see
      // through this very form of the question whether it is its own.
      for (const name in given) {
        if (!Object.prototype.hasOwnProperty.call(given, name)) continue;
        // Rows of one maker have their keys in one order.
        const place = names[i] === name ? i : this.#placeOf(name, index);
        if (place < 0) continue;
        i++;
        this.#block.set(place, given[name]);
      }
    } catch (error) {
      this.#block.drop();
      throw error;
    }
    this.#block.size++;
    this.#size++;
  }

  /** The cells of a column from a row on; undefined when no row has had it. */
  from(row: number, name: string): ColumnValues | undefined {
    const place = this.#places.get(name);
    if (place === undefined) return undefined;
    this.#spill();
    return this.#columns[place]!.values().slice(row);
  }

  /** Hands the columns over and starts anew. */
  take(): (readonly [name: string, cells: Float64Array | readonly unknown[]])[] {
    this.#spill();
    const taken = this.#names.map((name, place) => [name, this.#columns[place]!.values()] as const);
    this.#expected = this.#size;
    this.#size = 0;
    this.#names = [];
    this.#columns = [];
    this.#places.clear();
    return taken;
  }

  /** Moves complete rows to the columns, and makes room for rows of so many cells. */
  #spill(width = this.#names.length): void {
    const before = this.#size - this.#block.size;
    for (const [place, column] of this.#columns.entries()) {
      column.pad(before);
      this.#block.moveTo(column, place);
    }
    this.#block = this.#block.startAnew(width);
  }

  #placeOf(name: string, index: number): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    if (this.#kept.size >= this.#most && !this.#kept.has(name)) return -++this.leftOut;
    this.#kept.add(name);
    // Rows whose keys never repeat would cost memory quadratic in the rows.
    if (this.#names.length === limits.columns)
      throw new DriftSenseError('TABLE_INVALID', `more than ${limits.columns} columns at row ${index}`, {
        details: { index, limit: limits.columns },
      });
    if (this.#names.length === this.#block.width) this.#spill(this.#names.length + 1);
    const place = this.#names.push(name) - 1;
    this.#columns.push(new GrowingColumn(this.#expected));
    this.#places.set(name, place);
    return place;
  }
}

const isRow = (given: unknown): given is Row =>
  typeof given === 'object' &&
  given !== null &&
  !Array.isArray(given) &&
  !ArrayBuffer.isView(given) &&
  !(given instanceof Date);
