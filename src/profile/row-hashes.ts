import { limits } from '../limits.js';
import type { CategoricalValues, Coerced, NumericValues } from '../table/coerce.js';

const words = new Uint32Array(2);
const number = new Float64Array(words.buffer);

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
export function rowHashes(table: Coerced, columns: readonly string[], rows = table.size): Float64Array {
  const high = new Uint32Array(rows).fill(0x243f6a88);
  const low = new Uint32Array(rows).fill(0x85a308d3);
  for (const name of columns) {
    const column = table.columns.get(name);
    if (column === undefined) continue;
    if (column.kind === 'numeric') hashNumbers(column, high, low);
    else hashCategories(column, high, low);
  }
  const hashes = new Float64Array(rows);
  for (let row = 0; row < hashes.length; row++) hashes[row] = (high[row]! >>> 11) * 2 ** 32 + low[row]!;
  return hashes;
}

function hashNumbers(column: NumericValues, high: Uint32Array, low: Uint32Array): void {
  for (let row = 0; row < high.length; row++) {
    const value = column.values[row]!;
    // One NaN and one zero, whatever their bits.
    number[0] = value === value ? value + 0 : Number.NaN;
    high[row] = mix(high[row]!, words[0]! ^ Math.imul(words[1]!, 0x85ebca6b));
    low[row] = mix(low[row]! + words[1]!, words[0]!);
  }
}

function hashCategories(column: CategoricalValues, high: Uint32Array, low: Uint32Array): void {
  const codes: (number | undefined)[] = [];
  for (let row = 0; row < high.length; row++) {
    const code = column.codes[row]!;
    const word = code < 0 ? 0x6d697373 : (codes[code] ??= hashText(column.categories[code]!));
    high[row] = mix(high[row]!, word);
    low[row] = mix(low[row]! + 0x1b873593, Math.imul(word, 0xcc9e2d51));
  }
}

function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = mix(h + i, text.charCodeAt(i));
  return h;
}

/**
 * Whether the rows of a table are a contiguous run of the reference's rows: they equal one, and that is no coincidence. As
 * many new rows, each as frequent as in the reference, would equal one of the runs with a probability of at most 10⁻⁶, so
 * a row or two, or many rows of few categories, are not taken for the reference's. Mostly the first row says that they
 * are not.
 *
 * @param reference - Hashes of the reference rows in order, over the same columns.
 */
export function isPartOf(reference: Float64Array, table: Coerced, columns: readonly string[]): boolean {
  if (table.size === 0 || table.size > reference.length) return false;
  const [first] = rowHashes(table, columns, 1);
  if (!reference.includes(first!)) return false;
  const hashes = rowHashes(table, columns);
  return isContiguousRun(reference, hashes) && coincidence(reference, hashes) <= Math.log(limits.coincidence);
}

/** Logarithm of a bound on the probability that as many independent rows of the reference's kind equal one of its runs. */
function coincidence(reference: Float64Array, window: Float64Array): number {
  const frequency = new Map<number, number>();
  for (const hash of reference) frequency.set(hash, (frequency.get(hash) ?? 0) + 1);
  let chance = Math.log(reference.length - window.length + 1);
  for (const hash of window) chance += Math.log(frequency.get(hash)! / reference.length);
  return chance;
}

/**
 * Whether the window's rows equal a contiguous run of the reference's rows.
 *
 * @param reference - Hashes of the reference rows in order.
 * @param window - Hashes of the window rows in order.
 */
export function isContiguousRun(reference: Float64Array, window: Float64Array): boolean {
  const length = window.length;
  if (length === 0 || length > reference.length) return false;
  // Knuth, Morris and Pratt (1977): linear, also when many rows are equal.
  const fallback = new Int32Array(length);
  for (let row = 1, matched = 0; row < length; row++) {
    while (matched > 0 && window[row] !== window[matched]) matched = fallback[matched - 1]!;
    if (window[row] === window[matched]) matched++;
    fallback[row] = matched;
  }
  for (let row = 0, matched = 0; row < reference.length; row++) {
    while (matched > 0 && reference[row] !== window[matched]) matched = fallback[matched - 1]!;
    if (reference[row] === window[matched]) matched++;
    if (matched === length) return true;
  }
  return false;
}
