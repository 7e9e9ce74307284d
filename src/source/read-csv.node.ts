import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod/mini';
import type { Batch } from '../contracts/batch.js';
import type { Followed } from '../contracts/progress.js';
import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import { parseOptions } from '../options.js';
import { oneBatch } from './csv.js';
import { csvReaderOptions, type CsvOptions } from './csv-options.js';
import { followedBytes } from './followed-bytes.js';
import { readInThreads } from './read-in-threads.node.js';
import { withNotes } from './window-cutter.js';
import { unreadable } from './unreadable.node.js';
import { requireText } from '../require-given.js';

/** The options of every reader of CSV files. */
export const csvFileOptions = z.extend(csvReaderOptions, {
  maxGunzipRatio: z._default(z.number().check(z.positive()), edgeLimits.gunzipRatio),
  threads: z._default(z.int().check(z.gte(1), z.lte(256)), 1),
});

/** How a CSV file is read. */
export interface CsvFileOptions extends CsvOptions {
  /** Unpacked over packed bytes above which a gzip file is refused. Default 100. */
  readonly maxGunzipRatio?: number;
  /**
   * Threads among which a file of UTF-8 of at least two mebibytes that is not packed is divided, so that the service goes on
   * while it is read. The batch is the same with any number of them. A file of which something is to be noted or refused is
   * read again by one, and so is one whose threads fail, which a note tells; `onProgress` hears of each range, and begins anew
   * then. Threads end ten seconds after the last file. Default 1, which is no thread but the caller's own, and all that Deno
   * allows; at most 256.
   */
  readonly threads?: number;
}

/**
 * Reads a CSV file, gzip or plain (seen by its first bytes, whatever its name), into one batch named after the file. How
 * cells are read is said at {@link parseCsv}.
 *
 * @throws DriftSenseError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `CSV_TOO_LARGE` for a gzip file that expands beyond the
 *   ratio, and as {@link parseCsv}; `VALUE_OUT_OF_DOMAIN` for what is no path.
 * @example
 * const reference = await readCsv('data/train.csv.gz', { missing: ['NULL'] });
 */
export async function readCsv(path: string, options: CsvFileOptions = {}): Promise<Batch> {
  requireText(path, 'readCsv', 'a path');
  const { maxGunzipRatio, threads, signal, onProgress, ...csv } = parseOptions(csvFileOptions, options, 'readCsv');
  const { size } = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const notes: string[] = [];
  const failed = (why: string): void => void notes.push(`read by one thread, as others failed: ${why}`);
  const followed = { signal, onProgress };
  const batch = threads > 1 ? await readInThreads(path, size, csv, { threads, failed, ...followed }) : undefined;
  if (batch) return batch;
  const bytes = fileBytes(path, size, maxGunzipRatio, followed);
  return withNotes(await oneBatch(bytes, { ...csv, signal }, basename(path), path, size), notes);
}

/** Bytes read at once: what is read is still in the cache of the processor when it is parsed. */
const chunkBytes = 262_144;

/** The bytes of a file, unpacked when it is gzip. A chunk holds until the next one is asked for. */
async function* fileBytes(
  path: string,
  size: number,
  maxRatio: number,
  followed: Followed,
): AsyncGenerator<Uint8Array> {
  try {
    const chunks = followedBytes(chunksOf(path), followed, { what: path, total: size });
    let head = new Uint8Array(0);
    while (head.length < 2) {
      const { value, done } = await chunks.next();
      if (done === true) break;
      head = Buffer.concat([head, value]);
    }
    const bytes = withHead(head, chunks);
    yield* head[0] === 0x1f && head[1] === 0x8b ? unpacked(bytes, path, size, maxRatio) : bytes;
  } catch (error) {
    throw DriftSenseError.is(error) ? error : unreadable(path, error);
  }
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(chunkBytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* withHead(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (let one = await rest.next(); one.done !== true; one = await rest.next()) yield one.value;
  } finally {
    await rest.return?.();
  }
}

async function* unpacked(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  size: number,
  maxRatio: number,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      read += chunk.length;
      yield chunk.slice();
    }
  };
  const [{ pipeline }, { createGunzip }] = await Promise.all([import('node:stream'), import('node:zlib')]);
  // Errors of either side end the iteration below; the callback only keeps `pipeline` from being without one.
  const gunzip = pipeline(counted(), createGunzip({ chunkSize: 65_536 }), () => {});
  let written = 0;
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    written += chunk.length;
    const packed = Math.max(size, read);
    if (written > packed * maxRatio)
      throw new DriftSenseError(
        'CSV_TOO_LARGE',
        `${path}: ${packed} bytes expand to more than ${maxRatio} times as many`,
        {
          details: { file: path, bytes: packed, limit: maxRatio },
        },
      );
    yield chunk;
  }
}
