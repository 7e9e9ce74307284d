import { allSteps } from '../../all-steps.js';
import type { Estimate } from '../../contracts/results.js';
import { outOfDomain } from '../domain.js';
import { sortAscending } from '../sort-ascending.js';
import { binaryLabel, finiteNumber, requirePaired } from './inputs.js';
import { normalEstimate, wilsonEstimate } from './sampling-interval.js';

/** Binary labels: 0 and 1, or false and true. */
export type BinaryLabels = ArrayLike<number> | ArrayLike<boolean>;

/** Rows by their scores, the highest first: for each different score how many of them are positive, and how many negative. */
interface Steps {
  readonly count: number;
  readonly positives: Uint32Array;
  readonly negatives: Uint32Array;
  readonly total: { readonly positives: number; readonly negatives: number };
}

/** Sorting is most of what a metric of ranks costs: done in steps, for who lets the event loop turn in between. */
function* stepsDown(labels: BinaryLabels, scores: ArrayLike<number>, where: string): Generator<undefined, Steps> {
  const { ones, zeros } = byClass(labels, scores, where);
  yield;
  sortAscending(ones);
  yield;
  sortAscending(zeros);
  yield;
  const steps = merge(ones, zeros);
  yield;
  return steps;
}

/** The scores of each class by themselves: plain numeric sorts are several times faster than one by a comparison of rows. */
function byClass(labels: BinaryLabels, scores: ArrayLike<number>, where: string) {
  requirePaired(labels, scores, where);
  const ofScores = `${where}: scores`;
  const ones = new Float64Array(labels.length);
  const zeros = new Float64Array(labels.length);
  let [i, j] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    const score = finiteNumber(scores[row], row, ofScores);
    if (binaryLabel(labels[row], row, where) === 1) ones[i++] = score;
    else zeros[j++] = score;
  }
  return { ones: ones.subarray(0, i), zeros: zeros.subarray(0, j) };
}

/** Goes down both sorted lists of scores at once. */
function merge(ones: Float64Array, zeros: Float64Array): Steps {
  let [i, j] = [ones.length, zeros.length];
  const total = { positives: i, negatives: j };
  const positives = new Uint32Array(i + j);
  const negatives = new Uint32Array(i + j);
  let count = 0;
  for (; i > 0 || j > 0; count++) {
    const score = Math.max(i > 0 ? ones[i - 1]! : -Infinity, j > 0 ? zeros[j - 1]! : -Infinity);
    const [before, other] = [i, j];
    while (i > 0 && ones[i - 1] === score) i--;
    while (j > 0 && zeros[j - 1] === score) j--;
    positives[count] = before - i;
    negatives[count] = other - j;
  }
  return { count, positives, negatives, total };
}

/** The area, or undefined with one class only. */
function areaOf({ count, positives, negatives, total }: Steps): number | undefined {
  if (total.positives === 0 || total.negatives === 0) return undefined;
  let above = 0;
  let pairs = 0;
  for (let step = 0; step < count; step++) {
    pairs += negatives[step]! * (above + positives[step]! / 2);
    above += positives[step]!;
  }
  return pairs / (total.positives * total.negatives);
}

/**
 * Area under the ROC curve: the probability that a random positive row scores higher than a random negative one, ties
 * counting half. ½ for scores that know nothing. Complexity O(n log n).
 *
 * @param labels - 0 and 1 (or false and true), both present.
 * @param scores - One finite number per label; higher means "more likely 1".
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other labels or scores, or one class only: then it is undefined.
 * @example auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // 0.75
 * @see D. Bamber, "The area above the ordinal dominance graph and the area below the ROC graph" (1975)
 */
export const auc = (labels: BinaryLabels, scores: ArrayLike<number>): number => allSteps(aucInSteps(labels, scores));

/** `auc`, for who lets the event loop turn in between. */
export function* aucInSteps(labels: BinaryLabels, scores: ArrayLike<number>): Generator<undefined, number> {
  const area = areaOf(yield* stepsDown(labels, scores, 'auc'));
  if (area === undefined) throw outOfDomain('auc: labels', 'both classes', 'one');
  return area;
}

/**
 * `auc` with its 90 % sampling interval by Hanley and McNeil's standard error. Undefined with one class only.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other labels or scores.
 * @see J. Hanley & B. McNeil, "The meaning and use of the area under a ROC curve" (1982), eq. 1
 */
export const aucEstimate = (labels: BinaryLabels, scores: ArrayLike<number>): Estimate | undefined =>
  allSteps(aucEstimateInSteps(labels, scores));

/** `aucEstimate`, for who lets the event loop turn in between. */
export function* aucEstimateInSteps(
  labels: BinaryLabels,
  scores: ArrayLike<number>,
): Generator<undefined, Estimate | undefined> {
  const steps = yield* stepsDown(labels, scores, 'aucEstimate');
  const { positives, negatives } = steps.total;
  const area = areaOf(steps);
  if (area === undefined) return undefined;
  const square = area * area;
  const variance =
    area * (1 - area) +
    (positives - 1) * (area / (2 - area) - square) +
    (negatives - 1) * ((2 * square) / (1 + area) - square);
  return normalEstimate(area, Math.sqrt(Math.max(0, variance) / (positives * negatives)), 0, 1);
}

function precisionOf({ count, positives, negatives, total }: Steps): number | undefined {
  if (total.positives === 0) return undefined;
  let hits = 0;
  let rows = 0;
  let sum = 0;
  for (let step = 0; step < count; step++) {
    hits += positives[step]!;
    rows += positives[step]! + negatives[step]!;
    sum += (positives[step]! / total.positives) * (hits / rows);
  }
  // Rounding must not take the sum past 1.
  return Math.min(1, sum);
}

/**
 * Average precision: the mean over positive rows of the precision at their score, rows of equal score counted together; a
 * summary of the precision–recall curve without interpolation. For scores that know nothing it is the share of positives.
 *
 * @param labels - 0 and 1 (or false and true), at least one 1.
 * @param scores - One finite number per label; higher means "more likely 1".
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other labels or scores, or no positive row: then it is undefined.
 * @example averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // 0.8333
 * @see K. Boyd, K. Eng & D. Page, "Area under the precision-recall curve: point estimates and confidence intervals" (2013)
 */
export function averagePrecision(labels: BinaryLabels, scores: ArrayLike<number>): number {
  const value = precisionOf(allSteps(stepsDown(labels, scores, 'averagePrecision')));
  if (value === undefined) throw outOfDomain('averagePrecision: labels', 'at least one 1', 'none');
  return value;
}

/**
 * `averagePrecision` with a 90 % interval: Wilson's, for a proportion of the positive rows. It has the error of the binomial
 * and logit intervals of the source to first order, and holds up where those fail, near 0 and 1. Undefined without a
 * positive row.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other labels or scores.
 * @see Boyd, Eng & Page (2013), section 3.3
 */
export function averagePrecisionEstimate(labels: BinaryLabels, scores: ArrayLike<number>): Estimate | undefined {
  const steps = allSteps(stepsDown(labels, scores, 'averagePrecisionEstimate'));
  const { positives } = steps.total;
  const value = precisionOf(steps);
  return value === undefined ? undefined : { value, interval: wilsonEstimate(value * positives, positives).interval };
}
