import type { Batch } from '../contracts/batch.js';
import { utf8Pieces } from './csv-encoding.js';
import type { CheckedCsvOptions } from './csv-options.js';
import { CsvRecords } from './csv-records.js';
import { CsvTable, type TablePart } from './csv-table.js';

/** A range of a file: its bytes behind those of the header, how cells are read, what messages call the file, and its bytes. */
interface Range {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly options: CheckedCsvOptions;
  readonly where: string;
  readonly size: number;
}

/**
 * Reads a range of a file that begins and ends with a line, as a file of its own.
 *
 * A range that begins outside quotes and is read without an error ends outside quotes. So where no range of a file has an
 * error, each begins where a record does.
 *
 * @returns Undefined where something is to be said of some line, which only a reader of the whole file can number.
 * @throws DriftSenseError as `parseCsv`, with lines of the range.
 */
export async function readPart({ chunks, options, where, size }: Range): Promise<TablePart | undefined> {
  const records = new CsvRecords(options.delimiter.charCodeAt(0), options, where);
  const table = new CsvTable(options, where, true);
  const addRecords = (): void => {
    do {
      while (table.addPlain(records, Infinity) > 0);
      if (!records.next()) return;
      table.add(records);
    } while (!table.hasRemarks);
  };
  let read = 0;
  for await (const piece of utf8Pieces(chunks, options.encoding, where, () => {})) {
    records.append(piece);
    addRecords();
    if (table.hasRemarks || records.blankLines > 0) return undefined;
    read += piece.length;
    table.expect(Math.ceil((table.rows * size * 1.02) / read));
  }
  records.finish();
  addRecords();
  return table.part();
}

/**
 * The batch of a file whose ranges were read apart: the same as if it had been read at once.
 *
 * @param header - The bytes of its first line, which is a whole record.
 * @param pause - Waited for between columns, so that other work has its turn.
 * @returns Undefined where a range does not have the columns that the header names.
 */
export async function joinParts(
  header: Uint8Array,
  parts: readonly TablePart[],
  { options, name, where, pause }: Pick<Range, 'options' | 'where'> & { name: string; pause: () => Promise<void> },
): Promise<Batch | undefined> {
  const records = new CsvRecords(options.delimiter.charCodeAt(0), options, where);
  const table = new CsvTable(options, where);
  const chunks = (async function* () {
    yield header;
  })();
  for await (const piece of utf8Pieces(chunks, options.encoding, where, () => {})) records.append(piece);
  while (records.next()) table.add(records);
  const isSame = (names: readonly string[]): boolean =>
    names.length === table.names.length && names.every((one, i) => one === table.names[i]);
  if (!parts.every(({ names }) => isSame(names))) return undefined;
  for (const _ of table.join(parts)) await pause();
  return table.take(0, name, true);
}
