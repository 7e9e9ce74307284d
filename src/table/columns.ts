import type { CodedColumn, ParsedColumn } from '../contracts/batch.js';

class Coded implements CodedColumn {
  readonly kind = 'coded';
  readonly codes: Int32Array;
  readonly categories: readonly string[];

  constructor(codes: Int32Array, categories: readonly string[]) {
    this.codes = codes;
    this.categories = categories;
  }

  get length(): number {
    return this.codes.length;
  }

  at(row: number): string | null {
    return this.categories[this.codes[row] ?? -1] ?? null;
  }

  *[Symbol.iterator](): IterableIterator<string | null> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }
}

class Parsed implements ParsedColumn {
  readonly kind = 'parsed';
  readonly values: Float64Array;
  readonly texts: ReadonlyMap<number, string>;

  constructor(values: Float64Array, texts: ReadonlyMap<number, string>) {
    this.values = values;
    this.texts = texts;
  }

  get length(): number {
    return this.values.length;
  }

  at(row: number): number | null {
    const value = this.values[row];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  *[Symbol.iterator](): IterableIterator<number | null> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }
}

/**
 * Text with a dictionary.
 *
 * @param codes - One entry per row: index into `categories`, -1 for a missing cell.
 * @param categories - The dictionary, each text once.
 * @example
 * [...codedColumn(Int32Array.of(0, -1, 1), ['a', 'b'])]; // ['a', null, 'b']
 */
export const codedColumn = (codes: Int32Array, categories: readonly string[]): CodedColumn =>
  new Coded(codes, categories);

/**
 * Numbers that were read from text.
 *
 * @param values - NaN where the cell was missing.
 * @param texts - By row, the spelling of cells whose number does not print as it was written, and the word of a missing
 *   cell that was not empty (`NA`).
 */
export const parsedColumn = (values: Float64Array, texts: ReadonlyMap<number, string> = new Map()): ParsedColumn =>
  new Parsed(values, texts);

/** The text of one cell of a parsed column as it was written, `null` for an empty cell. */
export function spellingAt(column: ParsedColumn, row: number): string | null {
  const value = column.values[row];
  return column.texts.get(row) ?? (value === undefined || Number.isNaN(value) ? null : String(value));
}
