import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import type { ColumnValues } from '../../contracts/batch.js';
import type { ModelTrainer, TrainedModel, TrainingContext, TrainingData } from '../../contracts/model-trainer.js';
import { DriftSenseError, messageOf, remedies, type ErrorCode } from '../../errors.js';
import { parseOptions } from '../../options.js';
import { isCoded, isParsed } from '../../table/cells.js';
import { throwIfAborted } from './pace.js';
import type { ThreadAnswer, ThreadColumn, ThreadTask } from './thread-task.js';

const workerTrainerOptions = z.strictObject({
  export: z._default(z.string(), 'trainer'),
  maxHeapMb: z._default(z.int().check(z.gte(16)), 1_024),
  maxInputMb: z._default(z.int().check(z.gte(1)), 1_024),
});

/** Options of `workerTrainer`. */
export interface WorkerTrainerOptions {
  /** What the module exports the trainer as. Default `trainer`. */
  readonly export?: string;
  /** Megabytes of JavaScript objects that training may hold; beyond, it has failed. Bun knows no such limit. Default 1,024, at least 16. */
  readonly maxHeapMb?: number;
  /**
   * Megabytes of rows it is given, at most; more is refused. The heap's limit does not count the memory of typed arrays, so that
   * what comes in is bounded before. Default 1,024.
   */
  readonly maxInputMb?: number;
}

/**
 * A trainer that trains in a thread of its own, so that nothing it does can stop the service: neither a loop that never ends,
 * nor a heap that is full, nor `process.exit`. Each training run has a new thread, which ends with it, and which is ended when the
 * run is aborted or its time is up. Predicting happens here, as with any trainer.
 *
 * The model is the one that the same trainer makes here, byte for byte.
 *
 * @param trainer - The trainer, as the module exports it: it predicts, and says what is expected there.
 * @param module - The file that exports it: a `file:` URL or an absolute path. The thread imports it anew.
 * @param options - See {@link WorkerTrainerOptions}.
 * @returns A trainer of the same name and version. Its `train` throws `TRAINING_FAILED` when the thread ends without a model or
 *   the module exports no such trainer, `TRAINING_DATA` for more rows than `maxInputMb`, `ABORTED`, and what the trainer throws.
 * @throws DriftSenseError `OPTION_INVALID`
 * @example
 * // trainer.js: export const trainer = logisticRegression({ ridge: 0.1 });
 * import { trainer } from './trainer.js';
 * const aside = workerTrainer(trainer, new URL('./trainer.js', import.meta.url));
 * const monitor = new Monitor({ reference, trainer: aside, training });
 */
export function workerTrainer<Model>(
  trainer: ModelTrainer<Model>,
  module: string | URL,
  options: WorkerTrainerOptions = {},
): ModelTrainer<Model> {
  const { export: exported, maxHeapMb, maxInputMb } = parseOptions(workerTrainerOptions, options, 'workerTrainer');
  const address = addressOf(module);
  const { name, version } = trainer;
  return {
    name,
    ...(version !== undefined && { version }),
    async train(data, context) {
      throwIfAborted(context.signal);
      const rows = await shareRows(data, context, maxInputMb * 2 ** 20);
      const task = { ...rows, module: address, exported, name };
      const answer = await inThread(task, context.signal, maxHeapMb);
      if (answer.error === undefined) return answer.trained as TrainedModel<Model>;
      throw errorOf(answer.error);
    },
    predict: (model, rows) => trainer.predict(model, rows),
    ...(trainer.dispose && { dispose: (model: Model) => trainer.dispose!(model) }),
  };
}

function addressOf(module: string | URL): string {
  const text = String(module);
  if (text.startsWith('file:')) return text;
  if (isAbsolute(text)) return pathToFileURL(text).href;
  throw new DriftSenseError('OPTION_INVALID', `workerTrainer: expected a file: URL or an absolute path, got '${text}'`);
}

/** The rows in memory that the thread sees too; copied column by column, between which the event loop turns. */
async function shareRows(
  { features, labels, classes, size }: TrainingData,
  { signal, seed }: TrainingContext,
  mostBytes: number,
): Promise<Omit<ThreadTask, 'module' | 'exported' | 'name'>> {
  const columns: [string, ThreadColumn][] = [];
  let bytes = labels.byteLength;
  for (const name of features.names) {
    const column = features.column(name)!;
    bytes += bytesOf(column);
    if (bytes > mostBytes)
      throw new DriftSenseError(
        'TRAINING_DATA',
        `workerTrainer: expected at most ${mostBytes} bytes of rows, got more from column '${name}' on`,
        { details: { expected: mostBytes, column: name, rows: size }, remedy: 'give fewer rows, or raise maxInputMb' },
      );
    columns.push([name, sharedColumn(column)]);
    await new Promise(setImmediate);
    throwIfAborted(signal);
  }
  return { columns, labels: shared(labels), ...(classes && { classes }), size, seed };
}

const bytesOf = (column: ColumnValues): number =>
  column.length * (column instanceof Float64Array || !('kind' in column && column.kind === 'coded') ? 8 : 4);

function sharedColumn(column: ColumnValues): ThreadColumn {
  if (column instanceof Float64Array) return { kind: 'plain', values: shared(column) };
  if (isCoded(column)) {
    const codes = new Int32Array(new SharedArrayBuffer(column.codes.byteLength));
    codes.set(column.codes);
    return { kind: 'coded', codes, categories: column.categories };
  }
  if (isParsed(column)) return { kind: 'parsed', values: shared(column.values), texts: column.texts };
  return { kind: 'plain', values: column };
}

function shared(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** `training-thread.node.ts` as it is built: beside the modules for Node, and in a folder beside their CommonJS form. */
const threadFile = new URL(
  import.meta.url.endsWith('.cjs') ? './bundled/training-thread.js' : './training-thread.js',
  import.meta.url,
);

function inThread(workerData: ThreadTask, signal: AbortSignal, maxHeapMb: number): Promise<ThreadAnswer> {
  const failed = (what: string, cause?: unknown): DriftSenseError =>
    new DriftSenseError('TRAINING_FAILED', `trainer '${workerData.name}': its thread ${what}`, { cause });
  const start = (): Worker => {
    try {
      return new Worker(threadFile, { workerData, resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
    } catch (error) {
      throw failed(`cannot be started: ${messageOf(error)}`, error);
    }
  };
  return new Promise<ThreadAnswer>((resolve, reject) => {
    const thread = start();
    const stop = (): void => {
      reject(new DriftSenseError('ABORTED', 'training was aborted by its signal', { cause: signal.reason }));
      // Behind the reason: Deno tells of the exit at once.
      void thread.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    thread.once('message', (answer: ThreadAnswer) => {
      resolve(answer);
      // It may hold timers or sockets.
      void thread.terminate();
    });
    thread.once('error', (error: NodeJS.ErrnoException) => {
      const full = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(failed(full ? `needed more than ${maxHeapMb} MB of heap` : `failed: ${messageOf(error)}`, error));
    });
    thread.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      reject(failed(`ended with code ${code} before it gave a model`)); // of no effect after an answer
    });
  });
}

function errorOf({ message, stack, code, details }: NonNullable<ThreadAnswer['error']>): Error {
  const error =
    code !== undefined && Object.hasOwn(remedies, code)
      ? new DriftSenseError(code as ErrorCode, message, details && { details })
      : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
