import { DriftSenseError } from '../../errors.js';
import { checkOptions, levelRule, nonNegativeRule, positiveRule } from '../check-options.js';

/** Options of {@link stitchedBoundary}. */
export interface StitchedBoundaryOptions {
  /** Probability that the sum ever crosses, in (0, 1). Default 0.05. */
  readonly alpha?: number;
  /** Variance from which the boundary is to be tight, above 0. Default 1. */
  readonly from?: number;
  /** Scale of the tail: 0 (default) where sums have normal tails, else that of sub-gamma ones. */
  readonly scale?: number;
}

/** Exponent of the epochs, and ζ of it. */
const exponent = 1.4;
const zeta = 3.105_547_277_977_58;
/** An epoch ends where the variance has doubled. */
const epoch = 2;

/**
 * What a sum of mean 0 stays below at all times at once, with probability 1 − α: of the order √(v ln ln v), as the law of the
 * iterated logarithm has it.
 *
 * @param variance - Of the sum so far, at least 0: the number of rows for values of variance 1.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`, `OPTION_INVALID`
 * @example stitchedBoundary(100, { alpha: 0.05, from: 10, scale: 3 }); // 64.48755…
 * @see S. Howard, A. Ramdas, J. McAuliffe & J. Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences",
 *   Annals of Statistics 49 (2021), theorem 1
 */
export function stitchedBoundary(variance: number, options: StitchedBoundaryOptions = {}): number {
  checkOptions('stitchedBoundary', options, { alpha: levelRule, from: positiveRule, scale: nonNegativeRule });
  const { alpha = 0.05, from = 1, scale = 0 } = options;
  const v = Math.max(inDomain('stitchedBoundary', variance), from);
  const l = exponent * Math.log(Math.log((epoch * v) / from)) + Math.log(zeta / (alpha * Math.log(epoch) ** exponent));
  const k1 = (epoch ** 0.25 + epoch ** -0.25) / Math.SQRT2;
  const k2 = (Math.sqrt(epoch) + 1) / 2;
  return Math.sqrt(k1 * k1 * v * l + (k2 * scale * l) ** 2) + k2 * scale * l;
}

/** Options of {@link normalMixtureBoundary}. */
export interface NormalMixtureBoundaryOptions {
  /** Probability that the absolute sum ever crosses, in (0, 1). Default 0.05. */
  readonly alpha?: number;
  /** Variance at which the boundary is to be tightest, above 0. Default 100. */
  readonly best?: number;
}

/**
 * What a sum of mean 0 with normal tails stays within, on both sides and at all times at once, with probability 1 − α.
 *
 * @param variance - Of the sum so far, at least 0.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`, `OPTION_INVALID`
 * @example normalMixtureBoundary(100); // 30.35209…
 * @see H. Robbins (1970); Howard et al. (2021), equation 14, and 3.7 there for the choice of the mixture
 */
export function normalMixtureBoundary(variance: number, options: NormalMixtureBoundaryOptions = {}): number {
  checkOptions('normalMixtureBoundary', options, { alpha: levelRule, best: positiveRule });
  const { alpha = 0.05, best = 100 } = options;
  const v = inDomain('normalMixtureBoundary', variance);
  const level = 2 * Math.log(1 / alpha);
  const rho = best / (level + Math.log(1 + level));
  return Math.sqrt((v + rho) * (level + Math.log1p(v / rho)));
}

function inDomain(name: string, variance: number): number {
  if (Number.isFinite(variance) && variance >= 0) return variance;
  throw new DriftSenseError(
    'VALUE_OUT_OF_DOMAIN',
    `${name}: expected a finite variance of at least 0, got ${variance}`,
  );
}
