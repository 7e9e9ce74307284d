// What runs in the thread of a training run: imports the trainer's module, trains, and hands back what came out.
import { parentPort, workerData } from 'node:worker_threads';
import type { ColumnValues } from '../../contracts/batch.js';
import type { ModelTrainer } from '../../contracts/model-trainer.js';
import { DriftSenseError } from '../../errors.js';
import { makeBatch } from '../../table/batch.js';
import { codedColumn, parsedColumn } from '../../table/columns.js';
import type { ThreadAnswer, ThreadColumn, ThreadTask } from './thread-task.js';

async function train(task: ThreadTask): Promise<unknown> {
  const { module, exported, name, columns, labels, classes, size, seed } = task;
  const trainer = ((await import(module)) as Readonly<Record<string, ModelTrainer | undefined>>)[exported];
  if (trainer?.name !== name)
    throw new DriftSenseError(
      'TRAINING_FAILED',
      `expected trainer '${name}' exported as '${exported}' by ${module}, got ${String(trainer?.name)}`,
    );
  const features = makeBatch({ size, columns: columns.map(([of, column]) => [of, valuesOf(column)] as const) });
  const { signal } = new AbortController(); // an abort ends the thread
  return trainer.train({ features, labels, size, ...(classes && { classes }) }, { signal, seed });
}

function valuesOf(column: ThreadColumn): ColumnValues {
  if (column.kind === 'coded') return codedColumn(column.codes, column.categories);
  return column.kind === 'parsed' ? parsedColumn(column.values, column.texts) : column.values;
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not a window
const say = (answer: ThreadAnswer): void => parentPort!.postMessage(answer);

function sayError(error: unknown): void {
  if (!(error instanceof Error)) say({ error: { message: String(error) } });
  else {
    const { message, stack } = error;
    const typed = DriftSenseError.is(error) && { code: error.code, details: error.details };
    say({ error: { message, ...(stack !== undefined && { stack }), ...typed } });
  }
}

train(workerData as ThreadTask)
  .then((trained) => say({ trained }))
  .catch(sayError);
