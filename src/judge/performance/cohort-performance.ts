import { allSteps } from '../../all-steps.js';
import type { PerformanceReport } from '../../contracts/window-report.js';
import { confusedClasses } from './confused-classes.js';
import { measureInSteps } from './measure.js';
import type { Outcomes, TaskSettings } from './outcomes.js';
import { sortRows } from './sort-rows.js';

/** Predictions of one window and one model version, with those of them that have a label. */
export interface LabelledCohort {
  readonly window: string;
  readonly modelVersion?: number;
  /** Epoch milliseconds of its first and last prediction. */
  readonly from: number;
  readonly to: number;
  readonly predictions: number;
  /** Predictions past grace, and those of them whose label came within it. */
  readonly mature: number;
  readonly covered: number;
  readonly joined: Outcomes;
  /** Milliseconds from prediction to label. */
  readonly lag?: { readonly rows: number; readonly median: number; readonly p90: number };
}

/** What a model achieved in one window, by the time of prediction. Plain JSON. */
export interface CohortPerformance extends PerformanceReport {
  readonly window: string;
  readonly from: number;
  readonly to: number;
  /** Fewer than nine of ten predictions have their label: late ones may differ from those that came soon. */
  readonly provisional: boolean;
  /** Share of the predictions past grace whose label came within it; absent before any is. */
  readonly coverage?: number;
  readonly lag?: LabelledCohort['lag'];
}

/** Share of labelled predictions from which on a metric is no longer provisional. */
const matureShare = 0.9;

/**
 * Realised performance of a cohort with 90 % sampling intervals. The same to the last bit for the same labels, whatever
 * the order they came in: rows are summed in the order of their values.
 *
 * @param cohort - All of one model version: versions are never mixed.
 */
export const cohortPerformance = (cohort: LabelledCohort, task: TaskSettings): CohortPerformance =>
  allSteps(cohortPerformanceInSteps(cohort, task));

/** `cohortPerformance`, for who lets the event loop turn in between. */
export function* cohortPerformanceInSteps(
  cohort: LabelledCohort,
  task: TaskSettings,
): Generator<undefined, CohortPerformance> {
  const { window, modelVersion, from, to, predictions, mature, covered, joined, lag } = cohort;
  const maturity = predictions > 0 ? joined.rows / predictions : 0;
  const rows = yield* inOrderOfValues(joined);
  yield;
  const metrics = yield* measureInSteps(joined, rows, task);
  yield;
  const confused = confusedClasses(joined, rows, task);
  return {
    window,
    from,
    to,
    rows: predictions,
    labelled: joined.rows,
    maturity,
    provisional: maturity < matureShare,
    ...(modelVersion !== undefined && { modelVersion }),
    ...(mature > 0 && { coverage: covered / mature }),
    ...(lag && { lag }),
    metrics,
    ...(confused.length > 0 && { confused }),
  };
}

/** The rows by label, prediction and score. Rows that do not differ in these are interchangeable. */
function inOrderOfValues({ rows, labels, predictions, scores }: Outcomes): Generator<undefined, Int32Array> {
  const score = (row: number): number => {
    const value = scores?.[row];
    return value === undefined || Number.isNaN(value) ? -1 : value;
  };
  return sortRows(rows, (a, b) => labels[a]! - labels[b]! || predictions[a]! - predictions[b]! || score(a) - score(b));
}
