import type { Batch } from '../contracts/batch.js';
import { DriftSenseError } from '../errors.js';
import { makeBatch } from '../table/batch.js';
import { parseNumber } from '../table/number.js';
import { decode } from './byte-dictionary.js';
import { CsvColumn, type CellRules, type ColumnPart } from './csv-column.js';
import { csvNames, raggedRemedy } from './csv-header.js';
import type { CheckedCsvOptions } from './csv-options.js';
import type { CsvRecords } from './csv-records.js';
import { PlainBlock } from './plain-block.js';

/** Lines named in a note. */
const linesNamed = 5;

/** Line numbers counted, the first few kept for a note. */
interface LineCount {
  count: number;
  readonly lines: number[];
}

/** The rows of a range of a file, without a remark. */
export interface TablePart {
  readonly names: readonly string[];
  readonly rows: number;
  readonly columns: readonly ColumnPart[];
}

/** Turns records into typed columns: the first one names them, each further one is a row. */
export class CsvTable {
  rows = 0;
  readonly #options: CheckedCsvOptions;
  readonly #rules: CellRules;
  readonly #where: string;
  /** Of the file, for messages. */
  #encoding = 'utf-8';
  #header: readonly string[] | undefined;
  #headerLine = 1;
  #names: readonly string[] = [];
  #notes: string[] = [];
  #columns: CsvColumn[] = [];
  readonly #expected = { rows: 0 };
  /** Null where the delimiter may be part of a number. */
  #block: PlainBlock | null | undefined;
  /** Every record so far had one field more than the header: its first field is a row name. */
  #rowNames = false;
  /** Rows taken so far, over all batches, and the line of the first record after the header. */
  #records = 0;
  #firstRecordLine = 0;
  #handedOut = false;
  #skipped: LineCount = { count: 0, lines: [] };
  #valueless: LineCount = { count: 0, lines: [] };
  /** Rows without value that no row with one has followed yet. */
  #heldBack: LineCount = { count: 0, lines: [] };

  /** @param isShared - Whether the cells are to lie in memory that threads share. */
  constructor(options: CheckedCsvOptions, where: string, isShared = false) {
    const encoder = new TextEncoder();
    this.#options = options;
    this.#rules = {
      decimal: options.decimal,
      missing: options.missing.map((text) => encoder.encode(text)),
      missingNumbers: options.missing.flatMap((text) => {
        const number = parseNumber(text, options.decimal);
        return number === undefined ? [] : [number];
      }),
      isShared,
    };
    this.#where = where;
  }

  readAs(encoding: string): void {
    this.#encoding = encoding;
  }

  /** Tells the rows that the batch begun will probably have, so that room is made at once. */
  expect(rows: number): void {
    this.#expected.rows = rows;
  }

  /** Takes the current record of `records` as header or row. */
  add(records: CsvRecords): void {
    if (this.#header === undefined) this.#addHeader(records);
    else this.#addRow(this.#header, records);
  }

  /**
   * Takes records that hold nothing unusual, many at a time, while no earlier row decides how they are read.
   *
   * @returns How many rows were added, at most `most`.
   */
  addPlain(records: CsvRecords, most: number): number {
    if (this.#firstRecordLine === 0 || this.#heldBack.count > 0) return 0;
    const block = (this.#block ??= PlainBlock.for(this.#names.length, records.delimiter, this.#options));
    if (block === null) return 0;
    const columns = this.#columns;
    for (let column = 0; column < columns.length; column++) block.isText[column] = columns[column]!.isText ? 1 : 0;
    const rows = records.nextPlain(block, most);
    if (rows === 0) return 0;
    let valid = rows;
    let invalid: unknown;
    for (const [field, column] of columns.entries()) {
      try {
        column.addBlock(block, field, valid, records.bytes);
      } catch (cause) {
        // Further columns may have such a cell in an earlier row.
        valid = column.rows - 1 - this.rows;
        invalid = this.#encodingError(records.line + valid, field, cause);
      }
    }
    if (invalid !== undefined) throw invalid;
    this.rows += rows;
    this.#records += rows;
    return rows;
  }

  /**
   * Whether rows without any value have been held back that the current record shows to lie inside the table. Spreadsheets
   * leave such rows below the last one; those that nothing follows are left out.
   */
  owes(records: CsvRecords): boolean {
    return this.#heldBack.count > 0 && !isValueless(records);
  }

  /** Adds one row that was held back. */
  addHeldBack(): void {
    for (const column of this.#columns) column.add(nothing, 0, 0);
    this.#heldBack.count--;
    count(this.#valueless, this.#heldBack.lines.shift());
    this.rows++;
  }

  /** Whether something was left out since the last batch that its notes must say. */
  get hasRemarks(): boolean {
    return this.#skipped.count + this.#heldBack.count > 0;
  }

  /**
   * The rows so far as a batch; further rows begin a new one.
   *
   * @param last - No record follows.
   * @throws DriftSenseError `CSV_EMPTY` when not even a header came.
   */
  take(blankLines: number, name: string | undefined, last: boolean): Batch {
    if (this.#header === undefined)
      throw new DriftSenseError('CSV_EMPTY', `${this.#where}: the file is empty`, { details: { file: this.#where } });
    const notes = [
      ...this.#notes,
      ...note(this.#skipped, 'with another number of fields than the header skipped'),
      ...note(this.#valueless, 'without any value'),
      ...(last ? note(this.#heldBack, 'without any value left out at the end') : []),
      ...(blankLines > 0 ? [`${blankLines} blank line${blankLines > 1 ? 's' : ''} skipped`] : []),
    ];
    const columns = this.#columns.map((column, index) => [this.#names[index]!, column.finish()] as const);
    const batch = makeBatch({ size: this.rows, columns, notes, name });
    this.#handedOut = true;
    this.#beginColumns();
    return batch;
  }

  /** The rows so far; undefined where a remark is to be made of them, which names lines as only a reader of the whole file can. */
  part(): TablePart | undefined {
    if (this.rows === 0 || this.hasRemarks) return undefined;
    return { names: this.#names, rows: this.rows, columns: this.#columns.map((column) => column.part()) };
  }

  /** Puts the rows of ranges one after the other, column by column. */
  *join(parts: readonly TablePart[]): Generator<void, void> {
    this.rows = parts.reduce((sum, { rows }) => sum + rows, 0);
    this.expect(this.rows);
    for (const [index, column] of this.#columns.entries()) {
      for (const part of parts) column.append(part.columns[index]!);
      yield;
    }
  }

  /** The names of the columns, once the header has been read. */
  get names(): readonly string[] {
    return this.#names;
  }

  #addHeader(records: CsvRecords): void {
    const cells = Array.from({ length: records.fields }, (_, field) => this.#text(records, field));
    const separator = separatorLine(cells, records.delimiter);
    if (separator !== undefined && records.line === 1) {
      records.delimiter = separator;
      return;
    }
    this.#header = cells;
    this.#headerLine = records.line;
    this.#useNames(cells);
  }

  #useNames(cells: readonly string[]): void {
    const { names, notes } = csvNames(cells, this.#where, this.#headerLine);
    this.#names = names;
    this.#notes = notes;
    this.#block = undefined;
    this.#beginColumns();
  }

  #beginColumns(): void {
    this.rows = 0;
    this.#columns = this.#names.map(() => new CsvColumn(this.#rules, this.#expected));
    this.#skipped = { count: 0, lines: [] };
    this.#valueless = { count: 0, lines: [] };
  }

  #addRow(header: readonly string[], records: CsvRecords): void {
    if (this.#firstRecordLine === 0) {
      this.#firstRecordLine = records.line;
      if (records.fields === header.length + 1 && raggedRemedy(header) === undefined) this.#nameRows(header);
    }
    if (records.fields !== this.#names.length) {
      if (!this.#rowNames || records.fields !== header.length || this.#handedOut) {
        this.#refuse(records.line, this.#names.length, records.fields);
        return;
      }
      this.#unnameRows(header);
    }
    this.#records++;
    if (isValueless(records)) {
      count(this.#heldBack, records.line);
      return;
    }
    const { bytes, from, to, fields } = records;
    for (let field = 0; field < fields; field++) {
      try {
        this.#columns[field]!.add(bytes, from[field]!, to[field]!);
      } catch (cause) {
        throw this.#encodingError(records.line, field, cause);
      }
    }
    this.rows++;
  }

  #nameRows(header: readonly string[]): void {
    this.#rowNames = true;
    this.#useNames(['', ...header]);
    this.#notes.push('the header is one name short: it names the columns from the second on');
  }

  /** Not every record is one field longer than the header, so those before this one are ragged. */
  #unnameRows(header: readonly string[]): void {
    this.#rowNames = false;
    const before = this.#records;
    this.#refuse(this.#firstRecordLine, header.length, header.length + 1);
    this.#useNames(header);
    this.#skipped = { count: before, lines: [this.#firstRecordLine] };
    this.#heldBack = { count: 0, lines: [] };
    this.#records = 0;
  }

  #refuse(line: number, expected: number, received: number): void {
    if (this.#options.ragged === 'skip') {
      count(this.#skipped, line);
      return;
    }
    const remedy = raggedRemedy(this.#header ?? []);
    // The first field that the record lacks, or has beyond the header.
    const column = Math.min(expected, received) + 1;
    const name = received < expected ? this.#names[column - 1] : undefined;
    const what = received > expected ? `field ${column} is too many` : `no field ${column}, '${name}'`;
    throw new DriftSenseError(
      'CSV_RAGGED',
      `${this.#where}, line ${line}: expected ${expected} fields, got ${received}: ${what}`,
      {
        details: { file: this.#where, line, column, ...(name !== undefined && { name }), expected, received },
        ...(remedy !== undefined && { remedy }),
      },
    );
  }

  #text(records: CsvRecords, field: number): string {
    try {
      return decode(records.bytes, records.from[field]!, records.to[field]!);
    } catch (cause) {
      throw this.#encodingError(records.line, field, cause);
    }
  }

  #encodingError(line: number, field: number, cause: unknown): unknown {
    if (!(cause instanceof TypeError)) return cause;
    return new DriftSenseError(
      'CSV_ENCODING',
      `${this.#where}, line ${line}, field ${field + 1}: the bytes are not valid ${this.#encoding}`,
      {
        cause,
        details: { file: this.#where, line, column: field + 1, encoding: this.#encoding },
        remedy:
          this.#encoding === 'utf-8'
            ? "read it with encoding: 'latin1', or save it as UTF-8"
            : 'save it again, best as UTF-8: it is damaged there, or its encoding is another',
      },
    );
  }
}

const nothing = new Uint8Array(0);

/** True when several fields are all empty. A lone empty field is a missing cell of a one-column table. */
function isValueless({ fields, from, to }: CsvRecords): boolean {
  if (fields < 2) return false;
  for (let field = 0; field < fields; field++) if (to[field] !== from[field]) return false;
  return true;
}

function count(counter: LineCount, line: number | undefined): void {
  counter.count++;
  if (line !== undefined && counter.lines.length < linesNamed) counter.lines.push(line);
}

function note({ count: many, lines }: LineCount, what: string): string[] {
  if (many === 0) return [];
  const more = many > lines.length ? ', …' : '';
  return [`${many} record${many > 1 ? 's' : ''} ${what} (line${many > 1 ? 's' : ''} ${lines.join(', ')}${more})`];
}

/** The delimiter that a line `sep=;`, as spreadsheets write it first, names. */
function separatorLine(cells: readonly string[], delimiter: number): number | undefined {
  const line = cells.join(String.fromCharCode(delimiter)).toLowerCase();
  const code = line.charCodeAt(4);
  return line.length === 5 && line.startsWith('sep=') && code < 128 && code !== 34 ? code : undefined;
}
