import type { CodedColumn, ColumnValues, ParsedColumn } from '../contracts/batch.js';
import { isCoded, isParsed } from './cells.js';
import { codedColumn, parsedColumn, spellingAt } from './columns.js';
import { Spellings } from './spellings.js';

/** Cells `from` (inclusive) to `to` (exclusive); typed cells share their memory. */
export function sliceColumn(values: ColumnValues, from: number, to: number): ColumnValues {
  if (values instanceof Float64Array) return values.subarray(from, to);
  if (isCoded(values)) return ownDictionary(values.codes.subarray(from, to), values.categories);
  if (!isParsed(values)) return values.slice(from, to);
  const numbers = values.values.subarray(from, to);
  if (values.texts instanceof Spellings) return parsedColumn(numbers, values.texts.slice(from, to));
  const texts = new Map<number, string>();
  // Whichever is shorter, so that cutting a batch into many windows stays linear in its rows.
  if (to - from < values.texts.size)
    for (let row = from; row < to; row++) {
      const text = values.texts.get(row);
      if (text !== undefined) texts.set(row - from, text);
    }
  else for (const [row, text] of values.texts) if (row >= from && row < to) texts.set(row - from, text);
  return parsedColumn(numbers, texts);
}

/** The cells at the given rows, in that order. */
export function takeColumn(values: ColumnValues, rows: Int32Array): ColumnValues {
  if (values instanceof Float64Array) return takeDoubles(values, rows);
  if (isCoded(values))
    return ownDictionary(
      rows.map((row) => values.codes[row]!),
      values.categories,
    );
  if (!isParsed(values)) return Array.from(rows, (row) => values[row]);
  const texts = new Map<number, string>();
  if (values.texts.size > 0)
    rows.forEach((row, at) => {
      const text = values.texts.get(row);
      if (text !== undefined) texts.set(at, text);
    });
  return parsedColumn(takeDoubles(values.values, rows), texts);
}

/** The numbers at the given rows. A loop: `Float64Array.from` with a function takes twenty times as long. */
export function takeDoubles(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let at = 0; at < taken.length; at++) taken[at] = values[rows[at]!]!;
  return taken;
}

/** A part of a coded column. Were each part to carry all texts of a long table, cutting it into many would be quadratic. */
function ownDictionary(codes: Int32Array, categories: readonly string[]): CodedColumn {
  if (categories.length <= codes.length) return codedColumn(codes, categories);
  const own = new Map<number, number>();
  const renumbered = codes.map((code) => {
    if (categories[code] === undefined) return code < 0 ? code : -2; // what was no code stays none
    const known = own.get(code) ?? own.size;
    own.set(code, known);
    return known;
  });
  return codedColumn(
    renumbered,
    Array.from(own.keys(), (code) => categories[code]!),
  );
}

/** One column from its parts, each with its number of rows; a part that is absent gives missing cells. */
export function concatColumns(
  parts: readonly (readonly [part: ColumnValues | undefined, size: number])[],
  size: number,
): ColumnValues {
  const present = parts.flatMap(([part]) => (part === undefined ? [] : [part]));
  if (present.length === parts.length) {
    if (present.every((part) => part instanceof Float64Array)) return joinDoubles(present, size);
    if (present.every(isParsed)) return concatParsed(present, size);
    if (present.every((part) => isParsed(part) || isCoded(part))) return concatTexts(present, size);
  }
  const cells: unknown[] = [];
  for (const [part, length] of parts)
    if (part === undefined) for (let row = 0; row < length; row++) cells.push(undefined);
    else if (Array.isArray(part)) for (let row = 0; row < part.length; row++) cells.push(part[row]);
    else for (const cell of part) cells.push(cell);
  return cells;
}

/** Texts to codes in order of first appearance. */
function dictionary(): { codeOf: (text: string | null | undefined) => number; texts: () => string[] } {
  const codes = new Map<string, number>();
  return {
    codeOf(text) {
      if (text === null || text === undefined) return -1;
      let code = codes.get(text);
      if (code === undefined) codes.set(text, (code = codes.size));
      return code;
    },
    texts: () => [...codes.keys()],
  };
}

function concatParsed(parts: readonly ParsedColumn[], size: number): ParsedColumn {
  const values = joinDoubles(
    parts.map((part) => part.values),
    size,
  );
  if (parts.every((part) => part.texts.size === 0)) return parsedColumn(values);
  const spellings = new Int32Array(size).fill(-1);
  const { codeOf, texts } = dictionary();
  let at = 0;
  for (const part of parts) {
    for (const [row, text] of part.texts) spellings[at + row] = codeOf(text);
    at += part.length;
  }
  return parsedColumn(values, new Spellings(spellings, texts()));
}

/** Text in one part makes the whole column text: numbers of the other parts come back as they were written. */
function concatTexts(parts: readonly (CodedColumn | ParsedColumn)[], size: number): CodedColumn {
  const codes = new Int32Array(size);
  const { codeOf, texts } = dictionary();
  let at = 0;
  for (const part of parts) {
    if (isCoded(part)) {
      const own = part.categories.map(codeOf);
      for (const code of part.codes) codes[at++] = own[code] ?? -1;
    } else for (let row = 0; row < part.length; row++) codes[at++] = codeOf(spellingAt(part, row));
  }
  return codedColumn(codes, texts());
}

/** Parts one after the other in one array of `size`. */
export function joinDoubles(parts: readonly Float64Array[], size: number): Float64Array {
  const joined = new Float64Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Parts one after the other in one array of `size`. */
export function joinIntegers(parts: readonly Int32Array[], size: number): Int32Array {
  const joined = new Int32Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
