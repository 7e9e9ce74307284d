import { guardAbove } from './decider.js';
import { nonCentralChiSquared } from './distributions/non-central-chi-squared.js';

/** A change of a column as its decider sees it. */
export interface CellChange {
  /** True shares of the decider's cells in the reference and in the window, each summing to 1. */
  readonly p: readonly number[];
  readonly q: readonly number[];
  /** Rows of reference and window; effective ones where rows depend on one another. */
  readonly n: number;
  readonly m: number;
  /** Divergence that does not matter, on the PSI scale. */
  readonly tolerance: number;
  /** The level that the p-value has to pass. */
  readonly level: number;
}

/** Of a statistic. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Probability that `deciderTest` on unordered cells flags a change of any size; 0 with fewer than two cells.
 *
 * Far from "no change" neither G nor PSI follows the noncentral χ² law by which they are judged: G grows by the divergence of
 * either side from the mixture r = (n·p + m·q)/(n + m), not by the PSI, and varies with the shares of the window. So mean and variance are
 * those of the delta method at p and q, to second order in the mean, and the law is the multiple of a noncentral χ² variable
 * with these two. Beyond the decider's limit the guard has to agree, which it mostly does when G does: the smaller power counts.
 *
 * @see F. C. Drost, W. C. M. Kallenberg, D. S. Moore & J. Oosterhoff, "Power approximations to multinomial tests of fit",
 * Journal of the American Statistical Association 84 (1989), for moments at the alternative
 */
export const changePower = (change: CellChange): number =>
  change.p.length < 2 ? 0 : Math.min(shapePower(change, change.level), guardPower(change));

/** Probability that G alone passes a level. */
export const shapePower = (change: CellChange, level: number): number =>
  tailOf(devianceMoments(change), change, change.p.length - 1, level);

/** Probability that the PSI's own law does not object. */
export const guardPower = (change: CellChange): number =>
  lambdaOf(change) > guardAbove ? tailOf(psiMoments(change), change, change.p.length - 1, change.level) : 1;

const lambdaOf = ({ n, m, tolerance }: CellChange): number => tolerance / (1 / n + 1 / m);

/** P(c·χ'² > x), x what passes the level at the tolerance. c and the noncentrality give the moments: 2·df·c² − 4·mean·c + variance = 0. */
export function tailOf({ mean, variance }: Moments, change: CellChange, df: number, level: number): number {
  const c = (mean / df) * (1 - Math.sqrt(Math.max(0, 1 - (df * variance) / (2 * mean * mean))));
  const x = nonCentralChiSquared(df, lambdaOf(change)).isf(level);
  return nonCentralChiSquared(df, Math.max(0, mean / c - df)).sf(x / c);
}

/** Of G after Williams' correction, which is that of the expected counts. */
function devianceMoments({ p, q, n, m }: CellChange): Moments {
  const total = n + m;
  const [reference, window] = [new Slope(), new Slope()];
  let [growth, trace, reciprocals] = [0, 0, 0];
  for (let k = 0; k < p.length; k++) {
    const r = (n * p[k]! + m * q[k]!) / total;
    const [below, above] = [p[k]! / r, q[k]! / r];
    const slopes = [below > 0 ? 2 * Math.log(below) : 0, above > 0 ? 2 * Math.log(above) : 0] as const;
    growth += n * p[k]! * slopes[0] + m * q[k]! * slopes[1];
    // Half of the second derivatives times the variances of the shares; without a change they sum to df.
    trace += (1 - p[k]!) * (1 - (n / total) * below) + (1 - q[k]!) * (1 - (m / total) * above);
    reciprocals += 1 / (total * r);
    reference.add(p[k]!, slopes[0]);
    window.add(q[k]!, slopes[1]);
  }
  const correction = 1 + ((total * reciprocals - 1) * (total / n + total / m - 1)) / (6 * total * (p.length - 1));
  return {
    mean: growth / correction + trace,
    variance: (n * reference.variance + m * window.variance) / correction ** 2 + 2 * trace,
  };
}

/** Of PSI/h with half a row added to each cell. */
function psiMoments({ p, q, n, m }: CellChange): Moments {
  const h = 1 / n + 1 / m;
  const cells = p.length;
  const [reference, window] = [new Slope(), new Slope()];
  let psi = 0;
  for (let k = 0; k < cells; k++) {
    const before = (p[k]! * n + 0.5) / (n + 0.5 * cells);
    const now = (q[k]! * m + 0.5) / (m + 0.5 * cells);
    const log = Math.log(now / before);
    psi += (now - before) * log;
    reference.add(p[k]!, 1 - log - now / before);
    window.add(q[k]!, 1 + log - before / now);
  }
  const df = cells - 1;
  return { mean: psi / h + df, variance: (reference.variance / n + window.variance / m) / h ** 2 + 2 * df };
}

/** Variance, per row, of a sum of slopes over the cells that rows fall into. */
class Slope {
  #mean = 0;
  #square = 0;

  add(share: number, slope: number): void {
    this.#mean += share * slope;
    this.#square += share * slope * slope;
  }

  get variance(): number {
    return this.#square - this.#mean ** 2;
  }
}
