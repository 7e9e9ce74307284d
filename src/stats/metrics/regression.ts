import type { Estimate } from '../../contracts/results.js';
import { outOfDomain } from '../domain.js';
import { finiteNumber, requirePaired } from './inputs.js';
import { meanOf, standardError } from './mean-error.js';
import { finiteEstimate, meanEstimate, normalEstimate } from './sampling-interval.js';

type Numbers = ArrayLike<number>;

/** A function of prediction − label, per row. */
function perRow(labels: Numbers, predictions: Numbers, where: string, of: (error: number) => number): Float64Array {
  requirePaired(labels, predictions, where);
  const values = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++)
    values[row] = of(
      finiteNumber(predictions[row], row, `${where}: predictions`) - finiteNumber(labels[row], row, `${where}: labels`),
    );
  return values;
}

const squared = (labels: Numbers, predictions: Numbers, where: string): Float64Array =>
  perRow(labels, predictions, where, (error) => error * error);

/** A metric that has overflowed is none. */
function finite(value: number, where: string): number {
  if (!Number.isFinite(value)) throw outOfDomain(where, 'errors whose mean and squares are finite', value);
  return value;
}

/**
 * Mean absolute error, in the unit of the label.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, no rows, or values that are not finite.
 * @example mae([1, 2, 3], [1, 3, 1]); // 1
 */
export const mae = (labels: Numbers, predictions: Numbers): number =>
  finite(meanOf(perRow(labels, predictions, 'mae', Math.abs)), 'mae');

/**
 * `mae` with its 90 % sampling interval. Undefined for fewer than two rows, and for errors whose squares overflow.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `mae`.
 */
export const maeEstimate = (labels: Numbers, predictions: Numbers): Estimate | undefined =>
  meanEstimate(perRow(labels, predictions, 'maeEstimate', Math.abs), 0);

/**
 * Root mean squared error, in the unit of the label.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, no rows, or values that are not finite.
 * @example rmse([1, 2, 3], [1, 3, 1]); // 1.291
 */
export const rmse = (labels: Numbers, predictions: Numbers): number =>
  Math.sqrt(finite(meanOf(squared(labels, predictions, 'rmse')), 'rmse'));

/**
 * `rmse` with the root of the 90 % interval of the mean squared error. Undefined for fewer than two rows.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `rmse`.
 */
export function rmseEstimate(labels: Numbers, predictions: Numbers): Estimate | undefined {
  const square = meanEstimate(squared(labels, predictions, 'rmseEstimate'), 0);
  return (
    square && {
      value: Math.sqrt(square.value),
      interval: [Math.sqrt(square.interval[0]), Math.sqrt(square.interval[1])],
    }
  );
}

/**
 * Bias: mean of prediction − label, in the unit of the label; above 0 where the model says too much.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, no rows, or values that are not finite.
 * @example bias([1, 2, 3], [1, 3, 1]); // -0.3333
 */
export const bias = (labels: Numbers, predictions: Numbers): number =>
  finite(meanOf(perRow(labels, predictions, 'bias', (error) => error)), 'bias');

/**
 * `bias` with its 90 % sampling interval. Undefined for fewer than two rows.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `bias`.
 */
export const biasEstimate = (labels: Numbers, predictions: Numbers): Estimate | undefined =>
  meanEstimate(perRow(labels, predictions, 'biasEstimate', (error) => error));

/** Squared deviations of the labels from their mean. */
function deviations(labels: Numbers): Float64Array {
  const values = Float64Array.from(labels);
  const mean = meanOf(values);
  return values.map((value) => (value - mean) ** 2);
}

/**
 * Coefficient of determination R² = 1 − Σ(prediction − label)²/Σ(label − mean)²: 1 for perfect predictions, 0 for the mean of
 * the labels, below 0 for worse than that.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, no rows, values that are not finite, or labels that
 * are all the same: then it is undefined.
 * @example rSquared([1, 2, 3], [1, 2, 2]); // 0.5
 * @see S. Wright, "Correlation and causation" (1921)
 */
export function rSquared(labels: Numbers, predictions: Numbers): number {
  const error = meanOf(squared(labels, predictions, 'rSquared'));
  const variance = meanOf(deviations(labels));
  if (!(variance > 0)) throw outOfDomain('rSquared: labels', 'labels that differ', 'one value');
  return finite(1 - error / variance, 'rSquared');
}

/**
 * `rSquared` with its 90 % interval by the delta method. Undefined for fewer than two rows or labels all the same.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `rSquared`, but for labels all the same.
 */
export function rSquaredEstimate(labels: Numbers, predictions: Numbers): Estimate | undefined {
  const errors = squared(labels, predictions, 'rSquaredEstimate');
  const spread = deviations(labels);
  const variance = meanOf(spread);
  if (labels.length < 2 || !(variance > 0)) return undefined;
  const ratio = meanOf(errors) / variance;
  // What each row adds to the ratio of two means.
  const influence = errors.map((error, row) => (error - ratio * spread[row]!) / variance);
  return finiteEstimate(normalEstimate(1 - ratio, standardError(influence, 0), -Infinity, 1));
}
