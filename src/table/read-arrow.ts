import type { ArrowLike, CodedColumn, ColumnValues } from '../contracts/batch.js';
import { memoryOf, numbersOf, type ArrowChild } from './cells.js';
import { codedColumn, parsedColumn } from './columns.js';
import { costs, spending, type Spend, type Steps } from './spending.js';

/** Cells of a column that are taken together. */
const blockCells = 10_000;

type NumberArray = Float32Array | Uint8Array;
const TypedArray = Object.getPrototypeOf(Uint8Array) as new () => NumberArray;

/** Typed numbers as doubles; what is none is left to who reads it. */
export function* convert<Cells>(cells: Cells, spend: Spend): Steps<Cells | Float64Array> {
  if (!(cells instanceof TypedArray) || cells instanceof Float64Array || typeof cells[0] !== 'number') return cells;
  const numbers = new Float64Array(cells.length);
  for (let from = 0; from < cells.length; from += blockCells) {
    const block = cells.subarray(from, from + blockCells);
    numbers.set(block, from);
    if (spend(block.length * costs.converting)) yield;
  }
  return numbers;
}

/** An Arrow-like table whose columns `toArray` hands out as they are. */
export function* readArrow(table: ArrowLike): Steps<ArrowLike> {
  const read = new Map<string, ArrayLike<unknown>>();
  const spend = spending();
  for (const { name } of table.schema.fields) {
    const child = table.getChild(name);
    if (child) read.set(name, (yield* convert(yield* readChild(child, spend), spend)) as ArrayLike<unknown>);
  }
  return {
    schema: table.schema,
    ...(table.numRows !== undefined && { numRows: table.numRows }),
    getChild: (name) => (read.has(name) ? { toArray: () => read.get(name)! } : undefined),
  };
}

/** The cells of a column of an Arrow-like table: from memory where they are there as they are, else one by one. */
function* readChild(child: ArrowChild, spend: Spend): Steps<ArrayLike<unknown> | ColumnValues> {
  const { length } = child;
  const isReadable = typeof length === 'number' && typeof child.get === 'function';
  const coded = isReadable ? yield* readDictionary(child, length, spend) : undefined;
  if (coded) return coded;
  // Texts are nowhere in memory as they are: `toArray` makes all of them at once.
  const isText = isReadable && length > 0 && typeof child.get!(0) === 'string';
  const memory = isText ? undefined : memoryOf(child);
  if (memory) return memory;
  const numbers = new Float64Array(length!);
  for (let from = 0; from < length!; from += blockCells) {
    const to = Math.min(length!, from + blockCells);
    if (!numbersOf(child, numbers, from, to)) return yield* readCells(child, length!, spend);
    if (spend(to - from)) yield;
  }
  return parsedColumn(numbers);
}

function* readCells(child: ArrowChild, length: number, spend: Spend): Steps<unknown[]> {
  const cells: unknown[] = [];
  for (let row = 0; row < length; row++) {
    cells.push(child.get!(row));
    if (row % blockCells === 0 && spend(blockCells)) yield;
  }
  return cells;
}

/** Part of a column with a dictionary, as `apache-arrow` holds it. */
interface DictionaryPart {
  readonly typeId: number;
  readonly length: number;
  readonly nullCount: number;
  readonly values: ArrayLike<unknown>;
  readonly dictionary: { readonly length: number; get(index: number): unknown };
  getValid(row: number): boolean;
}

const isDictionary = (part: Partial<DictionaryPart> | null): boolean =>
  part?.typeId === -1 && typeof part.getValid === 'function' && typeof part.dictionary?.get === 'function';

/** The codes of a column of texts with a dictionary, and those of its texts that are used; undefined where it is none. */
function* readDictionary(child: ArrowChild, length: number, spend: Spend): Steps<CodedColumn | undefined> {
  const parts = (child as { readonly data?: readonly DictionaryPart[] }).data;
  if (!Array.isArray(parts) || parts.length === 0 || !parts.every(isDictionary)) return undefined;
  const codes = new Int32Array(length);
  const known = new Map<string, number>();
  let row = 0;
  for (const part of parts as readonly DictionaryPart[]) {
    const ofEntries = new Int32Array(part.dictionary.length).fill(unread);
    for (let i = 0; i < part.length; i++, row++) {
      if (row % blockCells === 0 && spend(blockCells * costs.code)) yield;
      const entry = part.nullCount === 0 || part.getValid(i) ? Number(part.values[i]) : undefined;
      let code = entry === undefined ? -1 : ofEntries[entry];
      if (code === unread) {
        const text = part.dictionary.get(entry!) ?? null;
        if (typeof text === 'string' && !known.has(text)) known.set(text, known.size);
        code = text === null ? -1 : known.get(text as string);
        ofEntries[entry!] = code ?? unread;
      }
      if (code === undefined) return undefined;
      codes[row] = code;
    }
  }
  return row === length ? codedColumn(codes, [...known.keys()]) : undefined;
}

/** Of an entry of a dictionary that no row has named yet. */
const unread = -2;
