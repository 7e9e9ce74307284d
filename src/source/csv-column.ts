import type { ColumnValues } from '../contracts/batch.js';
import { limits } from '../limits.js';
import { codedColumn, parsedColumn } from '../table/columns.js';
import { missingWords } from '../table/missing-words.js';
import { decimalByte, numberScan, scanNumber } from '../table/number.js';
import { Spellings } from '../table/spellings.js';
import { ByteDictionary, decode } from './byte-dictionary.js';
import { padded, PaddedNumbers } from './padded-numbers.js';
import { isBytes, type PlainBlock } from './plain-block.js';

const encoder = new TextEncoder();
const words = [...missingWords].map((word) => encoder.encode(word));
const zero = 48;

/** How cells are read, the same for every column of a file. */
export interface CellRules {
  readonly decimal: '.' | ',';
  /** Cells that mean "missing" in every column. */
  readonly missing: readonly Uint8Array[];
  /** The numbers among them. */
  readonly missingNumbers: readonly number[];
  /** Whether the cells lie in memory that threads share. */
  readonly isShared?: boolean;
}

/** The cells of one column in a range of a file, to be appended to those before. */
export interface ColumnPart {
  readonly rows: number;
  readonly isText: boolean;
  readonly values: Float64Array;
  readonly zeros: Uint8Array | undefined;
  readonly codes: Int32Array | undefined;
  /** What the codes stand for. */
  readonly texts: readonly string[];
}

/** Rows that a column will probably have; room for them is made at once. */
export interface ExpectedRows {
  readonly rows: number;
}

/**
 * Collects the cells of one column as bytes. It holds numbers while every cell is a number or missing; the first other
 * cell turns it to text for good, and the numbers before it come back as they were spelled.
 */
export class CsvColumn {
  rows = 0;
  isText = false;
  #values: Float64Array = new Float64Array(16);
  /** Numbers: zeros at the end of their fraction, which do not print. Not made before there are any. */
  #zeros: Uint8Array | undefined;
  /** Text: the category. Numbers: the spelling, where it differs otherwise from how the number prints; not made before. */
  #codes: Int32Array | undefined;
  /** Not made before it is needed: wide files have many columns of plain numbers. */
  #words: ByteDictionary | undefined;
  readonly #scan = numberScan();
  readonly #rules: CellRules;
  readonly #decimal: number;
  readonly #expected: ExpectedRows;

  constructor(rules: CellRules, expected: ExpectedRows) {
    this.#expected = expected;
    this.#rules = rules;
    this.#decimal = decimalByte(rules.decimal);
  }

  /** @throws TypeError when the cell is not valid UTF-8. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const row = this.rows++;
    this.#makeRoom(this.rows);
    if (this.isText) {
      this.#codes![row] = this.#isMissing(bytes, from, to) ? -1 : this.#dictionary.codeOf(bytes, from, to);
      return;
    }
    if (this.#isMissing(bytes, from, to)) {
      this.#values[row] = Number.NaN;
      return;
    }
    const scan = this.#scan;
    scanNumber(bytes, from, to, this.#decimal, scan);
    if (scan.form === 'plain') this.#values[row] = scan.value;
    else if (scan.form === 'spelled') this.#spell(row, scan.value, bytes, from, to);
    else if (scan.form === 'none' && isOneOf(words, bytes, from, to)) this.#spell(row, Number.NaN, bytes, from, to);
    else {
      this.#turnToText(row);
      this.#codes![row] = this.#dictionary.codeOf(bytes, from, to);
    }
  }

  /**
   * Adds the first `rows` cells of a column of a block, as `add` would one by one.
   *
   * @throws TypeError when a cell is not valid UTF-8; it is then the last one counted in `rows`.
   */
  addBlock(block: PlainBlock, column: number, rows: number, bytes: Uint8Array): void {
    const { values, zeros, from, to } = block;
    const first = column * block.capacity;
    const end = first + rows;
    this.#makeRoom(this.rows + rows);
    if (!this.isText && block.zerosOf[column]! < isBytes && this.#rules.missingNumbers.length === 0) {
      this.#values.set(values.subarray(first, end), this.rows);
      if (block.zerosOf[column] !== 0) (this.#zeros ??= this.#noZeros()).set(zeros.subarray(first, end), this.rows);
      this.rows += rows;
      return;
    }
    if (this.isText && this.#rules.missing.length === 0) {
      const dictionary = this.#dictionary;
      const codes = this.#codes!;
      for (let cell = first; cell < end; cell++) {
        const row = this.rows++;
        codes[row] = from[cell] === to[cell] ? -1 : dictionary.codeOf(bytes, from[cell]!, to[cell]!);
      }
      return;
    }
    for (let cell = first; cell < end; cell++)
      if (zeros[cell] === isBytes) this.add(bytes, from[cell]!, to[cell]!);
      else this.#addNumber(values[cell]!, zeros[cell]!);
  }

  /** Adds a number as it prints, with zeros at the end of its fraction; NaN for an empty cell. */
  #addNumber(value: number, zeros: number): void {
    if (this.isText || this.#rules.missingNumbers.includes(value)) {
      const bytes = encoder.encode(Number.isNaN(value) ? '' : padded(value, zeros, this.#rules.decimal));
      this.add(bytes, 0, bytes.length);
      return;
    }
    if (zeros > 0) (this.#zeros ??= this.#noZeros())[this.rows] = zeros;
    this.#values[this.rows++] = value;
  }

  #noZeros(length = this.#values.length): Uint8Array {
    return new Uint8Array(this.#memory(length));
  }

  #noCodes(length = this.#values.length): Int32Array {
    return new Int32Array(this.#memory(4 * length)).fill(-1);
  }

  #memory(bytes: number): ArrayBufferLike {
    return this.#rules.isShared === true ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  }

  /** The cells so far, for the column of a whole file to append. */
  part(): ColumnPart {
    const { rows, isText } = this;
    const [values, zeros, codes] = [this.#values, this.#zeros, this.#codes].map((array) => array?.subarray(0, rows));
    return { rows, isText, values, zeros, codes, texts: this.#words?.texts() ?? [] } as ColumnPart;
  }

  /** Adds the cells that were read from the next range of the file, as `add` would one by one. */
  append({ rows, isText, values, zeros, codes, texts }: ColumnPart): void {
    const first = this.rows;
    this.#makeRoom(Math.max(first + rows, this.#expected.rows));
    if (isText && !this.isText) this.#turnToText(first);
    this.rows += rows;
    if (!this.isText) {
      this.#values.set(values, first);
      if (zeros !== undefined) (this.#zeros ??= this.#noZeros()).set(zeros, first);
      if (codes === undefined) return;
      this.#codes ??= this.#noCodes();
    }
    const own = new Int32Array(texts.length).fill(-1);
    const ownCode = (code: number): number => {
      if (own[code]! < 0) own[code] = this.#codeOfText(texts[code]!);
      return own[code]!;
    };
    for (let row = 0; row < rows; row++) {
      const code = codes?.[row] ?? -1;
      if (code >= 0) this.#codes![first + row] = ownCode(code);
      else if (!this.isText) continue;
      else if (isText || Number.isNaN(values[row])) this.#codes![first + row] = -1;
      else this.#codes![first + row] = this.#codeOfText(padded(values[row]!, zeros?.[row] ?? 0, this.#rules.decimal));
    }
  }

  get #dictionary(): ByteDictionary {
    return (this.#words ??= new ByteDictionary());
  }

  /** The cells so far as a column. */
  finish(): ColumnValues {
    const codes = this.#codes && trimmed(this.#codes, this.rows);
    if (this.isText) return codedColumn(codes!, this.#dictionary.texts());
    return parsedColumn(trimmed(this.#values, this.rows), this.#spellings(codes) ?? new Map());
  }

  /** Undefined where there are none, or more of them than any dictionary may have: these could never serve as categories. */
  #spellings(spelled: Int32Array | undefined): Spellings | undefined {
    const zeros = this.#zeros;
    if (spelled === undefined && zeros === undefined) return undefined;
    const others = this.#words?.size ?? 0;
    if (others > limits.maxCategories) return undefined;
    const codes = spelled ?? new Int32Array(this.rows);
    const numbers = new PaddedNumbers();
    for (let row = 0; row < this.rows; row++)
      if (zeros !== undefined && zeros[row]! > 0) {
        codes[row] = others + numbers.codeOf(this.#values[row]!, zeros[row]!);
        if (others + numbers.size > limits.maxCategories) return undefined;
      } else if (spelled === undefined) codes[row] = -1;
    return new Spellings(codes, [...(this.#words?.texts() ?? []), ...numbers.texts(this.#rules.decimal)]);
  }

  #isMissing(bytes: Uint8Array, from: number, to: number): boolean {
    return from === to || (this.#rules.missing.length > 0 && isOneOf(this.#rules.missing, bytes, from, to));
  }

  #spell(row: number, value: number, bytes: Uint8Array, from: number, to: number): void {
    this.#values[row] = value;
    const zeros = zerosBefore(bytes, to);
    if (zeros > 0 && zeros < isBytes && decode(bytes, from, to) === padded(value, zeros, this.#rules.decimal)) {
      (this.#zeros ??= this.#noZeros())[row] = zeros;
      return;
    }
    this.#codes ??= this.#noCodes();
    this.#codes[row] = this.#dictionary.codeOf(bytes, from, to);
  }

  #turnToText(rows: number): void {
    this.isText = true;
    const spelled = this.#words?.texts() ?? [];
    // Categories stand in the order in which they appear first, however the file is read.
    this.#words = undefined;
    const codes = (this.#codes ??= this.#noCodes());
    for (let row = 0; row < rows; row++) {
      const value = this.#values[row]!;
      if (codes[row]! >= 0) codes[row] = this.#codeOfText(spelled[codes[row]!]!);
      else if (!Number.isNaN(value))
        codes[row] = this.#codeOfText(padded(value, this.#zeros?.[row] ?? 0, this.#rules.decimal));
    }
    this.#values = new Float64Array(0);
    this.#zeros = undefined;
  }

  #codeOfText(text: string): number {
    const bytes = encoder.encode(text);
    return this.#dictionary.codeOf(bytes, 0, bytes.length);
  }

  #makeRoom(rows: number): void {
    const room = (this.isText ? this.#codes! : this.#values).length;
    if (rows <= room) return;
    const { rows: expected } = this.#expected;
    const length = Math.max(rows, room * 2, Math.min(expected, room * 64));
    if (!this.isText) this.#values = copied(this.#values, new Float64Array(this.#memory(8 * length)));
    if (this.#zeros !== undefined) this.#zeros = copied(this.#zeros, this.#noZeros(length));
    if (this.#codes !== undefined) this.#codes = copied(this.#codes, this.#noCodes(length));
  }
}

function copied<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** The first `length` entries, as a view where little of the memory is beyond them. */
function trimmed<T extends Float64Array | Int32Array>(array: T, length: number): T {
  const part = length * 8 > array.length * 7 ? array.subarray(0, length) : array.slice(0, length);
  return part as T;
}

/** Zeros just before a place. */
function zerosBefore(bytes: Uint8Array, to: number): number {
  let zeros = 0;
  while (bytes[to - 1 - zeros] === zero) zeros++;
  return zeros;
}

function isOneOf(list: readonly Uint8Array[], bytes: Uint8Array, from: number, to: number): boolean {
  search: for (const one of list) {
    if (one.length !== to - from) continue;
    for (let i = 0; i < one.length; i++) if (one[i] !== bytes[from + i]) continue search;
    return true;
  }
  return false;
}
