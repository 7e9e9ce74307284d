import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Batch } from '../contracts/batch.js';
import type { Followed } from '../contracts/progress.js';
import { DriftSenseError, messageOf } from '../errors.js';
import { nextTurn } from '../ports/next-turn.js';
import { threadPool, type ThreadPool } from '../ports/thread-pool.node.js';
import { teller } from '../teller.js';
import { throwIfAborted } from '../ports/until-aborted.js';
import type { CheckedCsvOptions } from './csv-options.js';
import { joinParts } from './csv-ranges.js';
import { CsvRecords } from './csv-records.js';
import type { TablePart } from './csv-table.js';
import type { CsvTask } from './csv-thread-task.js';
import { unreadable } from './unreadable.node.js';

/** Bytes of a range, at least: smaller ones cost more to hand over than to read. */
const rangeBytes = 1_048_576;
/** Bytes in which the end of a line is looked for. */
const lineBytes = 65_536;
const lineFeed = 10;

/** `csv-thread.node.ts` as it is built: beside the modules for Node, and in a folder beside their CommonJS form. */
const threadFile = new URL(
  import.meta.url.endsWith('.cjs') ? './bundled/csv-thread.js' : './csv-thread.js',
  import.meta.url,
);

const pools = new Map<number, ThreadPool>();

function poolOf(threads: number): ThreadPool {
  let pool = pools.get(threads);
  if (pool === undefined) pools.set(threads, (pool = threadPool(threads)));
  return pool;
}

/** Among how many threads, by whom they are followed, and who is told why where they cannot be started or end before they have read. */
interface Reading extends Followed {
  readonly threads: number;
  readonly failed: (why: string) => void;
}

/**
 * Reads a CSV file in ranges, each by a thread of its own.
 *
 * @returns Undefined where it is to be read at once: it is small, packed or not UTF-8, its lines are long or end with CR,
 *   something is to be said of one of them, or threads have failed.
 * @throws DriftSenseError `FILE_NOT_FOUND`, `FILE_UNREADABLE`; `OPTION_INVALID` under Deno, or for what the listener throws; `ABORTED`
 */
export async function readInThreads(
  path: string,
  size: number,
  options: CheckedCsvOptions,
  { threads, failed, signal, onProgress }: Reading,
): Promise<Batch | undefined> {
  const pool = poolOf(threads);
  const count = Math.min(threads, Math.floor(size / rangeBytes));
  if (count < 2 || new TextDecoder(options.encoding).encoding !== 'utf-8') return undefined;
  const ranges = await rangesOf(path, size, options, count);
  if (ranges === undefined) return undefined;
  const { header, bounds } = ranges;
  const check = (): void => throwIfAborted(signal, path);
  check();
  const tell = teller(onProgress, { where: path, unit: 'bytes', total: size });
  const parts = bounds.slice(1).map(async (to, k) => {
    const task: CsvTask = { path, header, from: bounds[k]!, to, options };
    const part = await pool.run<TablePart | undefined>(threadFile, task, signal);
    // Two threads may end in one turn, and what is told of the first may end the reading.
    check();
    tell(k === 0 ? to : to - bounds[k]!);
    return part;
  });
  // What a thread throws of the file, reading by one thread will throw as well.
  const read = await Promise.all(parts).catch((error: unknown) => {
    // What ends a thread is an error of another kind.
    if (DriftSenseError.is(error)) throw error;
    failed(messageOf(error));
  });
  check();
  const whole = (read ?? []).filter((part) => part !== undefined);
  if (whole.length < parts.length) return undefined;
  const pause = async (): Promise<void> => {
    await nextTurn();
    check();
  };
  return joinParts(header, whole, { options, name: basename(path), where: path, pause });
}

interface Ranges {
  readonly header: Uint8Array;
  /** Where ranges begin and end: at the ends of lines. */
  readonly bounds: readonly number[];
}

async function rangesOf(
  path: string,
  size: number,
  options: CheckedCsvOptions,
  count: number,
): Promise<Ranges | undefined> {
  try {
    const file = await open(path);
    try {
      const begin = await lineAt(file, 0);
      if (begin === undefined || !isHeader(begin, options)) return undefined;
      const bounds = [begin.length];
      for (let k = 1; k < count; k++) {
        const near = begin.length + Math.floor(((size - begin.length) * k) / count);
        const line = await lineAt(file, near);
        if (line === undefined) return undefined;
        bounds.push(near + line.length);
      }
      return { header: begin, bounds: [...bounds, size] };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw DriftSenseError.is(error) ? error : unreadable(path, error);
  }
}

/** The bytes from a place to the end of a line, which is included; undefined where it lies too far away. */
async function lineAt(file: FileHandle, place: number): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(lineBytes);
  const { bytesRead } = await file.read(bytes, 0, lineBytes, place);
  const end = bytes.subarray(0, bytesRead).indexOf(lineFeed);
  return end < 0 ? undefined : bytes.slice(0, end + 1);
}

/** Whether the first line is one record, of bytes that are text of UTF-8 and not packed. */
function isHeader(line: Uint8Array, options: CheckedCsvOptions): boolean {
  const [first, second] = line;
  const isPacked = first === 0x1f && second === 0x8b;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isPacked || isUtf16) return false;
  const records = new CsvRecords(options.delimiter.charCodeAt(0), options, 'header');
  records.append(line);
  try {
    return records.next() && !records.next() && records.blankLines === 0;
  } catch (error) {
    if (DriftSenseError.is(error)) return false;
    throw error;
  }
}
