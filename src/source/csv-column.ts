import type { ColumnValues } from '../contracts/batch.js';
import { limits } from '../limits.js';
import { codedColumn, parsedColumn } from '../table/columns.js';
import { missingWords } from '../table/missing-words.js';
import { decimalByte, numberScan, scanNumber } from '../table/number.js';
import { Spellings } from '../table/spellings.js';
import { ByteDictionary } from './byte-dictionary.js';

const ascii = new TextEncoder();
const words = [...missingWords].map((word) => ascii.encode(word));

/** How cells are read, the same for every column of a file. */
export interface CellRules {
  readonly decimal: '.' | ',';
  /** Cells that mean "missing" in every column. */
  readonly missing: readonly Uint8Array[];
}

/**
 * Collects the cells of one column as bytes. It holds numbers while every cell is a number or missing; the first other
 * cell turns it to text for good, and the numbers before it come back as they were spelled.
 */
export class CsvColumn {
  #rows = 0;
  #text = false;
  #values = new Float64Array(16);
  /** Text: the category. Numbers: the spelling, where it differs from how the number prints; not allocated before. */
  #codes: Int32Array | undefined;
  /** Not made before it is needed: wide files have many columns of plain numbers. */
  #words: ByteDictionary | undefined;
  readonly #scan = numberScan();
  readonly #rules: CellRules;
  readonly #decimal: number;

  constructor(rules: CellRules) {
    this.#rules = rules;
    this.#decimal = decimalByte(rules.decimal);
  }

  /** @throws TypeError when the cell is not valid UTF-8. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const row = this.#rows++;
    if (this.#text) {
      if (row === this.#codes!.length) this.#codes = longer(this.#codes!, row);
      this.#codes![row] = this.#isMissing(bytes, from, to) ? -1 : this.#dictionary.codeOf(bytes, from, to);
      return;
    }
    if (row === this.#values.length) this.#grow();
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

  get #dictionary(): ByteDictionary {
    return (this.#words ??= new ByteDictionary());
  }

  /** The cells so far as a column. */
  finish(): ColumnValues {
    const codes = this.#codes?.slice(0, this.#rows);
    if (this.#text) return codedColumn(codes!, this.#dictionary.texts);
    const values = this.#values.slice(0, this.#rows);
    // More spellings than any dictionary may have could never serve as categories.
    const spelled = codes !== undefined && this.#dictionary.texts.length <= limits.maxCategories;
    return parsedColumn(values, spelled ? new Spellings(codes, this.#dictionary.texts) : new Map());
  }

  #isMissing(bytes: Uint8Array, from: number, to: number): boolean {
    return from === to || (this.#rules.missing.length > 0 && isOneOf(this.#rules.missing, bytes, from, to));
  }

  #spell(row: number, value: number, bytes: Uint8Array, from: number, to: number): void {
    this.#values[row] = value;
    this.#codes ??= new Int32Array(this.#values.length).fill(-1);
    this.#codes[row] = this.#dictionary.codeOf(bytes, from, to);
  }

  #turnToText(rows: number): void {
    this.#text = true;
    const codes = (this.#codes ??= new Int32Array(this.#values.length).fill(-1));
    for (let row = 0; row < rows; row++) {
      const value = this.#values[row]!;
      if (codes[row]! >= 0 || Number.isNaN(value)) continue;
      const bytes = ascii.encode(String(value).replace('.', this.#rules.decimal));
      codes[row] = this.#dictionary.codeOf(bytes, 0, bytes.length);
    }
    this.#values = new Float64Array(0);
  }

  #grow(): void {
    const values = new Float64Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
    if (this.#codes !== undefined) this.#codes = longer(this.#codes, this.#codes.length);
  }
}

/** Twice as long, the new part without code. */
function longer(codes: Int32Array, rows: number): Int32Array {
  const larger = new Int32Array(rows * 2).fill(-1, rows);
  larger.set(codes);
  return larger;
}

function isOneOf(list: readonly Uint8Array[], bytes: Uint8Array, from: number, to: number): boolean {
  search: for (const one of list) {
    if (one.length !== to - from) continue;
    for (let i = 0; i < one.length; i++) if (one[i] !== bytes[from + i]) continue search;
    return true;
  }
  return false;
}
