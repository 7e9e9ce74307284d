import { stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import type { Batch } from '../contracts/batch.js';
import type { Progress } from '../contracts/progress.js';
import type { Source } from '../contracts/source.js';
import { DriftSenseError } from '../errors.js';
import { parseOptions } from '../options.js';
import type { Clock } from '../ports/clock.js';
import { systemClock } from '../ports/system-clock.js';
import { untilAborted } from '../ports/until-aborted.js';
import { makeBatch } from '../table/batch.js';
import { findFiles, mayFind, type FoundFile } from './find-files.node.js';
import { naturalOrder } from './natural-order.js';
import { csvFileOptions, readCsv, type CsvFileOptions } from './read-csv.node.js';
import { requireGiven, requireText } from '../require-given.js';

const csvFilesOptions = z.extend(csvFileOptions, {
  settleMs: z._default(z.number().check(z.nonnegative()), 1_000),
  allowEmpty: z._default(z.boolean(), false),
  after: z.optional(z.string()),
  clock: z._default(z.custom<Clock>(), systemClock),
});

/** How a series of CSV files is read. */
export interface CsvFilesOptions extends CsvFileOptions {
  /** Milliseconds for which a file must not have changed before it is read. Default 1,000. */
  readonly settleMs?: number;
  /** Whether it is fine that no file matches. Default false. */
  readonly allowEmpty?: boolean;
  /** Offset of the last batch that was handled: reading resumes behind it. */
  readonly after?: string;
  /** The time. Default the machine's. */
  readonly clock?: Clock;
}

/**
 * CSV files as a source: one batch per file, in number order of their names (`day2` before `day10`), called by the file
 * name; its path is the offset, so that a monitor that has judged some of them goes on behind these. A file that is still being
 * written is waited for, never read early. Each iteration looks for the files anew; every file is read when it is asked for.
 *
 * @param files - A pattern (`*` and `?` in any part of the path), a directory (its CSV files), or a list of these, whose
 *   order is kept.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no patterns; on iteration `STREAM_EMPTY` when nothing matches, and as
 *   {@link readCsv}.
 * @example
 * for await (const batch of csvFiles('data/stream/*.csv')) console.log(batch.name, batch.size);
 */
export function csvFiles(files: string | readonly string[], options: CsvFilesOptions = {}): Source {
  const { settleMs, allowEmpty, after, clock, ...csv } = parseOptions(csvFilesOptions, options, 'csvFiles');
  const patterns = typeof files === 'string' ? [files] : files;
  requireGiven(patterns, 'csvFiles', 'a pattern or a list of them', 'join');
  patterns.forEach((pattern, i) => requireText(pattern, `csvFiles[${i}]`, 'a pattern'));
  return {
    name: patterns.join(' '),
    after: (offset) => csvFiles(files, { ...options, after: offset }),
    async *[Symbol.asyncIterator]() {
      const found = await findAll(patterns);
      if (found.length === 0 && !allowEmpty)
        throw new DriftSenseError('STREAM_EMPTY', `no file matches ${patterns.map((one) => `'${one}'`).join(', ')}`, {
          details: { patterns },
        });
      const series = after === undefined ? found : behind(found, after, patterns);
      const follow = csv.onProgress && (await followSeries(series, csv.onProgress));
      for (const file of series)
        yield await readSettled(file, { ...csv, ...(follow && { onProgress: follow(file) }) }, settleMs, clock);
    },
  };
}

interface SeriesFile extends FoundFile {
  /** Which of the patterns found it. */
  readonly pattern: number;
}

/** Tells how far a series has come, over the bytes that its files have at the beginning. */
async function followSeries(
  files: readonly SeriesFile[],
  onProgress: (progress: Progress) => void,
): Promise<(file: SeriesFile) => (progress: Progress) => void> {
  const before = new Map<SeriesFile, number>();
  let total = 0;
  for (const file of files) {
    before.set(file, total);
    total += (await look(file.path))?.size ?? 0;
  }
  return (file) => (progress) => onProgress({ ...progress, done: before.get(file)! + progress.done, total });
}

/** Every file once, in the order of the patterns; files that share their name are called by their path. */
async function findAll(patterns: readonly string[]): Promise<SeriesFile[]> {
  const found = new Map<string, SeriesFile>();
  for (const [i, pattern] of patterns.entries())
    for (const file of await findFiles(pattern))
      if (!found.has(file.path)) found.set(file.path, { ...file, pattern: i });
  const files = [...found.values()];
  const times = new Map<string, number>();
  for (const { name } of files) times.set(name, (times.get(name) ?? 0) + 1);
  return files.map((file) => ({ ...file, name: times.get(file.name) === 1 ? file.name : file.path }));
}

/** The files behind the one of that path or name; where it is gone, those that would have come after it. */
function behind(files: readonly SeriesFile[], after: string, patterns: readonly string[]): readonly SeriesFile[] {
  const done = files.findIndex(({ path, name }) => path === after || name === after);
  if (done >= 0) return files.slice(done + 1);
  const own = patterns.findIndex((pattern) => mayFind(pattern, after));
  if (own < 0) return files.filter(({ name }) => naturalOrder(name, after) > 0);
  return files.filter(({ path, pattern }) => pattern > own || (pattern === own && naturalOrder(path, after) > 0));
}

/** Reads a file once it has come to rest, and again when it changed while it was read. */
async function readSettled(
  { path, name }: FoundFile,
  options: CsvFileOptions,
  settleMs: number,
  clock: Clock,
): Promise<Batch> {
  for (;;) {
    const before = await untilAborted(() => settled(path, settleMs, clock, options.signal), options.signal, path);
    const result = await readCsv(path, options).then(
      (batch) => ({ batch }),
      (error: unknown) => ({ error }),
    );
    const after = await look(path);
    // What was read of a file that changed meanwhile proves nothing, an error in it included.
    if (before !== undefined && after !== undefined && changed(before, after)) continue;
    if ('error' in result) throw result.error;
    const { batch } = result;
    const columns = batch.names.map((column) => [column, batch.column(column)!] as const);
    return makeBatch({ size: batch.size, columns, notes: batch.notes, name, offset: path });
  }
}

interface Look {
  readonly size: number;
  readonly modifiedAt: number;
}

const changed = (a: Look, b: Look): boolean => a.size !== b.size || a.modifiedAt !== b.modifiedAt;

/** Size and time of a file; undefined when it cannot be looked at, which reading will explain. */
async function look(path: string): Promise<Look | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && { size: found.size, modifiedAt: found.mtimeMs };
}

/**
 * Waits until a file has not changed for `settleMs`: by its time of modification, or, where that lies in the future of our
 * clock, by two equal looks that far apart.
 */
async function settled(
  path: string,
  settleMs: number,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Look | undefined> {
  for (let last = await look(path); ;) {
    if (last === undefined) return undefined;
    const age = clock.now() - last.modifiedAt;
    if (age >= settleMs) return last;
    await sleep(Math.min(settleMs - age, settleMs), clock, signal);
    const next = await look(path);
    if (age < 0 && next !== undefined && !changed(last, next)) return next;
    last = next;
  }
}

/** Sleeps and keeps the process alive meanwhile, which the clock's own timers do not. */
async function sleep(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    await clock.sleep(ms, signal);
  } finally {
    clearInterval(alive);
  }
}
