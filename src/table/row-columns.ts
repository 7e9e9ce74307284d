import type { ColumnValues, Row } from '../contracts/batch.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { describeGiven } from './describe-given.js';
import { GrowingColumn } from './growing-column.js';

/**
 * Rows that come one by one, kept as columns: their cells are copied, the rows themselves let go; columns of
 * numbers alone become doubles. Columns are the keys of
 * all rows in order of first appearance; a key that a row lacks is a missing cell.
 */
export class RowColumns {
  #size = 0;
  #names: string[] = [];
  #cells: GrowingColumn[] = [];
  readonly #places = new Map<string, number>();
  /** Rows that were kept last time: as many are expected. */
  #expected = 0;

  /** Rows kept. */
  get size(): number {
    return this.#size;
  }

  /** @throws DriftSenseError `TABLE_INVALID` naming what came instead of a row; then nothing is kept of it. */
  add(row: Row): void {
    const index = this.#size;
    const given: unknown = row;
    if (!isRow(given))
      throw new DriftSenseError(
        'TABLE_INVALID',
        `expected rows as objects, got ${describeGiven(given)} at index ${index}`,
        {
          details: { index, received: describeGiven(given) },
        },
      );
    try {
      let i = 0;
      const [names, columns] = [this.#names, this.#cells];
      // Engines read a property much faster inside `for … in` over its object than by a name from elsewhere, and see
      // through this very form of the question whether it is its own.
      for (const name in given) {
        if (!Object.prototype.hasOwnProperty.call(given, name)) continue;
        // Rows of one maker have their keys in one order.
        const cells = columns[names[i] === name ? i : this.#placeOf(name, index)]!;
        i++;
        if (cells.length < index) cells.pad(index);
        cells.push(given[name]);
      }
    } catch (error) {
      for (const cells of this.#cells) cells.cut(index);
      throw error;
    }
    this.#size++;
  }

  /** The cells of a column from a row on; undefined when no row has had it. */
  from(row: number, name: string): ColumnValues | undefined {
    const place = this.#places.get(name);
    return place === undefined ? undefined : this.#valuesAt(place).slice(row);
  }

  /** Hands the columns over and starts anew. */
  take(): (readonly [name: string, cells: Float64Array | readonly unknown[]])[] {
    const taken = this.#names.map((name, place) => [name, this.#valuesAt(place)] as const);
    this.#expected = this.#size;
    this.#size = 0;
    this.#names = [];
    this.#cells = [];
    this.#places.clear();
    return taken;
  }

  #valuesAt(place: number): Float64Array | readonly unknown[] {
    const cells = this.#cells[place]!;
    cells.pad(this.#size);
    return cells.values();
  }

  #placeOf(name: string, index: number): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    // Rows whose keys never repeat would cost memory quadratic in the rows.
    if (this.#names.length === limits.columns)
      throw new DriftSenseError('TABLE_INVALID', `more than ${limits.columns} columns at row ${index}`, {
        details: { index, limit: limits.columns },
      });
    const place = this.#names.push(name) - 1;
    this.#cells.push(new GrowingColumn(this.#expected));
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
