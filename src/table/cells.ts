import type { CodedColumn, ColumnValues, ParsedColumn } from '../contracts/batch.js';
import { parsedColumn } from './columns.js';

/**
 * Array-like cells as a column: Float64Array, arrays, coded and parsed columns as they are, other typed arrays as
 * doubles, 64-bit integers beyond these as bigint. Undefined when these are no cells.
 */
export function columnOf(cells: unknown): ColumnValues | undefined {
  if (Array.isArray(cells) || cells instanceof Float64Array) return cells;
  if (typeof cells !== 'object' || cells === null) return undefined;
  if (isCoded(cells) || isParsed(cells)) return cells;
  if (isLong(cells)) return doublesOf(cells) ?? Array.from(cells);
  const { length } = cells as { readonly length: number };
  if (!Number.isInteger(length) || length < 0) return undefined;
  if (ArrayBuffer.isView(cells)) return Float64Array.from(cells as unknown as ArrayLike<number>);
  // A plain object may say that it has a billion cells, and hold none.
  if (!(Symbol.iterator in cells || Object.keys(cells).length > length)) return undefined;
  return Array.from(cells as ArrayLike<unknown>);
}

type LongIntegers = BigInt64Array | BigUint64Array;
const isLong = (cells: unknown): cells is LongIntegers =>
  ArrayBuffer.isView(cells) && typeof (cells as LongIntegers)[0] === 'bigint';

/** Which half is the upper one: 0 on the few machines that write it first. */
const upper = new Uint8Array(Int32Array.of(1).buffer)[0]!;

/**
 * 64-bit integers as doubles; undefined where one is beyond what these hold exactly, or next to it. Read by their halves: as
 * bigint each would be on the heap.
 */
export function doublesOf(cells: LongIntegers): Float64Array | undefined {
  const Halves = cells instanceof BigInt64Array ? Int32Array : Uint32Array;
  const halves = new Halves(cells.buffer as ArrayBuffer, cells.byteOffset, 2 * cells.length);
  const doubles = new Float64Array(cells.length);
  for (let i = 0; i < doubles.length; i++) {
    const high = halves[2 * i + upper]!;
    if (Math.abs(high) >= 2 ** 21) return undefined;
    doubles[i] = high * 2 ** 32 + (halves[2 * i + 1 - upper]! >>> 0);
  }
  return doubles;
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
  if (readable && child.nullCount) return undefined;
  const values = child.toArray();
  const raw =
    values.length !== child.length ||
    values instanceof Uint16Array ||
    (isLong(values) && typeof child.get?.(0) !== 'bigint');
  return readable && raw ? undefined : values;
}

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
    numbers[row] = (cell as number | null) ?? Number.NaN;
  }
  return true;
}
