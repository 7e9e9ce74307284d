import type { CodedColumn, ColumnValues, ParsedColumn } from '../contracts/batch.js';
import type { ColumnSchema } from '../contracts/schema.js';
import { isCoded, isParsed } from './cells.js';
import { inBlocks, type Converting } from './converting.js';
import { missingWords } from './missing-words.js';
import { nestedPath } from './nested-path.js';
import type { Tally } from './tally.js';

/** Categories of one column: `categories[codes[i]]`, -1 = missing. The dictionary may hold entries no row uses. */
export interface CategoricalValues {
  readonly kind: 'categorical';
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

/**
 * One column as categories: texts as they are (the empty text is one like any other), numbers as they print or as they
 * were spelled in the file, booleans `true` and `false`, `Date` in ISO form. Labels that a file spells `NaN` and the like
 * among numbers are missing. Nested values are missing and counted in `tally`. A coded column is not copied unless the schema names texts that mean "missing".
 */
export function* coerceCategorical(
  values: ColumnValues,
  size: number,
  column: ColumnSchema,
  tally: Tally,
): Converting<CategoricalValues> {
  const markers = new Set(column.missing);
  const result = isCoded(values)
    ? fromCodes(values, markers, tally)
    : yield* encode(values, size, markers, column, tally);
  if (column.categories !== undefined) {
    const allowed = new Set(column.categories);
    const known = result.categories.map((category) => allowed.has(category));
    for (const code of result.codes) if (code >= 0 && !known[code]) tally.unknown++;
  }
  return result;
}

function fromCodes(values: CodedColumn, markers: ReadonlySet<string>, tally: Tally): CategoricalValues {
  const { categories } = values;
  const dropped = categories.map((category) => markers.has(category));
  const drops = markers.size > 0 && dropped.includes(true);
  let codes = values.codes;
  let wrong = 0;
  // From −1 on, and below their number: one comparison, as what is negative then is a large unsigned number.
  for (let row = 0; row < codes.length; row++) if ((codes[row]! + 1) >>> 0 > categories.length) wrong++;
  tally.invalid += wrong;
  if (drops || wrong > 0) codes = codes.map((code) => (dropped[code] === false ? code : -1));
  return { kind: 'categorical', codes, categories };
}

function* encode(
  values: readonly unknown[] | Float64Array | ParsedColumn,
  size: number,
  markers: ReadonlySet<string>,
  column: ColumnSchema,
  tally: Tally,
): Converting<CategoricalValues> {
  const codes = new Int32Array(size);
  const categories: string[] = [];
  const byText = new Map<string, number>();
  const codeOfText = (text: string): number => {
    let code = byText.get(text);
    if (code === undefined) {
      code = markers.has(text) ? -1 : categories.push(text) - 1;
      byText.set(text, code);
    }
    return code;
  };
  // Printing a number costs more than looking up one that was met before.
  const byNumber = new Map<number, number>();
  const codeOfNumber = (value: number): number => {
    let code = byNumber.get(value);
    if (code === undefined) byNumber.set(value, (code = codeOfText(String(value))));
    return code;
  };
  const codeOf = (cell: unknown): number => {
    switch (typeof cell) {
      case 'string':
        return codeOfText(cell);
      case 'number':
        return Number.isNaN(cell) ? -1 : codeOfNumber(cell);
      case 'boolean':
      case 'bigint':
        return codeOfText(String(cell));
      case 'undefined':
        return -1;
      default:
        if (cell === null) return -1;
        if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? -1 : codeOfText(cell.toISOString());
        tally.invalid++;
        tally.path ??= nestedPath(column.name, cell);
        return -1;
    }
  };
  const spelled = ({ texts, values: numbers }: ParsedColumn, row: number): unknown => {
    const text = texts.get(row);
    // Beside numbers such a word is no class: `0`, `1`, `NaN` are two classes and a missing label.
    const unknown = text !== undefined && column.role === 'label' && missingWords.has(text);
    return unknown ? undefined : (text ?? numbers[row]);
  };
  const parsed = isParsed(values);
  yield* inBlocks(size, (from, to) => {
    for (let row = from; row < to; row++) codes[row] = codeOf(parsed ? spelled(values, row) : values[row]);
  });
  return { kind: 'categorical', codes, categories };
}
