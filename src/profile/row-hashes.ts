import { allSteps } from '../all-steps.js';
import type { Coerced } from '../table/coerce.js';

const notNumber = new Uint32Array(Float64Array.of(Number.NaN).buffer);

const mix = (h: number, word: number) => {
  const k = Math.imul(h ^ word, 0x9e3779b1);
  return (k ^ (k >>> 15)) >>> 0;
};

/**
 * A 53-bit hash of every row over the given columns, to recognise rows seen before. Equal rows have equal hashes; missing
 * cells are equal to each other.
 *
 * @param rows - The first rows only. Default: all.
 */
export const rowHashes = (table: Coerced, columns: readonly string[], rows?: number): Float64Array =>
  allSteps(rowHashesInSteps(table, columns, rows));

/** `rowHashes`; each step tells how many cells were hashed. */
export function* rowHashesInSteps(
  table: Coerced,
  columns: readonly string[],
  rows = table.size,
): Generator<number, Float64Array> {
  const hashed = columns.flatMap((name) => {
    const column = table.columns.get(name);
    return column === undefined ? [] : [{ column, words: [] as (number | undefined)[] }];
  });
  const hashes = new Float64Array(rows);
  const high = new Uint32Array(Math.min(rows, blockRows));
  const low = new Uint32Array(high.length);
  for (let from = 0; from < rows; from += blockRows) {
    const size = Math.min(blockRows, rows - from);
    high.fill(0x243f6a88);
    low.fill(0x85a308d3);
    for (const { column, words } of hashed)
      if (column.kind === 'numeric') hashNumbers(column.values.subarray(from, from + size), high, low);
      else hashCategories(column.codes.subarray(from, from + size), column.categories, words, high, low);
    for (let i = 0; i < size; i++) hashes[from + i] = (high[i]! >>> 11) * 2 ** 32 + low[i]!;
    yield size * hashed.length;
  }
  return hashes;
}

/** Rows hashed together: what is known of them so far stays near the processor. */
const blockRows = 2_048;

function hashNumbers(values: Float64Array, high: Uint32Array, low: Uint32Array): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let first = words[2 * i]!;
    let second = words[2 * i + 1]!;
    // One NaN and one zero, whatever their bits.
    if (value === 0) first = second = 0;
    else if (value !== value) [first, second] = [notNumber[0]!, notNumber[1]!];
    high[i] = mix(high[i]!, first ^ Math.imul(second, 0x85ebca6b));
    low[i] = mix(low[i]! + second, first);
  }
}

/** @param known - Hashes of the categories met so far, by code. */
function hashCategories(
  codes: Int32Array,
  categories: readonly string[],
  known: (number | undefined)[],
  high: Uint32Array,
  low: Uint32Array,
): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const word = code < 0 ? 0x6d697373 : (known[code] ??= hashText(categories[code]!));
    high[i] = mix(high[i]!, word);
    low[i] = mix(low[i]! + 0x1b873593, Math.imul(word, 0xcc9e2d51));
  }
}

function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = mix(h + i, text.charCodeAt(i));
  return h;
}
