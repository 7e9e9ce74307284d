import * as z from 'zod/mini';
import type { Batch } from '../contracts/batch.js';
import type { Followed } from '../contracts/progress.js';
import { parseOptions } from '../options.js';
import { pacer } from '../ports/next-turn.js';
import { throwIfAborted } from '../ports/until-aborted.js';
import { utf8Pieces } from './csv-encoding.js';
import { csvReaderOptions, type CheckedCsvOptions, type CsvOptions } from './csv-options.js';
import { CsvRecords } from './csv-records.js';
import { CsvTable } from './csv-table.js';
import { followedBytes } from './followed-bytes.js';

/** Bytes of a CSV file in chunks of any size: an iterable, or a web stream such as the body of a response. */
export type ByteChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream<Uint8Array>;

/**
 * Reads a CSV into one batch: RFC 4180; LF, CRLF or CR; UTF-8, or what a byte order mark or `encoding` says. The first
 * record names the columns. A column holds numbers while every cell is a number or missing (empty, or `NA`, `N/A`, `NaN`,
 * `null`), else text as written; `007` and whole numbers beyond 2^53 are text. A number is sign, digits, fraction,
 * exponent, finite, nothing around it. Blank lines are skipped; a record of several empty cells is a row, except at the
 * end of the file, where spreadsheets leave them. Notes on the batch say what was named, skipped or left out.
 *
 * @param name - Name of the file: for messages, and the name of the batch.
 * @throws DriftSenseError `CSV_EMPTY`, `CSV_RAGGED`, `CSV_QUOTE`, `CSV_DUPLICATE_HEADER`, `CSV_ENCODING`,
 *   `CSV_TOO_LARGE` with file and line; `OPTION_INVALID`; `ABORTED`.
 * @example
 * const { body } = await fetch('https://example.com/prices.csv');
 * const batch = await parseCsv(body, { delimiter: ';', decimal: ',' }, 'prices.csv');
 */
export async function parseCsv(chunks: ByteChunks, options: CsvOptions = {}, name?: string): Promise<Batch> {
  const { signal, onProgress, ...csv } = parseOptions(csvReaderOptions, options, 'csv');
  return oneBatch(followedBytes(chunks, { signal, onProgress }, { what: 'csv' }), { ...csv, signal }, name);
}

/** The same with checked options. @param where - What messages call the file. @param size - Bytes of it, as far as is known. */
export async function oneBatch(
  chunks: AsyncIterable<Uint8Array>,
  options: CheckedCsvOptions & Pick<Followed, 'signal'>,
  name?: string,
  where?: string,
  size?: number,
): Promise<Batch> {
  for await (const batch of batches(chunks, options, Infinity, name, where, size)) return batch;
  throw new TypeError('a CSV reader ended without a batch');
}

const batchOptions = z.extend(csvReaderOptions, { rows: z._default(z.int().check(z.positive()), 50_000) });

/** How a CSV is read in batches. */
export interface CsvBatchOptions extends CsvOptions {
  /** Rows of one batch. Default 50,000. */
  readonly rows?: number;
}

/**
 * Reads a CSV into batches of `rows` rows, the last one shorter, so that memory does not grow with the file. A header
 * without rows gives one empty batch. The type of a column is found anew in each batch; a schema makes them agree.
 *
 * @throws As {@link parseCsv}.
 */
export async function* csvBatches(
  chunks: ByteChunks,
  options: CsvBatchOptions = {},
  name?: string,
): AsyncGenerator<Batch, void, undefined> {
  const { rows, signal, onProgress, ...csv } = parseOptions(batchOptions, options, 'csv');
  yield* batches(followedBytes(chunks, { signal, onProgress }, { what: 'csv' }), { ...csv, signal }, rows, name);
}

/** Bytes that are read between two turns of the event loop: some milliseconds. */
const bytesPerSlice = 2_097_152;

async function* batches(
  chunks: AsyncIterable<Uint8Array>,
  { signal, ...options }: CheckedCsvOptions & Pick<Followed, 'signal'>,
  rows: number,
  name: string | undefined,
  where = name ?? 'CSV',
  size = 0,
): AsyncGenerator<Batch, void, undefined> {
  const records = new CsvRecords(options.delimiter.charCodeAt(0), options, where);
  const table = new CsvTable(options, where);
  let blankLines = 0;
  let yielded = false;
  let read = 0;
  const take = (last = false): Batch => {
    const batch = table.take(records.blankLines - blankLines, name, last);
    blankLines = records.blankLines;
    yielded = true;
    return batch;
  };
  const addRecords = function* (): Generator<Batch> {
    for (;;) {
      while (table.addPlain(records, rows - table.rows) > 0) if (table.rows >= rows) yield take();
      if (!records.next()) return;
      while (table.owes(records)) {
        table.addHeldBack();
        if (table.rows >= rows) yield take();
      }
      table.add(records);
      if (table.rows >= rows) yield take();
    }
  };
  const pace = pacer(bytesPerSlice, () => throwIfAborted(signal, where));
  for await (const piece of utf8Pieces(chunks, options.encoding, where, (encoding) => table.readAs(encoding))) {
    records.append(piece);
    yield* addRecords();
    read += piece.length;
    table.expect(Math.min(rows, Math.ceil((table.rows * size * 1.02) / read)));
    await pace(piece.length);
  }
  records.finish();
  yield* addRecords();
  if (table.rows > 0 || !yielded || table.hasRemarks || records.blankLines > blankLines) yield take(true);
}
