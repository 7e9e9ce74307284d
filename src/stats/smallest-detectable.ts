import { guardAbove } from './decider.js';
import { nonCentralChiSquared } from './distributions/non-central-chi-squared.js';
import { noncentralityOf } from './noncentrality.js';
import { orderedPower, shiftedShares } from './shift-power.js';
import { findRoot } from './special/find-root.js';

/** How one column is decided in windows of one size. */
export interface DecidedColumn {
  /** Cells it is decided on, from 2. */
  readonly cells: number;
  /** Whether the order of the cells means something: true for numbers. */
  readonly ordered: boolean;
  /** Rows of the reference and of the window; effective ones where rows depend on one another. */
  readonly n: number;
  readonly m: number;
  /** Divergence that does not matter, on the PSI scale. */
  readonly tolerance: number;
  /** The level its p-value has to pass. */
  readonly level: number;
  /** Probability with which the change is to be flagged. */
  readonly power: number;
}

/** A change on the PSI scale, and for ordered cells as a shift of the mean in standard deviations of a normal column. */
export interface DetectableChange {
  readonly psi: number;
  readonly shift?: number;
}

/** No shift is looked for beyond this many standard deviations: hardly a row is then left in the cells of the reference's other half. */
const farthest = 6;

/**
 * The smallest change that the default decider flags with probability `power`: on the PSI scale by the limit law of any shape, noncentral
 * χ²; for ordered cells also as a shift, by the law of the decider at that shift over cells equally likely in the reference.
 */
export function smallestDetectable(column: DecidedColumn): DetectableChange {
  const { cells, ordered, n, m, tolerance, level, power } = column;
  const h = 1 / n + 1 / m;
  const seen = (at: number): number =>
    noncentralityOf(nonCentralChiSquared(cells - 1, tolerance / h).isf(at), cells - 1, power) * h;
  const guard = tolerance / h > guardAbove ? seen(level) : 0;
  if (!ordered) return { psi: Math.max(guard, seen(level)) };
  const p = shiftedShares(cells, 0);
  const excess = (shift: number): number =>
    orderedPower({ p, q: shiftedShares(cells, shift), n, m, tolerance, level }) - power;
  const shift = excess(0) >= 0 ? 0 : excess(farthest) <= 0 ? farthest : findRoot(excess, 0, farthest);
  return { psi: Math.max(guard, seen(level / 2)), shift };
}
