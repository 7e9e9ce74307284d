import type { Estimate } from '../../contracts/results.js';
import { grouped } from '../../grouped.js';
import { limits } from '../../limits.js';
import type { Condition } from '../condition.js';
import { meanLowerBound, meanUpperBound, type LossSummary } from './loss-bounds.js';

/** Mean loss of a model on rows it was not fitted on. */
export interface ValidatedLoss extends LossSummary {
  /** Standard deviation of the mean loss from one stretch of these rows to the next, beyond sampling; 0 where not known. */
  readonly between?: number;
}

/** What a model achieved on rows whose labels have come. */
export interface AchievedLoss {
  readonly loss: LossSummary;
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** How the rows are called: `labelled rows`, `labelled predictions of 2026-11-01`. */
  readonly rows: string;
}

/** Standard errors beyond the tolerance at which performance fell: one such look in 740 does so by chance. */
const errors = 3;

/**
 * Judges whether a model does worse than where it was validated: the lower bound of the difference of both mean losses, by
 * the bounds of each, three standard errors out, lies above the tolerance. Undefined, neither fallen nor kept, where there
 * are too few labelled rows on either side.
 *
 * @param tolerance - Rise of the mean loss that does not matter, from 0 to 1.
 * @see Newcombe (1998), Interval estimation for the difference between independent proportions, method 10; for what varies
 *   between stretches DerSimonian and Laird (1986)
 */
export function performanceFell(
  { loss, metrics, rows }: AchievedLoss,
  validated: ValidatedLoss | undefined,
  tolerance: number,
): Condition | undefined {
  if (validated === undefined || Math.min(loss.rows, validated.rows) < limits.minSamples) return undefined;
  const margin = Math.hypot(
    loss.meanLoss - meanLowerBound(loss, errors),
    meanUpperBound(validated, errors) - validated.meanLoss,
    errors * (validated.between ?? 0),
  );
  const metric = metrics['accuracy'] ? 'accuracy' : 'mae';
  const achieved = metrics[metric] === undefined ? '' : `${metric} ${textOf(metrics[metric])}, `;
  return {
    kind: 'performance',
    holds: loss.meanLoss - validated.meanLoss - margin > tolerance,
    summary: `${achieved}mean loss ${figure(loss.meanLoss)} on ${grouped(loss.rows)} ${rows}, validated at ${figure(validated.meanLoss)} on ${grouped(validated.rows)}, tolerance ${figure(tolerance)}`,
    columns: [],
  };
}

const figure = (x: number): string => String(Number(x.toPrecision(3)));
const textOf = ({ value, interval: [from, to] }: Estimate): string =>
  `${figure(value)} (${figure(from)} to ${figure(to)})`;
