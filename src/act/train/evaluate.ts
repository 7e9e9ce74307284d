import { allSteps } from '../../all-steps.js';
import { accuracy, confusionCounts, macroF1 } from '../../stats/metrics/classification.js';
import { brier, logLoss, multiclassLogLoss } from '../../stats/metrics/probability-loss.js';
import { aucInSteps } from '../../stats/metrics/ranking.js';
import { bias, mae, rmse, rSquared } from '../../stats/metrics/regression.js';

/** Metrics by name; one that is undefined for these rows is absent. */
export type Metrics = Readonly<Record<string, number>>;

/** Metrics of which less is better; `bias` is judged by its distance from 0, and of all others more is better. */
const lessIsBetter: ReadonlySet<string> = new Set(['logLoss', 'brier', 'mae', 'rmse']);

/** By how much the second value of a metric is worse than the first; negative when it is better. */
export function worsening(metric: string, first: number, second: number): number {
  if (metric === 'bias') return Math.abs(second) - Math.abs(first);
  return lessIsBetter.has(metric) ? second - first : first - second;
}

/**
 * Measures probabilities against classes. Two classes: `auc`, `accuracy`, `logLoss`, `brier`, `macroF1` and the confusion
 * counts; more: `accuracy`, `logLoss`, `macroF1`.
 *
 * @param codes - Class index per row.
 * @param predictions - P(class 1) per row for two classes, else rows × classes probabilities.
 * @param threshold - Scores from here on count as class 1. Default 0.5.
 */
export function evaluateClasses(
  codes: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
  threshold?: number,
): Metrics {
  return allSteps(classesInSteps(codes, predictions, classes, threshold));
}

/** `evaluateClasses`, for who lets the event loop turn between the metrics, and in those that take longest. */
export const classesInSteps = (
  codes: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
  threshold = 0.5,
): Generator<number, Metrics> => gathered(metricsOfClasses(codes, predictions, classes, threshold), codes.length);

/** `evaluateNumbers`, for who lets the event loop turn between the metrics. */
export const numbersInSteps = (labels: Float64Array, predictions: ArrayLike<number>): Generator<number, Metrics> =>
  gathered(metricsOfNumbers(labels, predictions), labels.length);

type MetricSteps = Generator<Metrics | undefined, void>;

function* gathered(steps: MetricSteps, rows: number): Generator<number, Metrics> {
  const metrics: Metrics = {};
  for (const part of steps) {
    Object.assign(metrics, part);
    yield rows * 40;
  }
  return metrics;
}

function* metricsOfClasses(
  codes: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
  threshold: number,
): MetricSteps {
  if (codes.length === 0) return;
  if (classes <= 2 && hasBoth(codes)) yield { auc: yield* aucInSteps(codes, predictions) };
  const decided = decisions(predictions, classes, threshold);
  const known = new Int32Array(codes); // doubles would be looked up by class as an object each
  yield { accuracy: accuracy(known, decided) };
  yield { macroF1: macroF1(known, decided) };
  if (classes > 2) yield { logLoss: multiclassLogLoss(codes, predictions, classes) };
  else {
    yield { logLoss: logLoss(codes, predictions) };
    yield { brier: brier(codes, predictions) };
    yield { ...confusionCounts(codes, decided) };
  }
}

function hasBoth(codes: ArrayLike<number>): boolean {
  for (let row = 1; row < codes.length; row++) if (codes[row] !== codes[0]) return true;
  return false;
}

/** Numbers beyond this have squares that overflow, and then no metric. */
const largest = 1e150;

/** Measures predicted numbers: `mae`, `rmse`, `bias`, and `rSquared` unless all labels are the same. */
export const evaluateNumbers = (labels: Float64Array, predictions: ArrayLike<number>): Metrics =>
  allSteps(numbersInSteps(labels, predictions));

function* metricsOfNumbers(labels: Float64Array, predictions: ArrayLike<number>): MetricSteps {
  if (labels.length === 0) return;
  for (let row = 0; row < labels.length; row++)
    if (Math.max(Math.abs(labels[row]!), Math.abs(predictions[row]!)) > largest) return;
  yield { mae: mae(labels, predictions) };
  yield { rmse: rmse(labels, predictions) };
  yield { bias: bias(labels, predictions) };
  if (labels.some((label) => label !== labels[0])) yield { rSquared: rSquared(labels, predictions) };
}

/** Class index per row: 1 from the threshold on, or the most probable class, the first of equals. */
export function decisions(predictions: ArrayLike<number>, classes: number, threshold = 0.5): Int32Array {
  if (classes <= 2) {
    const decided = new Int32Array(predictions.length);
    for (let row = 0; row < decided.length; row++) decided[row] = predictions[row]! >= threshold ? 1 : 0;
    return decided;
  }
  const decided = new Int32Array(predictions.length / classes);
  for (let row = 0; row < decided.length; row++) {
    let best = 0;
    for (let k = 1; k < classes; k++)
      if (predictions[row * classes + k]! > predictions[row * classes + best]!) best = k;
    decided[row] = best;
  }
  return decided;
}
