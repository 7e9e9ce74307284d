import type { CodedColumn, ColumnValues, ParsedColumn } from '../contracts/batch.js';
import { parsedColumn } from './columns.js';

/**
 * Array-like cells as a column: Float64Array, arrays, coded and parsed columns as they are, other typed arrays as
 * doubles, 64-bit integers as bigint. Undefined when these are no cells.
 */
export function columnOf(cells: unknown): ColumnValues | undefined {
  if (Array.isArray(cells) || cells instanceof Float64Array) return cells;
  if (typeof cells !== 'object' || cells === null) return undefined;
  if (isCoded(cells) || isParsed(cells)) return cells;
  if (cells instanceof BigInt64Array || cells instanceof BigUint64Array) return Array.from(cells);
  const { length } = cells as { readonly length: number };
  if (!Number.isInteger(length) || length < 0) return undefined;
  if (ArrayBuffer.isView(cells)) return Float64Array.from(cells as unknown as ArrayLike<number>);
  // A plain object may say that it has a billion cells, and hold none.
  if (!(Symbol.iterator in cells || Object.keys(cells).length > length)) return undefined;
  return Array.from(cells as ArrayLike<unknown>);
}

const kindOf = (cells: { readonly kind?: unknown }): unknown => cells.kind;
export const isCoded = (cells: object): cells is CodedColumn => kindOf(cells) === 'coded';
export const isParsed = (cells: object): cells is ParsedColumn => kindOf(cells) === 'parsed';

/** A column of an Arrow-like table, and what most have besides. */
export interface ArrowChild {
  toArray(): ArrayLike<unknown>;
  readonly length?: number;
  readonly nullCount?: number;
  get?(row: number): unknown;
}

/**
 * The cells of an Arrow-like column. `toArray` of Arrow hands out the raw memory: it holds zeros where cells are null, 64-bit
 * units where they are times, 16-bit ones where they are half floats, and several words a cell for decimals. These are read cell
 * by cell when the column can do so: numbers and nulls to a column of doubles.
 */
export const valuesOfChild = (child: ArrowChild): ArrayLike<unknown> | ParsedColumn =>
  memoryOf(child) ?? cellByCell(child);

/** The memory of an Arrow-like column; undefined where it does not hold its cells. */
export function memoryOf(child: ArrowChild): ArrayLike<unknown> | undefined {
  const readable = typeof child.get === 'function' && typeof child.length === 'number';
  if (readable && (child.nullCount ?? 0) > 0) return undefined;
  const values = child.toArray();
  const raw = rawMemory.some((sort) => values instanceof sort) || values.length !== child.length;
  return readable && raw ? undefined : values;
}

const rawMemory = [BigInt64Array, BigUint64Array, Uint16Array];

function cellByCell(child: ArrowChild): ArrayLike<unknown> | ParsedColumn {
  const length = child.length!;
  const numbers = new Float64Array(length);
  if (numbersOf(child, numbers, 0, length)) return parsedColumn(numbers);
  return Array.from({ length }, (_, row) => child.get!(row));
}

/** Reads cells of an Arrow-like column, NaN for null. Whether these are all they are: numbers, none of them NaN, and nulls. */
export function numbersOf(child: ArrowChild, numbers: Float64Array, from: number, to: number): boolean {
  for (let row = from; row < to; row++) {
    const cell = child.get!(row);
    if (typeof cell === 'number' ? Number.isNaN(cell) : cell !== null) return false;
    numbers[row] = cell === null ? Number.NaN : (cell as number);
  }
  return true;
}
