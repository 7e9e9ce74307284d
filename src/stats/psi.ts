import { activeCells, type ActiveCells } from './active-cells.js';
import { checkOptions, nonNegativeRule } from './check-options.js';
import { chiSquared } from './distributions/chi-squared.js';
import { nonCentralChiSquared } from './distributions/non-central-chi-squared.js';
import { noncentralityOf } from './noncentrality.js';
import { pValueOfLog } from './p-value.js';
import type { Estimate } from '../contracts/results.js';

/** Share of each end that a 90 % interval leaves out. */
const intervalTail = 0.05;

/** The sum of the parts, part k = (q − p)·ln(q/p) with smoothed shares; parts are appended to `parts` when given. */
export function psiOf({ a, b, n, m }: ActiveCells, smoothing: number, parts?: number[]): number {
  const cells = a.length;
  const reference = n + smoothing * cells;
  const window = m + smoothing * cells;
  let psi = 0;
  for (let k = 0; k < cells; k++) {
    const p = (a[k]! + smoothing) / reference;
    const q = (b[k]! + smoothing) / window;
    const part = (q - p) * Math.log(q / p);
    parts?.push(part);
    psi += part;
  }
  return psi;
}

/** Options of `populationStabilityIndex`. */
export interface SmoothingOptions {
  /**
   * Added to every count of an active cell on both sides. Default ½: one row in a cell that was empty then moves the index a
   * little, not to infinity. With 0 the index is infinite when a cell is empty on one side only.
   */
  readonly smoothing?: number;
}

/**
 * Population stability index Σ(q − p)·ln(q/p) in nats, of a window (shares q) against a reference (shares p): 0 for equal
 * shares, symmetric, "moderate" from .10 and "large" from .25 by convention. Its expectation without any drift is about
 * (cells − 1)(1/n + 1/m), which exceeds .10 for 10 cells and 180 rows on either side: see `psiTest`.
 *
 * @param a - Counts (or shares) of the reference per cell.
 * @param b - Counts (or shares) of the window over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side;
 * `OPTION_INVALID` for a bad option.
 * @example populationStabilityIndex([500, 300, 200], [200, 150, 150]); // 0.0627
 * @see B. Yurdakul, "Statistical properties of population stability index" (2018)
 */
export function populationStabilityIndex(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: SmoothingOptions = {},
): number {
  checkOptions('populationStabilityIndex', options, { smoothing: nonNegativeRule });
  return psiOf(activeCells(a, b, 'populationStabilityIndex'), options.smoothing ?? 0.5);
}

/**
 * The part of every cell in `populationStabilityIndex(a, b)`: at least 0, and they sum to the index.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `populationStabilityIndex`.
 */
export function psiContributions(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: SmoothingOptions = {},
): Float64Array {
  checkOptions('psiContributions', options, { smoothing: nonNegativeRule });
  const active = activeCells(a, b, 'psiContributions');
  const parts: number[] = [];
  psiOf(active, options.smoothing ?? 0.5, parts);
  const all = new Float64Array(a.length);
  active.index.forEach((cell, k) => (all[cell] = parts[k]!));
  return all;
}

/**
 * The true divergence behind an observed PSI: the part above its expectation without drift, with a 90 % interval.
 *
 * @param h - 1/n + 1/m, of effective rows where rows depend on one another.
 */
export function psiEstimate(psi: number, h: number, cells: number): Estimate {
  const df = cells - 1;
  if (df < 1) return { value: 0, interval: [0, 0] };
  const end = (p: number): number => h * noncentralityOf(psi / h, df, p);
  return { value: Math.max(0, psi - df * h), interval: [end(intervalTail), end(1 - intervalTail)] };
}

/** What a test on counts says. */
export interface PsiTestResult {
  /** The raw index, nats. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** Estimated true divergence with its 90 % interval. */
  readonly effect: Estimate;
  /** Active cells. */
  readonly cells: number;
  /** Expectation of the statistic without drift. */
  readonly expectedUnderNull: number;
}

/**
 * Tests "the divergence is at most the tolerance" by the law of the PSI itself: PSI/h is about χ² with cells − 1 degrees of
 * freedom and noncentrality ψ₀/h, h = 1/n + 1/m. For windows under about 500 rows, and far in the tail, this law is too
 * light: `deciderTest` is meant for verdicts.
 *
 * @param options.tolerance - ψ₀, the divergence that does not matter. Default .05: a shift of .23 standard deviations.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` as `populationStabilityIndex`; `OPTION_INVALID` for a bad option.
 * @example psiTest([500, 300, 200], [200, 150, 150], { tolerance: 0 }).pValue; // 2.9e-5
 * @see B. Yurdakul & J. Naranjo, "Statistical properties of the population stability index" (2020)
 */
export function psiTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: { readonly tolerance?: number } = {},
): PsiTestResult {
  checkOptions('psiTest', options, { tolerance: nonNegativeRule });
  const { tolerance = 0.05 } = options;
  const active = activeCells(a, b, 'psiTest');
  const cells = active.a.length;
  const statistic = psiOf(active, 0.5);
  const h = 1 / active.n + 1 / active.m;
  return {
    statistic,
    ...pValueOfLog(lnPsiTail(statistic, h, cells, tolerance)),
    effect: psiEstimate(statistic, h, cells),
    cells,
    expectedUnderNull: (cells - 1) * h,
  };
}

/** ln P(index at least this large) when the true divergence is the tolerance; 0 with a single cell. */
function lnPsiTail(psi: number, h: number, cells: number, tolerance: number): number {
  if (cells < 2) return 0;
  const law = tolerance > 0 ? nonCentralChiSquared(cells - 1, tolerance / h) : chiSquared(cells - 1);
  return law.logSf(psi / h);
}
