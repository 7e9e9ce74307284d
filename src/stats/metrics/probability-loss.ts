import type { Estimate } from '../../contracts/results.js';
import { outOfDomain, requireInteger } from '../domain.js';
import { binaryLabel, probability, requirePaired } from './inputs.js';
import type { BinaryLabels } from './ranking.js';
import { meanOf } from './mean-error.js';
import { meanEstimate } from './sampling-interval.js';

/** Probabilities are kept this far from 0 and 1, so that one confident mistake costs much but not everything. */
const least = Number.EPSILON;

/** Loss of a probability that was given to what happened, in nats. */
export const surprise = (p: number): number => -Math.log(Math.min(1 - least, Math.max(least, p)));

function perRow(
  labels: BinaryLabels,
  scores: ArrayLike<number>,
  where: string,
  loss: (y: 0 | 1, p: number) => number,
): Float64Array {
  requirePaired(labels, scores, where);
  const ofScores = `${where}: scores`;
  const losses = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++)
    losses[row] = loss(binaryLabel(labels[row], row, where), probability(scores[row], row, ofScores));
  return losses;
}

const logLosses = (labels: BinaryLabels, scores: ArrayLike<number>, where: string): Float64Array =>
  perRow(labels, scores, where, (y, p) => surprise(y === 1 ? p : 1 - p));

const squares = (labels: BinaryLabels, scores: ArrayLike<number>, where: string): Float64Array =>
  perRow(labels, scores, where, (y, p) => (p - y) ** 2);

/**
 * Mean logarithmic loss in nats, −ln of the probability given to what happened; probabilities are kept 2.2e-16 away from 0
 * and 1. ln 2 for scores of ½ throughout.
 *
 * @param labels - 0 and 1, or false and true.
 * @param scores - P(1) per label, in [0, 1].
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other labels or scores, or no rows.
 * @example logLoss([0, 1], [0.2, 0.9]); // 0.1643
 * @see I. J. Good, "Rational decisions" (1952)
 */
export const logLoss = (labels: BinaryLabels, scores: ArrayLike<number>): number =>
  meanOf(logLosses(labels, scores, 'logLoss'));

/**
 * `logLoss` with its 90 % sampling interval. Undefined for fewer than two rows.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `logLoss`.
 */
export const logLossEstimate = (labels: BinaryLabels, scores: ArrayLike<number>): Estimate | undefined =>
  meanEstimate(logLosses(labels, scores, 'logLossEstimate'), 0);

/**
 * Brier score: mean squared difference between the probability and what happened, in [0, 1]. ¼ for scores of ½ throughout.
 *
 * @param labels - 0 and 1, or false and true.
 * @param scores - P(1) per label, in [0, 1].
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other labels or scores, or no rows.
 * @example brier([0, 1], [0.2, 0.9]); // 0.025
 * @see G. W. Brier, "Verification of forecasts expressed in terms of probability" (1950)
 */
export const brier = (labels: BinaryLabels, scores: ArrayLike<number>): number =>
  meanOf(squares(labels, scores, 'brier'));

/**
 * `brier` with its 90 % sampling interval. Undefined for fewer than two rows.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `brier`.
 */
export const brierEstimate = (labels: BinaryLabels, scores: ArrayLike<number>): Estimate | undefined =>
  meanEstimate(squares(labels, scores, 'brierEstimate'), 0, 1);

function multiclassLosses(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
  where: string,
): Float64Array {
  requireInteger(classes, 2, `${where}: classes`);
  if (labels.length === 0) throw outOfDomain(where, 'at least one row', 'none');
  if (probabilities.length !== labels.length * classes)
    throw outOfDomain(`${where}: probabilities`, `${labels.length} × ${classes} numbers`, probabilities.length);
  const ofProbabilities = `${where}: probabilities`;
  const losses = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw outOfDomain(`${where}: labels[${row}]`, `a class index below ${classes}`, label);
    const cell = row * classes + label;
    losses[row] = surprise(probability(probabilities[cell], cell, ofProbabilities));
  }
  return losses;
}

/**
 * Mean logarithmic loss for several classes, in nats.
 *
 * @param labels - Class index per row, 0 … classes − 1.
 * @param probabilities - Row-major: `classes` probabilities per row.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other labels or probabilities, or no rows.
 * @example multiclassLogLoss([0, 2], [0.5, 0.3, 0.2, 0.1, 0.1, 0.8], 3); // 0.4581
 */
export const multiclassLogLoss = (
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number => meanOf(multiclassLosses(labels, probabilities, classes, 'multiclassLogLoss'));

/**
 * `multiclassLogLoss` with its 90 % sampling interval. Undefined for fewer than two rows.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `multiclassLogLoss`.
 */
export const multiclassLogLossEstimate = (
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): Estimate | undefined =>
  meanEstimate(multiclassLosses(labels, probabilities, classes, 'multiclassLogLossEstimate'), 0);
