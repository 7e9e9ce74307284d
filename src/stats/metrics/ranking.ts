import type { Estimate } from '../../contracts/results.js';
import { outOfDomain } from '../domain.js';
import { binaryLabel, finiteNumber, requirePaired } from './inputs.js';
import { normalEstimate, wilsonEstimate } from './sampling-interval.js';

/** Binary labels: 0 and 1, or false and true. */
export type BinaryLabels = ArrayLike<number> | ArrayLike<boolean>;

/** Positive and negative rows that share one score, the highest score first. */
interface Step {
  readonly positives: number;
  readonly negatives: number;
}

function stepsDown(labels: BinaryLabels, scores: ArrayLike<number>, where: string): Step[] {
  requirePaired(labels, scores, where);
  // Each class by itself: plain numeric sorts are several times faster than one by a comparison of rows.
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    const score = finiteNumber(scores[row], row, `${where}: scores`);
    (binaryLabel(labels[row], row, where) === 1 ? positives : negatives).push(score);
  }
  const ones = Float64Array.from(positives).toSorted();
  const zeros = Float64Array.from(negatives).toSorted();
  const steps: Step[] = [];
  for (let i = ones.length - 1, j = zeros.length - 1; i >= 0 || j >= 0;) {
    const score = Math.max(ones[i] ?? -Infinity, zeros[j] ?? -Infinity);
    const [before, other] = [i, j];
    while (ones[i] === score) i--;
    while (zeros[j] === score) j--;
    steps.push({ positives: before - i, negatives: other - j });
  }
  return steps;
}

const totals = (steps: readonly Step[]): Step =>
  steps.reduce(
    (sum, step) => ({ positives: sum.positives + step.positives, negatives: sum.negatives + step.negatives }),
    {
      positives: 0,
      negatives: 0,
    },
  );

/** The area, or undefined with one class only. */
function areaOf(steps: readonly Step[], { positives, negatives }: Step): number | undefined {
  if (positives === 0 || negatives === 0) return undefined;
  let above = 0;
  let pairs = 0;
  for (const step of steps) {
    pairs += step.negatives * (above + step.positives / 2);
    above += step.positives;
  }
  return pairs / (positives * negatives);
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
export function auc(labels: BinaryLabels, scores: ArrayLike<number>): number {
  const steps = stepsDown(labels, scores, 'auc');
  const area = areaOf(steps, totals(steps));
  if (area === undefined) throw outOfDomain('auc: labels', 'both classes', 'one');
  return area;
}

/**
 * `auc` with its 90 % sampling interval by Hanley and McNeil's standard error. Undefined with one class only.
 *
 * @see J. Hanley & B. McNeil, "The meaning and use of the area under a ROC curve" (1982), eq. 1
 */
export function aucEstimate(labels: BinaryLabels, scores: ArrayLike<number>): Estimate | undefined {
  const steps = stepsDown(labels, scores, 'aucEstimate');
  const { positives, negatives } = totals(steps);
  const area = areaOf(steps, { positives, negatives });
  if (area === undefined) return undefined;
  const square = area * area;
  const variance =
    area * (1 - area) +
    (positives - 1) * (area / (2 - area) - square) +
    (negatives - 1) * ((2 * square) / (1 + area) - square);
  return normalEstimate(area, Math.sqrt(Math.max(0, variance) / (positives * negatives)), 0, 1);
}

function precisionOf(steps: readonly Step[], positives: number): number | undefined {
  if (positives === 0) return undefined;
  let hits = 0;
  let rows = 0;
  let sum = 0;
  for (const step of steps) {
    hits += step.positives;
    rows += step.positives + step.negatives;
    sum += (step.positives / positives) * (hits / rows);
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
  const steps = stepsDown(labels, scores, 'averagePrecision');
  const value = precisionOf(steps, totals(steps).positives);
  if (value === undefined) throw outOfDomain('averagePrecision: labels', 'at least one 1', 'none');
  return value;
}

/**
 * `averagePrecision` with a 90 % interval: Wilson's, for a proportion of the positive rows. It has the error of the binomial
 * and logit intervals of the source to first order, and holds up where those fail, near 0 and 1. Undefined without a
 * positive row.
 *
 * @see Boyd, Eng & Page (2013), section 3.3
 */
export function averagePrecisionEstimate(labels: BinaryLabels, scores: ArrayLike<number>): Estimate | undefined {
  const steps = stepsDown(labels, scores, 'averagePrecisionEstimate');
  const { positives } = totals(steps);
  const value = precisionOf(steps, positives);
  return value === undefined ? undefined : { value, interval: wilsonEstimate(value * positives, positives).interval };
}
