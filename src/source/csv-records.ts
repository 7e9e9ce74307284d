import { DriftSenseError } from '../errors.js';
import type { PlainBlock } from './plain-block.js';

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;

/** Where the scanner stands inside a record. */
type Place = 'cell start' | 'plain cell' | 'quoted cell' | 'after quote';

/**
 * Cuts bytes into records and fields by RFC 4180; ends of records are LF, CRLF or CR, mixed at will. Bytes come in pieces of
 * any size by `append`; `next` moves to the next complete record, whose fields are `bytes[from[i]..to[i])` for i < `fields`
 * until the next call. Nothing is scanned twice, so one byte at a time costs no more than all at once.
 *
 * A quote inside an unquoted field is an ordinary character. Lines without any byte are skipped and counted.
 */
export class CsvRecords {
  bytes = new Uint8Array(1_024);
  from = new Int32Array(64);
  to = new Int32Array(64);
  fields = 0;
  /** Line (from 1) on which the current record began. */
  line = 1;
  blankLines = 0;
  delimiter: number;

  readonly #where: string;
  readonly #maxRecordBytes: number;
  readonly #maxColumns: number;
  #end = 0;
  #finished = false;
  #at = 0;
  #recordFrom = 0;
  #cellFrom = 0;
  #place: Place = 'cell start';
  #doubled = false;
  #currentLine = 1;
  #quoteLine = 1;
  #afterReturn = false;
  #complete = false;

  constructor(delimiter: number, limits: { maxRecordBytes: number; maxColumns: number }, where: string) {
    this.delimiter = delimiter;
    this.#where = where;
    this.#maxRecordBytes = limits.maxRecordBytes;
    this.#maxColumns = limits.maxColumns;
  }

  append(piece: Uint8Array): void {
    // Four bytes more for `nextPlain`.
    if (this.#end + piece.length + 4 > this.bytes.length) this.#makeRoom(piece.length);
    this.bytes.set(piece, this.#end);
    this.#end += piece.length;
  }

  /** No more bytes come: what is left is the last record. */
  finish(): void {
    this.#finished = true;
  }

  /** Moves to the next record; false when the bytes so far hold no further complete one. */
  next(): boolean {
    if (this.#complete) this.#beginRecord();
    const { bytes, delimiter } = this;
    const end = this.#end;
    while (this.#at < end) {
      const byte = bytes[this.#at]!;
      switch (this.#place) {
        case 'cell start':
          if (this.#afterReturn) {
            this.#afterReturn = false;
            if (byte === lineFeed) {
              this.#skipByte();
              break;
            }
          }
          this.#cellFrom = this.#at;
          if (byte === quote) {
            this.#place = 'quoted cell';
            this.#quoteLine = this.#currentLine;
            this.#cellFrom = ++this.#at;
          } else if ((byte === lineFeed || byte === carriageReturn) && this.fields === 0) {
            this.blankLines++;
            this.#countLine(byte);
            this.#afterReturn = byte === carriageReturn;
            this.#skipByte();
          } else this.#place = 'plain cell';
          break;
        case 'plain cell': {
          let at = this.#at;
          while (at < end) {
            const one = bytes[at]!;
            if (one === delimiter || one === lineFeed || one === carriageReturn) break;
            at++;
          }
          this.#at = at;
          if (at < end && this.#endCell(at, bytes[at]!)) return true;
          break;
        }
        case 'quoted cell':
          this.#scanQuoted(end);
          break;
        case 'after quote':
          if (byte === quote) {
            this.#doubled = true;
            this.#place = 'quoted cell';
            this.#at++;
          } else if (byte === delimiter || byte === lineFeed || byte === carriageReturn) {
            if (this.#endCell(this.#at - 1, byte)) return true;
          } else throw this.#quoteError('text follows the closing quote of a field');
      }
    }
    this.#checkSize(end);
    return this.#finished && this.#endInput();
  }

  /**
   * Moves past the records that `block` can read, at most `most` of them; none while a record is begun. The first began on
   * line `line`, and each is one line.
   *
   * @returns How many there were.
   */
  nextPlain(block: PlainBlock, most: number): number {
    if (this.#complete) this.#beginRecord();
    if (this.#at > this.#recordFrom || this.#at === this.#end) return 0;
    if (this.#afterReturn && this.bytes[this.#at] === lineFeed) this.#skipByte();
    this.#afterReturn = false;
    this.bytes[this.#end] = lineFeed;
    const rows = block.read(this.bytes, this.#at, this.#end, most);
    this.#at = block.at;
    this.#recordFrom = this.#at;
    this.line = this.#currentLine;
    this.#currentLine += rows;
    return rows;
  }

  /** What was wrong with quotes, with file, line and field. */
  #quoteError(what: string, line = this.#currentLine): DriftSenseError {
    const column = this.fields + 1;
    return new DriftSenseError('CSV_QUOTE', `${this.#where}, line ${line}, field ${column}: ${what}`, {
      details: { file: this.#where, line, column },
    });
  }

  #scanQuoted(end: number): void {
    const { bytes } = this;
    let at = this.#at;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === quote) {
        this.#place = 'after quote';
        this.#afterReturn = false;
        at++;
        break;
      }
      if (byte === lineFeed || byte === carriageReturn) {
        if (byte === carriageReturn || !this.#afterReturn) this.#currentLine++;
        this.#afterReturn = byte === carriageReturn;
      } else this.#afterReturn = false;
    }
    this.#at = at;
  }

  /** Notes the field that ends before `to`; true when `byte` ends the record as well. */
  #endCell(to: number, byte: number): boolean {
    this.#noteField(to);
    this.#at++;
    if (byte === this.delimiter) return false;
    this.#checkSize(this.#at - 1);
    this.#countLine(byte);
    this.#afterReturn = byte === carriageReturn;
    this.#complete = true;
    return true;
  }

  #noteField(to: number): void {
    const field = this.fields++;
    if (field >= this.#maxColumns)
      throw new DriftSenseError(
        'CSV_TOO_LARGE',
        `${this.#where}, line ${this.line}: more than ${this.#maxColumns} fields in one record`,
        { details: { file: this.#where, line: this.line, limit: this.#maxColumns } },
      );
    if (field === this.from.length) {
      this.from = grown(this.from);
      this.to = grown(this.to);
    }
    this.from[field] = this.#cellFrom;
    this.to[field] = this.#doubled ? this.#undouble(this.#cellFrom, to) : to;
    this.#doubled = false;
    this.#place = 'cell start';
    this.#cellFrom = this.#at + 1;
  }

  /** Writes the field over itself with one quote for two; returns its new end. */
  #undouble(from: number, to: number): number {
    let write = from;
    for (let read = from; read < to; read++) {
      const byte = this.bytes[read]!;
      this.bytes[write++] = byte;
      if (byte === quote) read++;
    }
    return write;
  }

  #endInput(): boolean {
    if (this.#complete) return false;
    if (this.#place === 'quoted cell')
      throw this.#quoteError('a quoted field opens here and never closes', this.#quoteLine);
    if (this.#place === 'cell start' && this.fields === 0) return false;
    if (this.#place === 'cell start') this.#cellFrom = this.#at;
    this.#noteField(this.#place === 'after quote' ? this.#at - 1 : this.#at);
    this.#complete = true;
    return true;
  }

  #beginRecord(): void {
    this.#complete = false;
    this.#recordFrom = this.#at;
    this.#cellFrom = this.#at;
    this.fields = 0;
    this.line = this.#currentLine;
  }

  /** Steps over a byte that belongs to no record. */
  #skipByte(): void {
    this.#at++;
    this.#recordFrom = this.#at;
    this.line = this.#currentLine;
  }

  #countLine(byte: number): void {
    if (byte === lineFeed || byte === carriageReturn) this.#currentLine++;
  }

  #checkSize(end: number): void {
    if (this.#complete || end - this.#recordFrom <= this.#maxRecordBytes) return;
    const open = this.#place === 'quoted cell' ? `; a quoted field opened on line ${this.#quoteLine}` : '';
    throw new DriftSenseError(
      'CSV_TOO_LARGE',
      `${this.#where}, line ${this.line}: a record passes ${this.#maxRecordBytes} bytes${open}`,
      { details: { file: this.#where, line: this.line, limit: this.#maxRecordBytes } },
    );
  }

  /** Drops the records that were handed out; doubles the buffer when the current one still leaves too little room. */
  #makeRoom(length: number): void {
    const drop = this.#complete ? this.#at : this.#recordFrom;
    const kept = this.#end - drop;
    const old = this.bytes;
    if (kept + length > old.length / 2) this.bytes = new Uint8Array(2 * (kept + length));
    this.bytes.set(old.subarray(drop, this.#end));
    for (let field = 0; field < this.fields; field++) {
      this.from[field]! -= drop;
      this.to[field]! -= drop;
    }
    this.#end = kept;
    this.#at -= drop;
    this.#recordFrom -= drop;
    this.#cellFrom -= drop;
  }
}

function grown(old: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2);
  larger.set(old);
  return larger;
}
