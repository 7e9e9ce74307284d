import type { Batch } from '../../contracts/batch.js';
import type { ModelTrainer } from '../../contracts/model-trainer.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { sliceBatch } from '../../table/batch.js';
import { atOnce } from '../../unawaited.js';
import { copyRows } from './copy-rows.js';

/**
 * Predicts by a trainer that may be anyone's, and checks what comes back: `size` numbers (`size × K` for K > 2 classes),
 * finite, and within [0, 1] where they are probabilities.
 *
 * @param classes - Number of classes; 0 for regression.
 * @param first - Number of the first row, for the message.
 * @throws DriftSenseError `TRAINING_FAILED` when predicting throws or gives another number of predictions;
 *   `TRAINING_NOT_FINITE` naming the first row whose prediction is no finite number; `VALUE_OUT_OF_DOMAIN` for a
 *   probability outside [0, 1]. Errors of the library itself, such as `MODEL_INVALID`, pass unchanged.
 */
export function predictGuarded<Model>(
  trainer: ModelTrainer<Model>,
  model: Model,
  rows: Batch,
  classes: number,
  first = 0,
): Float64Array {
  let given: ArrayLike<number>;
  try {
    given = atOnce(trainer.predict(model, rows));
  } catch (error) {
    if (DriftSenseError.is(error)) throw error;
    throw new DriftSenseError('TRAINING_FAILED', `trainer '${trainer.name}': predict threw: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const width = classes > 2 ? classes : 1;
  const length: unknown = (given as ArrayLike<number> | undefined)?.length;
  if (length !== rows.size * width)
    throw new DriftSenseError(
      'TRAINING_FAILED',
      `trainer '${trainer.name}': predict: expected ${rows.size * width} numbers for ${rows.size} rows, got ${String(length)}`,
    );
  const predictions = new Float64Array(rows.size * width);
  for (let i = 0; i < predictions.length; i++) {
    const value: unknown = given[i];
    const row = first + Math.floor(i / width);
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new DriftSenseError(
        'TRAINING_NOT_FINITE',
        `trainer '${trainer.name}': predict: expected a finite number for row ${row}, got ${String(value)}`,
        { details: { row } },
      );
    if (classes > 0 && (value < 0 || value > 1))
      throw new DriftSenseError(
        'VALUE_OUT_OF_DOMAIN',
        `trainer '${trainer.name}': predict: expected a probability in [0, 1] for row ${row}, got ${value}`,
        { details: { row } },
      );
    predictions[i] = value;
  }
  return predictions;
}

/** Cells that are predicted from at once: a few milliseconds. */
const cellsOfStep = 200_000;

/** `predictGuarded`, some rows a step, for who lets the event loop turn in between: a row is predicted alone as among others. */
export function* predictInSteps(
  trainer: ModelTrainer,
  model: unknown,
  rows: Batch,
  classes: number,
  asked: (some: Batch) => Batch = (some) => some,
): Generator<undefined, Float64Array> {
  const most = Math.max(1_000, Math.floor(cellsOfStep / rows.names.length));
  if (rows.size <= most) return predictGuarded(trainer, model, asked(rows), classes);
  const width = classes > 2 ? classes : 1;
  const predictions = new Float64Array(rows.size * width);
  for (let from = 0; from < rows.size; from += most) {
    const some = asked(sliceBatch(rows, from, Math.min(rows.size, from + most)));
    predictions.set(predictGuarded(trainer, model, some, classes, from), from * width);
    yield;
  }
  return predictions;
}

/** `predictInSteps` on copies of rows about which others are asked, too: what `predict` changes in them concerns nobody else. */
export const predictApart = (
  trainer: ModelTrainer,
  model: unknown,
  rows: Batch,
  classes: number,
): Generator<undefined, Float64Array> => predictInSteps(trainer, model, rows, classes, copyOf);

const copyOf = (rows: Batch): Batch => copyRows(rows, 0, rows.size);
