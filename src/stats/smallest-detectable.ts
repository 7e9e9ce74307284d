import { guardAbove } from './decider.js';
import { nonCentralChiSquared } from './distributions/non-central-chi-squared.js';
import { noncentralityOf } from './noncentrality.js';
import { shiftOfPsi } from './shift-of-psi.js';

/** How one column is decided in windows of one size. */
export interface DecidedColumn {
  /** Cells it is decided on, from 2. */
  readonly cells: number;
  /** Whether the order of the cells means something: true for numbers. */
  readonly ordered: boolean;
  /** φ·(1/n + 1/m) for n rows of the reference, m of the window and dispersion φ. */
  readonly h: number;
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

/**
 * The smallest change that the default decider flags with probability `power`, by its limit laws: noncentral χ² of any shape,
 * and for ordered cells of location, each at half the level.
 */
export function smallestDetectable({ cells, ordered, h, tolerance, level, power }: DecidedColumn): DetectableChange {
  const seen = (df: number, at: number): number =>
    noncentralityOf(nonCentralChiSquared(df, tolerance / h).isf(at), df, power) * h;
  const guard = tolerance / h > guardAbove ? seen(cells - 1, level) : 0;
  if (!ordered) return { psi: Math.max(guard, seen(cells - 1, level)) };
  const location = Math.max(guard, seen(Math.min(2, cells - 1), level / 2));
  return { psi: Math.max(guard, seen(cells - 1, level / 2)), shift: shiftOfPsi(location, cells) };
}
