import type { ArrowLike, CodedColumn, ColumnValues, ParsedColumn } from '../contracts/batch.js';
import { doublesOf, memoryOf, numbersOf, type ArrowChild } from './cells.js';
import { codedColumn, parsedColumn } from './columns.js';
import { costs, spending, type Spend, type Steps } from './spending.js';

/** Cells of a column that are taken together. */
const blockCells = 10_000;

type NumberArray = Float64Array | Float32Array | Uint8Array;
const TypedArray = Object.getPrototypeOf(Uint8Array) as new () => NumberArray;

/** Numbers that doubles hold; undefined where one is beyond them. */
const inDoubles = (block: NumberArray | BigInt64Array): NumberArray | undefined =>
  typeof block[0] === 'bigint' ? doublesOf(block as BigInt64Array) : (block as NumberArray);

/** Typed numbers as doubles; what is none, or is beyond them, is left to who reads it. */
export function* convert<Cells>(cells: Cells, spend: Spend): Steps<Cells | Float64Array> {
  if (!(cells instanceof TypedArray) || cells instanceof Float64Array || cells.length === 0) return cells;
  const numbers = new Float64Array(cells.length);
  for (let from = 0; from < cells.length; from += blockCells) {
    const block = inDoubles(cells.subarray(from, from + blockCells));
    if (block === undefined) return cells;
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
  const known = isReadable ? yield* readNumbers(child, length, spend) : undefined;
  if (known) return known;
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

/** Part of a column of numbers, as `apache-arrow` holds it. */
interface NumberPart {
  readonly typeId: number;
  readonly length: number;
  readonly nullCount: number;
  readonly values: NumberArray;
  getValid(row: number): boolean;
}

const [integers, floats] = [2, 3];

/** Half floats are held as their bits. */
const isNumbers = (part: Partial<NumberPart> | null): boolean =>
  (part?.typeId === integers || (part?.typeId === floats && !((part.values as unknown) instanceof Uint16Array))) &&
  part.values instanceof TypedArray &&
  typeof part.getValid === 'function';

/** Integers and floats with nulls, from the memory of a column: `get` makes an object of each. Undefined where it is none of them. */
function* readNumbers(child: ArrowChild, length: number, spend: Spend): Steps<ParsedColumn | undefined> {
  const parts = (child as { readonly data?: readonly NumberPart[] }).data;
  if (!Array.isArray(parts) || !parts.every(isNumbers)) return undefined;
  const numbers = new Float64Array(length);
  let row = 0;
  for (const part of parts as readonly NumberPart[])
    for (let from = 0; from < part.length; from += blockCells) {
      const block = inDoubles(part.values.subarray(from, Math.min(part.length, from + blockCells)));
      if (block === undefined || row + block.length > length) return undefined;
      for (let i = 0; i < block.length; i++, row++) {
        const isNull = part.nullCount > 0 && !part.getValid(from + i);
        // One that is no number is another thing than null.
        if (!isNull && block[i] !== block[i]) return undefined;
        numbers[row] = isNull ? Number.NaN : block[i]!;
      }
      if (spend(block.length * costs.code)) yield;
    }
  return row === length ? parsedColumn(numbers) : undefined;
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
