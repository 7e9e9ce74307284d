/**
 * Text with a dictionary: `categories[codes[i]]` is the value of row i, and code -1 is a missing cell.
 * Iterates its values, `null` where missing.
 */
export interface CodedColumn extends Iterable<string | null> {
  readonly kind: 'coded';
  readonly length: number;
  readonly codes: Int32Array;
  readonly categories: readonly string[];
  /** The text of a row, null where it is missing. */
  at(row: number): string | null;
}

/**
 * Numbers that were read from text. `values[i]` is NaN where the cell was missing. `texts` keeps the spelling of cells
 * whose number does not print as it was written (`1.10`, `+5`), so that the column can still serve as categorical.
 */
export interface ParsedColumn extends Iterable<number | null> {
  readonly kind: 'parsed';
  readonly length: number;
  readonly values: Float64Array;
  readonly texts: ReadonlyMap<number, string>;
  /** The number of a row, null where it is missing. */
  at(row: number): number | null;
}

/** The cells of one column. Every form has a length and iterates its cells. */
export type ColumnValues = readonly unknown[] | Float64Array | CodedColumn | ParsedColumn;

/** A plain row: cells by column name. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Rows in columns: what sources yield, windows hold and trainers get. Iterating gives plain row objects.
 * `ids`, `times` (epoch milliseconds, UTC) and `modelVersions` run beside the columns, one entry per row.
 */
export interface Batch extends Iterable<Row> {
  readonly size: number;
  /** Column names in order. */
  readonly names: readonly string[];
  readonly ids?: readonly string[];
  readonly times?: Float64Array;
  readonly modelVersions?: Int32Array;
  /** What names this batch when it is a window by itself: a file name, for instance. */
  readonly name?: string;
  /** Remarks of the reader: unnamed columns, skipped records. */
  readonly notes?: readonly string[];
  /** Where the source stands once this batch has been taken; handed back to `ack`. */
  readonly offset?: string;
  /** The cells of a column; undefined when there is none of this name. */
  column(name: string): ColumnValues | undefined;
}

/** A column of an Arrow-like table, by structure. */
export interface ArrowColumn {
  /** Its cells, missing ones as null. */
  toArray(): ArrayLike<unknown>;
}

/** An Arrow-like table, by structure. */
export interface ArrowLike {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows?: number;
  /** The cells of a column. */
  getChild(name: string): ArrowColumn | null | undefined;
}

/** Anything that is taken as a table: a Batch, rows, columns (arrays or typed arrays), or an Arrow-like table. */
export type Table = Batch | Iterable<object> | Readonly<Record<string, ArrayLike<unknown>>> | ArrowLike;
