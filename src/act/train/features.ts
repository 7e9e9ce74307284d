import type { Batch, ColumnValues } from '../../contracts/batch.js';
import { isCoded, isParsed } from '../../table/cells.js';
import { spellingAt } from '../../table/columns.js';
import { parseNumber } from '../../table/number.js';

export type FeatureType = 'numeric' | 'categorical';

/** One feature of a batch, ready to encode: finite numbers, or codes into a dictionary. */
export type Feature =
  | { readonly name: string; readonly type: 'numeric'; /** NaN where missing. */ readonly values: Float64Array }
  | {
      readonly name: string;
      readonly type: 'categorical';
      /** −1 where missing. */
      readonly codes: Int32Array;
      readonly categories: readonly string[];
    };

/**
 * What a column holds by its form: numbers and times are numeric, text and booleans categorical, and a mixture is
 * categorical. A column without any value counts as numeric.
 */
export function featureType(column: ColumnValues): FeatureType {
  if (column instanceof Float64Array || isParsed(column)) return 'numeric';
  if (isCoded(column)) return 'categorical';
  for (const cell of column) if (typeof cell === 'string' || typeof cell === 'boolean') return 'categorical';
  return 'numeric';
}

/**
 * Reads one feature as the given type, whatever form its column has now. What cannot be read as that type is missing:
 * infinite numbers, text that spells no number in a numeric feature, and a column that is not there at all.
 */
export function readFeature(batch: Batch, name: string, type: FeatureType): Feature {
  const column = batch.column(name);
  return type === 'numeric'
    ? { name, type, values: readNumbers(column, batch.size) }
    : { name, type, ...readCategories(column, batch.size) };
}

function readNumbers(column: ColumnValues | undefined, size: number): Float64Array {
  if (column === undefined) return new Float64Array(size).fill(Number.NaN);
  if (isCoded(column)) {
    const numbers = column.categories.map(numberOf);
    const values = new Float64Array(size);
    for (let row = 0; row < size; row++) values[row] = numbers[column.codes[row]!] ?? Number.NaN;
    return values;
  }
  if (column instanceof Float64Array || isParsed(column)) {
    const values = column instanceof Float64Array ? column : column.values;
    const finite = new Float64Array(values.length);
    for (let row = 0; row < values.length; row++)
      finite[row] = values[row]! - values[row]! === 0 ? values[row]! : Number.NaN;
    return finite;
  }
  return Float64Array.from(column, numberOf);
}

function numberOf(cell: unknown): number {
  let value = Number.NaN;
  if (typeof cell === 'number') value = cell;
  else if (typeof cell === 'boolean' || typeof cell === 'bigint' || cell instanceof Date) value = Number(cell);
  else if (typeof cell === 'string') value = parseNumber(cell) ?? Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

function readCategories(
  column: ColumnValues | undefined,
  size: number,
): { readonly codes: Int32Array; readonly categories: readonly string[] } {
  if (column === undefined) return { codes: new Int32Array(size).fill(-1), categories: [] };
  if (isCoded(column)) return { codes: column.codes, categories: column.categories };
  const index = new Map<string, number>(); // a Map: category names may be `__proto__`
  const code = (text: string | null): number => {
    if (text === null) return -1;
    const known = index.get(text);
    if (known !== undefined) return known;
    index.set(text, index.size);
    return index.size - 1;
  };
  const codes = new Int32Array(size);
  if (isParsed(column)) for (let i = 0; i < size; i++) codes[i] = code(spellingAt(column, i));
  else for (let i = 0; i < size; i++) codes[i] = code(textOf(column[i]));
  return { codes, categories: [...index.keys()] };
}

function textOf(cell: unknown): string | null {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return Number.isNaN(cell) ? null : String(cell + 0); // -0 is 0
  if (typeof cell === 'boolean' || typeof cell === 'bigint') return String(cell);
  return cell instanceof Date ? String(cell.getTime()) : null;
}
