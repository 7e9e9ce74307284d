import { predictGuarded } from '../act/train/predict-guarded.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { Schema } from '../contracts/schema.js';
import type { Coerced } from '../table/coerce.js';
import { classCount, featuresOf, withPredictions, withScoreReference } from './champion.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';
import { scoredSchema, scoresRows } from './score-columns.js';

/** Rows with the score and the prediction of a model beside their columns. */
export interface ScoredRows {
  readonly table: Coerced;
  /** Columns of the table. */
  readonly schema: Schema;
  /** Of three classes or more, P of each, row-major. */
  readonly probabilities?: Float64Array;
  /** The reference with the model's own score and prediction on rows it was not fitted on. @throws DriftSenseError `PROFILE_INVALID`. */
  readonly reference: () => ReferenceProfile;
}

/**
 * Has the serving model score rows that bring no prediction; undefined where it does not score.
 *
 * @throws DriftSenseError as `predictGuarded`.
 */
export function scoreRows(
  table: Coerced,
  champion: ModelVersion,
  { prepared: { reference, task }, options: { trainer } }: { readonly prepared: Prepared; readonly options: Checked },
): ScoredRows | undefined {
  if (task === undefined || trainer === undefined || !scoresRows(reference.schema, trainer)) return undefined;
  const predicted = predictGuarded(trainer, champion.model, featuresOf(table, reference.schema), classCount(task));
  return {
    table: withPredictions(table, predicted, task),
    schema: { ...reference.schema, columns: [...reference.schema.columns, ...scoredSchema(task)] },
    ...(task.task === 'multiclass' && { probabilities: predicted }),
    reference: () => withScoreReference(reference, champion),
  };
}
