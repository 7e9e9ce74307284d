import type { CodedColumn, ColumnValues } from '../contracts/batch.js';
import type { ColumnSchema } from '../contracts/schema.js';
import { isCoded, isParsed } from './cells.js';
import { inBlocks, type Converting } from './converting.js';
import { missingWords } from './missing-words.js';
import { nestedPath } from './nested-path.js';
import { parseNumber } from './number.js';
import type { Tally } from './tally.js';

/** Numbers of one column. NaN = missing or unparsable; infinities are kept. Missing = NaN − `unparsable`. */
export interface NumericValues {
  readonly kind: 'numeric';
  readonly values: Float64Array;
  /** Cells that hold something which is no number. */
  readonly unparsable: number;
}

/**
 * One column as numbers: numbers as they are, booleans 0 and 1, `Date` epoch milliseconds, bigint when a double holds it
 * exactly, texts by the number grammar. Anything else is unparsable and counted in `tally`. A column of doubles is not
 * copied unless the schema names numbers that mean "missing".
 */
export function* coerceNumeric(
  values: ColumnValues,
  size: number,
  column: ColumnSchema,
  tally: Tally,
): Converting<NumericValues> {
  const words = new Set(column.missing);
  // A text that means "missing" is no number; one that is no number is undefined.
  const readText = (text: string): number | undefined =>
    missingWords.has(text) || words.has(text) ? Number.NaN : parseNumber(text);
  let numbers: Float64Array;
  if (values instanceof Float64Array) numbers = values;
  else if (isParsed(values)) numbers = values.values;
  else if (isCoded(values)) numbers = fromCodes(values, readText, tally);
  else numbers = yield* fromCells(values, size, column, readText, tally);

  const markers = new Set((column.missing ?? []).flatMap((text) => parseNumber(text) ?? []));
  if (markers.size > 0) numbers = numbers.map((value) => (markers.has(value) ? Number.NaN : value));
  const { min = -Infinity, max = Infinity } = column;
  if (min > -Infinity || max < Infinity) for (const value of numbers) if (value < min || value > max) tally.outside++;
  return { kind: 'numeric', values: numbers, unparsable: tally.wrongType + tally.invalid };
}

function fromCodes(values: CodedColumn, readText: (text: string) => number | undefined, tally: Tally): Float64Array {
  const byCode = values.categories.map(readText);
  const numbers = new Float64Array(values.length);
  values.codes.forEach((code, row) => {
    const number = code < 0 ? Number.NaN : byCode[code];
    if (number === undefined) tally.wrongType++;
    numbers[row] = number ?? Number.NaN;
  });
  return numbers;
}

function* fromCells(
  values: readonly unknown[],
  size: number,
  column: ColumnSchema,
  readText: (text: string) => number | undefined,
  tally: Tally,
): Converting<Float64Array> {
  const fail = (kind: 'wrongType' | 'invalid'): number => {
    tally[kind]++;
    return Number.NaN;
  };
  const numbers = new Float64Array(size);
  yield* inBlocks(size, (from, to) => {
    for (let row = from; row < to; row++) {
      const cell = values[row];
      if (typeof cell === 'number') numbers[row] = cell;
      else if (cell === null || cell === undefined) numbers[row] = Number.NaN;
      else if (typeof cell === 'string') numbers[row] = readText(cell) ?? fail('wrongType');
      else if (typeof cell === 'boolean') numbers[row] = cell ? 1 : 0;
      else if (typeof cell === 'bigint') numbers[row] = BigInt(Number(cell)) === cell ? Number(cell) : fail('invalid');
      else if (cell instanceof Date) numbers[row] = cell.getTime();
      else {
        tally.path ??= nestedPath(column.name, cell);
        numbers[row] = fail('invalid');
      }
    }
  });
  return numbers;
}
