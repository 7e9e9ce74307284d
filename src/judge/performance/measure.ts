import { allSteps } from '../../all-steps.js';
import type { Estimate } from '../../contracts/results.js';
import { accuracyEstimate, confusionEstimates, macroF1Estimate } from '../../stats/metrics/classification.js';
import { brierEstimate, logLossEstimate, multiclassLogLossEstimate } from '../../stats/metrics/probability-loss.js';
import { aucEstimateInSteps } from '../../stats/metrics/ranking.js';
import { biasEstimate, maeEstimate, rmseEstimate, rSquaredEstimate } from '../../stats/metrics/regression.js';
import type { Outcomes, TaskSettings } from './outcomes.js';

/**
 * Realised performance on the labelled rows, each metric with its 90 % sampling interval, under the names that training
 * gives them; a metric that is undefined there (AUC with one class, say) is left out.
 */
export const measure = (outcomes: Outcomes, rows: Int32Array, settings: TaskSettings): Record<string, Estimate> =>
  allSteps(measureInSteps(outcomes, rows, settings));

/** `measure`, about a metric a step, for who lets the event loop turn in between. */
export function* measureInSteps(
  outcomes: Outcomes,
  rows: Int32Array,
  { task, classes }: TaskSettings,
): Generator<undefined, Record<string, Estimate>> {
  if (rows.length === 0) return {};
  const labels = take(outcomes.labels, rows);
  const predictions = take(outcomes.predictions, rows);
  const found: Record<string, Estimate | undefined> = {};
  if (task === 'regression') {
    found['mae'] = maeEstimate(labels, predictions);
    yield;
    found['rmse'] = rmseEstimate(labels, predictions);
    yield;
    found['rSquared'] = rSquaredEstimate(labels, predictions);
    yield;
    found['bias'] = biasEstimate(labels, predictions);
    return defined(found);
  }
  found['accuracy'] = accuracyEstimate(labels, predictions);
  yield;
  if (task === 'multiclass') {
    found['macroF1'] = macroF1Estimate(labels, predictions);
    yield;
    const all = outcomes.probabilities;
    const vectors = all && takeVectors(all, rows, classes.length);
    if (vectors?.every(isProbability)) found['logLoss'] = multiclassLogLossEstimate(labels, vectors, classes.length);
    return defined(found);
  }
  const scores = outcomes.scores && take(outcomes.scores, rows);
  if (scores?.every(isProbability)) {
    found['auc'] = yield* aucEstimateInSteps(labels, scores);
    found['logLoss'] = logLossEstimate(labels, scores);
    yield;
    found['brier'] = brierEstimate(labels, scores);
    yield;
  }
  found['macroF1'] = macroF1Estimate(labels, predictions);
  yield;
  return defined({ ...found, ...confusionEstimates(labels, predictions) });
}

const isProbability = (score: number): boolean => score >= 0 && score <= 1;

function takeVectors(values: Float64Array, rows: Int32Array, width: number): Float64Array {
  const taken = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    for (let k = 0; k < width; k++) taken[i * width + k] = values[rows[i]! * width + k]!;
  return taken;
}

/** A loop, since an iterator would take as long as all the metrics. */
function take(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!;
  return taken;
}

/** Only finite estimates are told; two rows or one class can leave a metric without an interval. */
function defined(estimates: Record<string, Estimate | undefined>): Record<string, Estimate> {
  return Object.fromEntries(
    Object.entries(estimates).filter(
      (entry): entry is [string, Estimate] =>
        entry[1] !== undefined && [entry[1].value, ...entry[1].interval].every(Number.isFinite),
    ),
  );
}
