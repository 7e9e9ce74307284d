import type { ColumnValues } from '../contracts/batch.js';
import { isCoded, isParsed } from './cells.js';
import { missingWords } from './missing-words.js';
import { scanNumberText } from './number.js';
import { readTime } from './time.js';

/** Distinct values counted one by one; a column that has more is counted up to here, so that memory stays bounded. */
const distinctCounted = 50_000;
/** Different numbers that tell classes from quantities; more are only counted of whole numbers that may be ids. */
const tellingNumbers = 11;

/** What the values of a column are, counted. Present cells are `numbers + texts + booleans + dates + nested`. */
export interface ColumnFacts {
  missing: number;
  /** Numbers and whole numbers that a double holds exactly. */
  numbers: number;
  /** All numbers are whole. */
  whole: boolean;
  /** All numbers are whole and each is the one before plus one. */
  counting: boolean;
  booleans: number;
  dates: number;
  nested: number;
  texts: number;
  /** Of the texts: words for missing, plain numbers, numbers that look like codes, times with and without zone. */
  words: number;
  numericTexts: number;
  codeTexts: number;
  zonedTexts: number;
  zonelessTexts: number;
  /** Different values among the first `distinctOf` present cells. */
  distinct: number;
  distinctOf: number;
}

/** One pass over a column; coded columns cost one look per category. */
export function columnFacts(values: ColumnValues): ColumnFacts {
  const facts: ColumnFacts = {
    missing: 0,
    numbers: 0,
    whole: true,
    counting: true,
    booleans: 0,
    dates: 0,
    nested: 0,
    texts: 0,
    words: 0,
    numericTexts: 0,
    codeTexts: 0,
    zonedTexts: 0,
    zonelessTexts: 0,
    distinct: 0,
    distinctOf: 0,
  };
  if (values instanceof Float64Array) return numberFacts(values, facts);
  if (isCoded(values)) return codedFacts(values.codes, values.categories, facts);
  if (isParsed(values)) return numberFacts(values.values, facts);
  const seen = new Set<unknown>();
  let last: number | undefined;
  for (const cell of values) {
    if (cell === null || cell === undefined || Number.isNaN(cell)) {
      facts.missing++;
      continue;
    }
    if (seen.size < distinctCounted) {
      facts.distinctOf++;
      seen.add(cell instanceof Date ? cell.getTime() : cell);
    }
    last = countCell(cell, last, facts);
  }
  facts.distinct = seen.size;
  return facts;
}

function countCell(cell: unknown, last: number | undefined, facts: ColumnFacts): number | undefined {
  switch (typeof cell) {
    case 'number':
      facts.numbers++;
      if (!Number.isInteger(cell)) facts.whole = false;
      if (last !== undefined && cell !== last + 1) facts.counting = false;
      return cell;
    case 'bigint':
      if (BigInt(Number(cell)) === cell && Number.isSafeInteger(Number(cell)))
        return countCell(Number(cell), last, facts);
      facts.texts++;
      facts.codeTexts++;
      return last;
    case 'boolean':
      facts.booleans++;
      return last;
    case 'string':
      countText(cell, 1, facts);
      return last;
    default:
      if (cell instanceof Date) facts.dates++;
      else facts.nested++;
      return last;
  }
}

function numberFacts(values: Float64Array, facts: ColumnFacts): ColumnFacts {
  const seen = new Set<number>();
  let last: number | undefined;
  let row = 0;
  // Mostly a few values say all but how many are missing.
  for (; row < values.length && (facts.whole || facts.counting || seen.size < tellingNumbers); row++) {
    const x = values[row]!;
    if (x !== x) {
      facts.missing++;
      continue;
    }
    if (facts.whole && !Number.isInteger(x)) facts.whole = false;
    if (last !== undefined && x !== last + 1) facts.counting = false;
    const likeId = facts.whole && seen.size === facts.distinctOf && seen.size < distinctCounted;
    if (likeId || seen.size < tellingNumbers) {
      facts.distinctOf++;
      seen.add(x);
    }
    last = x;
  }
  if (values.includes(Number.NaN, row))
    for (; row < values.length; row++) if (values[row] !== values[row]) facts.missing++;
  facts.numbers = values.length - facts.missing;
  facts.distinct = seen.size;
  return facts;
}

function codedFacts(codes: Int32Array, categories: readonly string[], facts: ColumnFacts): ColumnFacts {
  const counts = new Uint32Array(categories.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0) facts.missing++;
    else counts[code]!++;
  }
  counts.forEach((count, code) => {
    if (count === 0) return;
    countText(categories[code]!, count, facts);
    facts.distinct++;
  });
  facts.distinctOf = codes.length - facts.missing;
  return facts;
}

function countText(text: string, count: number, facts: ColumnFacts): void {
  facts.texts += count;
  if (missingWords.has(text)) {
    facts.words += count;
    return;
  }
  const { form } = scanNumberText(text);
  if (form === 'code') facts.codeTexts += count;
  else if (form !== 'none') facts.numericTexts += count;
  else {
    const time = readTime(text);
    if (typeof time === 'number') facts.zonedTexts += count;
    else if (time === 'zone-less') facts.zonelessTexts += count;
  }
}
