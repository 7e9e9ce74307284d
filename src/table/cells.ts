import type { CodedColumn, ColumnValues, ParsedColumn } from '../contracts/batch.js';

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

interface ArrowChild {
  toArray(): ArrayLike<unknown>;
  readonly length?: number;
  readonly nullCount?: number;
  get?(row: number): unknown;
}

/**
 * The cells of an Arrow-like column. `toArray` of Arrow hands out the raw memory: it holds zeros where cells are null, 64-bit
 * units where they are times, 16-bit ones where they are half floats, and several words a cell for decimals. These are read cell
 * by cell when the column can do so.
 */
export function valuesOfChild(child: ArrowChild): ArrayLike<unknown> {
  const readable = typeof child.get === 'function' && typeof child.length === 'number';
  if (readable && (child.nullCount ?? 0) > 0) return cellByCell(child);
  const values = child.toArray();
  const raw = rawMemory.some((sort) => values instanceof sort) || values.length !== child.length;
  return readable && raw ? cellByCell(child) : values;
}

const rawMemory = [BigInt64Array, BigUint64Array, Uint16Array];

const cellByCell = (child: ArrowChild): unknown[] => Array.from({ length: child.length! }, (_, row) => child.get!(row));
