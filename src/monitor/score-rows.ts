import { allSteps } from '../all-steps.js';
import { predictInSteps } from '../act/train/predict-guarded.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { Schema } from '../contracts/schema.js';
import type { Coerced } from '../table/coerce.js';
import { classCount, featuresOf, withPredictions, withScoreReference } from './champion.js';
import type { Checked } from './options.js';
import { planColumns, type ColumnPlan } from './plan.js';
import type { Prepared } from './prepare.js';
import { scoredSchema, scoresRows } from './score-columns.js';

/** The reference with the model's own score and prediction on rows it was not fitted on, and how its columns are judged. */
export interface ScoredReference extends Planned {
  readonly reference: ReferenceProfile;
}

/** Rows with the score and the prediction of a model beside their columns. */
export interface ScoredRows {
  readonly table: Coerced;
  /** Columns of the table. */
  readonly schema: Schema;
  /** Of three classes or more, P of each, row-major. */
  readonly probabilities?: Float64Array;
  /** What these rows are judged against. @throws DriftSenseError `PROFILE_INVALID`. */
  readonly against: () => ScoredReference;
}

/**
 * Has the serving model score rows that bring no prediction; undefined where it does not score.
 *
 * @throws DriftSenseError as `predictGuarded`.
 */
export const scoreRows = (table: Coerced, champion: ModelVersion, by: ScoredBy): ScoredRows | undefined =>
  allSteps(scoreRowsInSteps(table, champion, by));

/** The monitor whose model scores. */
export interface ScoredBy {
  readonly prepared: Prepared;
  readonly options: Checked;
}

/** `scoreRows`, for who lets the event loop turn in between. */
export function* scoreRowsInSteps(
  table: Coerced,
  champion: ModelVersion,
  { prepared, options }: ScoredBy,
): Generator<undefined, ScoredRows | undefined> {
  const { reference, task } = prepared;
  const { trainer } = options;
  if (task === undefined || trainer === undefined || !scoresRows(reference.schema, trainer)) return undefined;
  const features = featuresOf(table, reference.schema);
  const predicted = yield* predictInSteps(trainer, champion.model, features, classCount(task));
  return {
    table: withPredictions(table, predicted, task),
    schema: { ...reference.schema, columns: [...reference.schema.columns, ...scoredSchema(task)] },
    ...(task.task === 'multiclass' && { probabilities: predicted }),
    against: () => {
      const own = withScoreReference(reference, champion);
      return { reference: own, ...plansFor(own, options, prepared, champion) };
    },
  };
}

interface Planned {
  readonly plans: readonly ColumnPlan[];
  readonly failure?: { readonly where: string; readonly error: unknown };
}
const planCache = new WeakMap<ReferenceProfile, Planned>();

/**
 * Plans for the reference with the champion's score columns; made once per version. A version that was stored without what
 * the test set for one of these needs has them judged by the preset's test, and that is told.
 */
function plansFor(
  reference: ReferenceProfile,
  options: Checked,
  prepared: Prepared,
  { version }: ModelVersion,
): Planned {
  if (reference === prepared.reference) return prepared;
  let planned = planCache.get(reference);
  if (planned === undefined) {
    try {
      planned = { plans: planColumns(reference, options) };
    } catch (error) {
      const plans = planColumns(reference, withoutMadeTests(options, prepared.reference));
      planned = { plans, failure: { where: `the test set for scores of version ${version}`, error } };
    }
    planCache.set(reference, planned);
  }
  return planned;
}

/** The options with the preset's tests for columns that the reference of the features does not have. */
function withoutMadeTests(options: Checked, { columns }: ReferenceProfile): Checked {
  const known = new Set(columns.map(({ name }) => name));
  const own = Object.entries(options.columns).map(([name, { test, threshold, ...rest }]) => [
    name,
    known.has(name) ? { ...rest, ...(test && { test }), ...(threshold !== undefined && { threshold }) } : rest,
  ]);
  return { ...options, columns: Object.fromEntries(own) as Checked['columns'] };
}
