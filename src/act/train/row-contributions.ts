import { lowerBound, upperBound } from '../../stats/count-cells.js';
import { surprise } from '../../stats/metrics/probability-loss.js';
import { meanOf } from '../../stats/metrics/mean-error.js';
import { sortAscending } from '../../stats/sort-ascending.js';
import type { Metric } from './gate-options.js';

/** Labelled rows with what one model says of them. */
export interface Predicted {
  /** Class index, or number, per row. */
  readonly labels: Float64Array;
  /** As `predict` returns: P(class 1), rows × K probabilities, or numbers. */
  readonly said: Float64Array;
  /** Class index per row, by the decision threshold. */
  readonly decided: ArrayLike<number>;
  readonly classes: number;
}

/**
 * What each row adds to a metric: values whose mean is the metric, and whose standard error is its own. Of a mean they are
 * what is averaged; of a function of means its first-order expansion (the delta method); of the area under the ROC curve
 * the shares of the other class that a row is in the right order with. Not finite where the metric is undefined.
 *
 * @see E. DeLong, D. DeLong & D. Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
 *   characteristic curves" (1988); A. van der Vaart, "Asymptotic Statistics" (1998), theorem 3.1
 */
export const rowContributions: Readonly<Record<Metric, (rows: Predicted) => Float64Array>> = {
  accuracy: ({ labels, decided }) => labels.map((label, i) => Number(label === decided[i])),
  logLoss: ({ labels, said, classes }) =>
    labels.map((label, i) =>
      surprise(classes > 2 ? said[i * classes + label]! : label === 1 ? said[i]! : 1 - said[i]!),
    ),
  brier: ({ labels, said }) => labels.map((label, i) => (said[i]! - label) ** 2),
  macroF1,
  auc,
  mae: (rows) => errors(rows).map(Math.abs),
  rmse: (rows) => {
    const squares = errors(rows).map((error) => error * error);
    const root = Math.sqrt(meanOf(squares));
    return root === 0 ? squares : squares.map((square) => (square / root + root) / 2);
  },
  /** Its distance from 0, which is what is judged. */
  bias: (rows) => {
    const all = errors(rows);
    const sign = Math.sign(meanOf(all));
    return all.map((error) => sign * error);
  },
  rSquared: (rows) => {
    const mean = meanOf(rows.labels);
    const spread = rows.labels.map((label) => (label - mean) ** 2);
    const squares = errors(rows).map((error) => error * error);
    const variance = meanOf(spread);
    const ratio = meanOf(squares) / variance;
    return squares.map((square, i) => 1 - ratio - (square - ratio * spread[i]!) / variance);
  },
};

const errors = ({ labels, said }: Predicted): Float64Array => labels.map((label, i) => said[i]! - label);

/** F1 of a class is 2·TP/of, where `of` counts the rows that have it or are said to, twice those that both. */
function macroF1({ labels, decided, classes }: Predicted): Float64Array {
  const twice = new Float64Array(classes);
  const of = new Float64Array(classes);
  for (const [i, label] of labels.entries()) {
    of[label]!++;
    of[decided[i]!]!++;
    if (label === decided[i]) twice[label]! += 2;
  }
  const present = of.filter((count) => count > 0).length;
  const f1 = twice.reduce((sum, count, k) => sum + (of[k] === 0 ? 0 : count / of[k]!), 0) / present;
  return labels.map((label, i) => {
    const guess = decided[i]!;
    const hit = label === guess ? 2 / of[label]! : 0;
    const lost = twice[label]! / of[label]! ** 2 + twice[guess]! / of[guess]! ** 2;
    return f1 + ((hit - lost) * labels.length) / present;
  });
}

function auc({ labels, said }: Predicted): Float64Array {
  const scoresOf = (one: number) => {
    const scores = said.filter((_, i) => labels[i] === one);
    sortAscending(scores);
    return scores;
  };
  const sorted = [scoresOf(0), scoresOf(1)] as const;
  /** Share of the other class on the right side of a row, ties by half. */
  const placements = labels.map((label, i) => {
    const others = sorted[label === 1 ? 0 : 1];
    const below = (lowerBound(others, said[i]!) + upperBound(others, said[i]!)) / 2 / others.length;
    return label === 1 ? below : 1 - below;
  });
  const area = placements.reduce((sum, share, i) => sum + (labels[i] === 1 ? share : 0), 0) / sorted[1].length;
  const share = [sorted[0].length / labels.length, sorted[1].length / labels.length] as const;
  return placements.map((own, i) => area + (own - area) / share[labels[i] === 1 ? 1 : 0]);
}
