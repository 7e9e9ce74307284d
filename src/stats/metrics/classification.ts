import type { Estimate } from '../../contracts/results.js';
import { binaryLabel, requirePaired } from './inputs.js';
import type { BinaryLabels } from './ranking.js';
import { standardError } from './mean-error.js';
import { normalEstimate, wilsonEstimate } from './sampling-interval.js';

/** Class labels: any values that equal themselves, the same kind on both sides. */
export type ClassLabels = ArrayLike<number> | ArrayLike<string> | ArrayLike<boolean>;

function hitsOf(labels: ClassLabels, predictions: ClassLabels, where: string): number {
  requirePaired(labels, predictions, where);
  let hits = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] === predictions[row]) hits++;
  return hits;
}

/**
 * Share of rows whose prediction equals the label.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths or no rows.
 * @example accuracy(['a', 'b', 'b'], ['a', 'b', 'a']); // 0.6667
 */
export const accuracy = (labels: ClassLabels, predictions: ClassLabels): number =>
  hitsOf(labels, predictions, 'accuracy') / labels.length;

/** `accuracy` with its 90 % Wilson interval. @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `accuracy`. */
export const accuracyEstimate = (labels: ClassLabels, predictions: ClassLabels): Estimate =>
  wilsonEstimate(hitsOf(labels, predictions, 'accuracyEstimate'), labels.length);

/** Rows by what was true and what was predicted. */
export interface ConfusionCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/**
 * Counts binary decisions by outcome.
 *
 * @param labels - 0 and 1, or false and true.
 * @param predictions - The same.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other values, different lengths or no rows.
 * @example confusionCounts([1, 1, 0], [1, 0, 0]).falseNegatives; // 1
 */
export function confusionCounts(labels: BinaryLabels, predictions: BinaryLabels): ConfusionCounts {
  requirePaired(labels, predictions, 'confusionCounts');
  const counts = [0, 0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    const truth = binaryLabel(labels[row], row, 'confusionCounts');
    const cell = 2 * truth + binaryLabel(predictions[row], row, 'confusionCounts: predictions');
    counts[cell] = counts[cell]! + 1;
  }
  const [trueNegatives = 0, falsePositives = 0, falseNegatives = 0, truePositives = 0] = counts;
  return { truePositives, falsePositives, falseNegatives, trueNegatives };
}

/** `confusionCounts`, each with the 90 % Wilson interval of its share, in rows. */
export function confusionEstimates(labels: BinaryLabels, predictions: BinaryLabels): Record<string, Estimate> {
  const rows = labels.length;
  return Object.fromEntries(
    Object.entries(confusionCounts(labels, predictions)).map(([name, count]: [string, number]) => {
      const [low, high] = wilsonEstimate(count, rows).interval;
      return [name, { value: count, interval: [low * rows, high * rows] }];
    }),
  );
}

/** Per class, 2·TP and the denominator 2·TP + FP + FN of its F1. Classes are those of labels or predictions. */
function f1Parts(labels: ClassLabels, predictions: ClassLabels): Map<unknown, { twice: number; of: number }> {
  const parts = new Map<unknown, { twice: number; of: number }>();
  const part = (name: unknown): { twice: number; of: number } => {
    let found = parts.get(name);
    if (found === undefined) parts.set(name, (found = { twice: 0, of: 0 }));
    return found;
  };
  for (let row = 0; row < labels.length; row++) {
    const truth = part(labels[row]);
    truth.of++;
    part(predictions[row]).of++;
    if (labels[row] === predictions[row]) truth.twice += 2;
  }
  return parts;
}

const meanF1 = (parts: ReadonlyMap<unknown, { twice: number; of: number }>): number =>
  [...parts.values()].reduce((sum, { twice, of }) => sum + twice / of, 0) / parts.size;

/**
 * Macro F1: the unweighted mean over classes of F1 = 2·TP/(2·TP + FP + FN), so that a rare class counts like a common one.
 * Classes are those that occur among labels or predictions.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths or no rows.
 * @example macroF1(['a', 'b', 'b'], ['a', 'b', 'a']); // 0.6667
 * @see M. Sokolova & G. Lapalme, "A systematic analysis of performance measures for classification tasks" (2009)
 */
export function macroF1(labels: ClassLabels, predictions: ClassLabels): number {
  requirePaired(labels, predictions, 'macroF1');
  return meanF1(f1Parts(labels, predictions));
}

/**
 * `macroF1` with its 90 % interval by the delta method: the standard error of what each row adds to the mean of ratios.
 * Undefined for fewer than two rows.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `macroF1`.
 */
export function macroF1Estimate(labels: ClassLabels, predictions: ClassLabels): Estimate | undefined {
  requirePaired(labels, predictions, 'macroF1Estimate');
  const rows = labels.length;
  if (rows < 2) return undefined;
  const parts = f1Parts(labels, predictions);
  const influence = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const truth = parts.get(labels[row])!;
    const guess = parts.get(predictions[row])!;
    // Derivative of 2·TP/of: 2/of for a hit, −F1/of for each time the class occurs on either side.
    const hit = labels[row] === predictions[row] ? 2 / truth.of : 0;
    const lost = truth.twice / truth.of ** 2 + guess.twice / guess.of ** 2;
    influence[row] = ((hit - lost) * rows) / parts.size;
  }
  return normalEstimate(meanF1(parts), standardError(influence, 0), 0, 1);
}
