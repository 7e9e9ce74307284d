import { availableParallelism } from 'node:os';
import * as z from 'zod/mini';
import type { ReferenceColumn, WindowColumn } from '../contracts/profiles.js';
import { parseOptions } from '../options.js';
import type { ColumnToCount, Executor } from '../ports/executor.js';
import { threadPool } from '../ports/thread-pool.node.js';
import type { CountingTask, SharedReference } from './counting-task.js';
import { SharedRoom } from './shared-room.node.js';

const workerExecutorOptions = z.strictObject({
  workers: z._default(z.int().check(z.gte(1), z.lte(256)), availableParallelism()),
});

/** Options of `workerExecutor`. */
export interface WorkerExecutorOptions {
  /** Threads, 1 to 256. Default: as many as the machine runs at once. */
  readonly workers?: number;
}

/** Cells of one task, at least one column: a few tenths of a millisecond of a thread. */
const cellsPerTask = 100_000;

/** `counting-thread.node.ts` as it is built: beside the modules for Node, and in a folder beside their CommonJS form. */
const threadFile = new URL(
  import.meta.url.endsWith('.cjs') ? './bundled/counting-thread.js' : './counting-thread.js',
  import.meta.url,
);

/**
 * Counts the rows of large windows in threads, several columns at a time, so that the service goes on meanwhile: those of more
 * than a million cells or of more than forty columns; smaller ones are counted where the monitor runs. The report is the same,
 * byte for byte, whatever the number of threads. Tests, also those of your own, run where the monitor runs.
 *
 * Columns whose memory is a `SharedArrayBuffer` are not copied; of others two tasks per thread are copied at a time. Threads start
 * with the first large window, end after ten seconds without one and with `monitor.close()`, and do not keep a process from
 * ending. One executor may serve many monitors.
 *
 * A thread that dies is told as the event `error` of `executor worker`, and the window is counted where the monitor runs.
 *
 * @param options - See {@link WorkerExecutorOptions}.
 * @throws DriftSenseError `OPTION_INVALID`, also under Deno, where threads do not answer reliably.
 * @example
 * const monitor = new Monitor({ reference, executor: workerExecutor({ workers: 2 }) });
 */
export function workerExecutor(options: WorkerExecutorOptions = {}): Executor {
  const { workers } = parseOptions(workerExecutorOptions, options, 'workerExecutor');
  const pool = threadPool(workers);
  const room = new SharedRoom(2 * workers);
  return {
    name: 'worker',
    async count(columns, signal) {
      const counted: WindowColumn[][] = [];
      const failures: unknown[] = [];
      const runs: Promise<void>[] = [];
      for (const group of groupsOf(columns)) {
        const place = await room.take();
        if (signal?.aborted || failures.length > 0) {
          room.give(place);
          break;
        }
        const at = counted.push([]) - 1;
        const task: CountingTask = {
          columns: group.map(({ reference, redact, values }) => ({
            reference: sharedReference(reference),
            redact,
            values: place.hold(values),
          })),
        };
        const run = pool
          .run<WindowColumn[]>(threadFile, task, signal)
          .then((answer) => void (counted[at] = answer))
          .catch((error: unknown) => void failures.push(error))
          .finally(() => room.give(place));
        runs.push(run);
        // Copying must not hold up the event loop.
        await new Promise(setImmediate);
      }
      await Promise.all(runs);
      signal?.throwIfAborted();
      if (failures.length > 0) throw failures[0];
      return counted.flat();
    },
    async close() {
      await pool.close();
      room.empty();
    },
  };
}

const cellsOf = ({ values }: ColumnToCount): number =>
  values.kind === 'numeric' ? values.values.length : values.codes.length;

function* groupsOf(columns: readonly ColumnToCount[]): Generator<ColumnToCount[]> {
  let group: ColumnToCount[] = [];
  let cells = 0;
  for (const column of columns) {
    if (group.length > 0 && cells + cellsOf(column) > cellsPerTask) {
      yield group;
      group = [];
      cells = 0;
    }
    group.push(column);
    cells += cellsOf(column);
  }
  if (group.length > 0) yield group;
}

const shared = new WeakMap<ReferenceColumn, SharedReference>();
let keys = 0;

/** Written once per reference: threads would else be sent it with each window. */
function sharedReference(column: ReferenceColumn): SharedReference {
  let reference = shared.get(column);
  if (reference === undefined) {
    const text = new TextEncoder().encode(JSON.stringify(column));
    const json = new Uint8Array(new SharedArrayBuffer(text.length));
    json.set(text);
    shared.set(column, (reference = { key: keys++, json }));
  }
  return reference;
}
