import { mean, quantileSorted, sampleVariance, standardDeviation } from 'simple-statistics';
import { fDistribution } from '../../stats/distributions/f-distribution.js';

/** A threshold on PSI/(1/n + 1/m), its standard error over pseudo-windows, and how it was found. */
export interface ScaledThreshold {
  readonly threshold: number;
  readonly standardError: number;
  readonly method: 'quantile' | 'extrapolated';
}

/** Windows beyond the quantile that it needs, so as not to rest on the few largest. */
const leastBeyond = 5;
/** Parts of the windows that an extrapolation is done on apart, for its standard error. */
const parts = 20;

/**
 * The threshold that a share α of windows without change exceeds: the quantile of the windows, or beyond their reach that of an
 * F law with their mean and variance (Rao–Scott with Satterthwaite's degrees of freedom).
 *
 * @param values - Of the pseudo-windows, in the order they were drawn in.
 * @param cells - Cells of the column.
 * @param pieces - Windows the reference is worth: degrees of freedom of the mean.
 */
export function thresholdOf(values: Float64Array, alpha: number, cells: number, pieces: number): ScaledThreshold {
  const drawn = Array.from(values);
  const n = drawn.length;
  if (alpha * n >= leastBeyond) {
    // Half the distance between the order statistics one standard error to either side.
    const step = Math.sqrt((alpha * (1 - alpha)) / n);
    const sorted = drawn.toSorted((a, b) => a - b);
    const at = (order: number) => quantileSorted(sorted, Math.min(1, Math.max(0, order)));
    const standardError = (at(1 - alpha + step) - at(1 - alpha - step)) / 2;
    return { threshold: at(1 - alpha), standardError, method: 'quantile' };
  }
  const apart = Array.from({ length: parts }, (_, part) =>
    extrapolated(
      drawn.filter((__, i) => i % parts === part),
      alpha,
      cells,
      pieces,
    ),
  );
  return {
    threshold: extrapolated(drawn, alpha, cells, pieces),
    standardError: standardDeviation(apart) / Math.sqrt(parts),
    method: 'extrapolated',
  };
}

/**
 * The threshold once a change of so much is tolerated. The root of the index is about a distance, so what chance adds to the
 * change and the change itself add up to no more than both roots: whatever direction rows vary in most, no window flags more often.
 *
 * @param tolerance - ψ₀, on the scale of the threshold.
 */
export function beyondTolerance(
  { threshold, standardError }: Pick<ScaledThreshold, 'threshold' | 'standardError'>,
  tolerance: number,
): Pick<ScaledThreshold, 'threshold' | 'standardError'> {
  if (tolerance === 0) return { threshold, standardError };
  const raised = (Math.sqrt(threshold) + Math.sqrt(tolerance)) ** 2;
  return { threshold: raised, standardError: standardError * Math.sqrt(raised / threshold) };
}

function extrapolated(values: number[], alpha: number, cells: number, pieces: number): number {
  const level = mean(values);
  const spread = sampleVariance(values);
  const df = spread > 0 ? Math.min(cells - 1, (2 * level * level) / spread) : cells - 1;
  return level * fDistribution(df, Math.max(1, pieces * df)).isf(alpha);
}
