import type { Row } from '../contracts/batch.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { describeGiven } from './describe-given.js';

/**
 * Rows that come one by one, kept as columns: their cells are copied, the rows themselves let go. Columns are the keys of
 * all rows in order of first appearance; a key that a row lacks is a missing cell.
 */
export class RowColumns {
  #size = 0;
  #names: string[] = [];
  #cells: unknown[][] = [];
  readonly #places = new Map<string, number>();

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
      const names = Object.keys(given);
      for (let i = 0; i < names.length; i++) {
        const name = names[i]!;
        // Rows of one maker have their keys in one order.
        const cells = this.#cells[this.#names[i] === name ? i : this.#placeOf(name, index)]!;
        while (cells.length < index) cells.push(undefined);
        cells.push(given[name]);
      }
    } catch (error) {
      for (const cells of this.#cells) cells.length = Math.min(cells.length, index);
      throw error;
    }
    this.#size++;
  }

  /** The cells of a column from a row on; undefined when no row has had it. */
  from(row: number, name: string): readonly unknown[] | undefined {
    const place = this.#places.get(name);
    return place === undefined ? undefined : padded(this.#cells[place]!, this.#size).slice(row);
  }

  /** Hands the columns over and starts anew. */
  take(): (readonly [name: string, cells: unknown[]])[] {
    const taken = this.#names.map((name, place) => [name, padded(this.#cells[place]!, this.#size)] as const);
    this.#size = 0;
    this.#names = [];
    this.#cells = [];
    this.#places.clear();
    return taken;
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
    this.#cells.push([]);
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

function padded(cells: unknown[], size: number): unknown[] {
  while (cells.length < size) cells.push(undefined);
  return cells;
}
