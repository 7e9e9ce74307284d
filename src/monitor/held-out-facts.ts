import { predictInSteps } from '../act/train/predict-guarded.js';
import type { Json } from '../contracts/json.js';
import type { ModelTrainer, TrainingData } from '../contracts/model-trainer.js';
import { learntByHeart } from '../judge/performance/learnt-by-heart.js';
import { losses, type TaskSettings } from '../judge/performance/outcomes.js';
import { profileInSteps } from '../profile/profile-reference.js';
import { toBatch } from '../table/batch.js';
import { classCount, decisionsOf, withPredictions } from './champion.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';
import { profileNeeds } from './profile-needs.js';
import { scoredSchema, scoresRows } from './score-columns.js';
import { validationInOrder, type Validation } from './validation.js';

/** What a version is kept with: its loss on rows it was not fitted on, and the reference profile of its score and prediction. */
export interface HeldOutFacts {
  readonly validation: Validation;
  readonly scoreReference?: Json;
}

/** A model that was fitted on all rows. */
export interface FittedOnAll {
  readonly trainer: ModelTrainer;
  readonly model: unknown;
  readonly training: TrainingData;
  /** Predictions by the models of the folds; undefined where the trainer gives none, and nothing is known then. */
  readonly outOfFold: Float64Array | undefined;
}

/**
 * Facts of a model for which no rows were held out: its loss is that out of fold. Its scores are its own, unless it knows its
 * rows by heart: the models of the folds have other scores each, so where rows take few, as with a few categories, five times
 * as many would be expected of the windows, and none would look like them. In steps, as all that follows a training.
 */
export function* crossFitFacts(
  { trainer, model, training, outOfFold }: FittedOnAll,
  task: TaskSettings,
  options: Checked,
  prepared: Prepared,
): Generator<number | undefined, HeldOutFacts | undefined> {
  if (outOfFold === undefined) return undefined;
  const { features, labels } = training;
  const own = yield* predictInSteps(trainer, model, features, classCount(task));
  const scores = learntByHeart(own, outOfFold, labels) ? outOfFold : own;
  yield own.length * 20;
  return yield* heldOutFacts(outOfFold, labels, task, options, prepared, scores);
}

/** @param scores - What the reference profile is of. Default: the predictions by which the loss is taken. */
export function* heldOutFacts(
  predicted: Float64Array,
  labels: Float64Array,
  task: TaskSettings,
  options: Checked,
  prepared: Prepared,
  scores = predicted,
): Generator<number | undefined, HeldOutFacts> {
  const decided = decisionsOf(predicted, task);
  const every = Int32Array.from(labels.keys());
  yield labels.length * 20;
  const validation = validationInOrder(losses({ rows: labels.length, labels, predictions: decided }, every, task));
  yield labels.length * 40;
  if (!scoresRows(prepared.reference.schema, options.trainer)) return { validation };
  const schema = { kind: 'schema', schemaVersion: 1, origin: 'inferred', columns: scoredSchema(task) } as const;
  const none = { size: labels.length, columns: new Map(), violations: [], notes: [], batch: toBatch([]) };
  const profile = yield* profileInSteps(withPredictions(none, scores, task), schema, {
    seed: options.seed,
    ...profileNeeds(options),
    // The version may come to serve under the other preset.
    range20: true,
  });
  return { validation, scoreReference: profile as unknown as Json };
}
