import type { Estimate } from '../../contracts/results.js';
import { accuracyEstimate, confusionEstimates, macroF1Estimate } from '../../stats/metrics/classification.js';
import { brierEstimate, logLossEstimate, multiclassLogLossEstimate } from '../../stats/metrics/probability-loss.js';
import { aucEstimate } from '../../stats/metrics/ranking.js';
import { biasEstimate, maeEstimate, rmseEstimate, rSquaredEstimate } from '../../stats/metrics/regression.js';
import type { Outcomes, TaskSettings } from './outcomes.js';

/**
 * Realised performance on the labelled rows, each metric with its 90 % sampling interval, under the names that training
 * gives them; a metric that is undefined there (AUC with one class, say) is left out.
 */
export function measure(
  outcomes: Outcomes,
  rows: Int32Array,
  { task, classes }: TaskSettings,
): Record<string, Estimate> {
  if (rows.length === 0) return {};
  const labels = take(outcomes.labels, rows);
  const predictions = take(outcomes.predictions, rows);
  if (task === 'regression')
    return defined({
      mae: maeEstimate(labels, predictions),
      rmse: rmseEstimate(labels, predictions),
      rSquared: rSquaredEstimate(labels, predictions),
      bias: biasEstimate(labels, predictions),
    });
  if (task === 'multiclass') {
    const all = outcomes.probabilities;
    const vectors = all && takeVectors(all, rows, classes.length);
    return defined({
      accuracy: accuracyEstimate(labels, predictions),
      macroF1: macroF1Estimate(labels, predictions),
      ...(vectors?.every(isProbability) && { logLoss: multiclassLogLossEstimate(labels, vectors, classes.length) }),
    });
  }
  const scores = outcomes.scores && take(outcomes.scores, rows);
  const usable = scores?.every(isProbability);
  return defined({
    accuracy: accuracyEstimate(labels, predictions),
    ...(scores &&
      usable && {
        auc: aucEstimate(labels, scores),
        logLoss: logLossEstimate(labels, scores),
        brier: brierEstimate(labels, scores),
      }),
    macroF1: macroF1Estimate(labels, predictions),
    ...confusionEstimates(labels, predictions),
  });
}

const isProbability = (score: number): boolean => score >= 0 && score <= 1;

const takeVectors = (values: Float64Array, rows: Int32Array, width: number): Float64Array =>
  Float64Array.from(
    { length: rows.length * width },
    (_, i) => values[rows[Math.floor(i / width)]! * width + (i % width)]!,
  );

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
