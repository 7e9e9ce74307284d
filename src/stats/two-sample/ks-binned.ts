import { activeCells, type ActiveCells } from '../active-cells.js';
import { checkOptions } from '../check-options.js';
import { normal } from '../distributions/normal.js';
import { kolmogorov } from '../distributions/kolmogorov.js';
import { pValueOfLog } from '../p-value.js';
import { lnAddExp } from '../special/log-sum.js';

/** Options of `ksBinned`. */
export interface KsBinnedOptions {
  /** Tolerated change ψ₀ on PSI's scale, at least 0 (default 0): the p-value is of "D is at most the D of a normal shift with this PSI". */
  readonly tolerance?: number;
  /** Variance inflation of dependent rows, at least 1 (default 1): divides the effective sample size. */
  readonly dispersion?: number;
}

/** Result of `ksBinned`. */
export interface KsBinnedResult {
  /** D over the cell borders; low by at most the mass of the largest cell. */
  readonly statistic: number;
  /** Mass of the largest cell on either side: the D of the values themselves is greater by no more. */
  readonly resolution: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** 1 where the reference has more mass up to the maximum, −1 where less; 0 when D is 0. */
  readonly sign: -1 | 0 | 1;
  /** Number of the cell at whose upper border the maximum is attained first. */
  readonly location: number;
  readonly method: 'binned';
}

/**
 * The D of a normal shift that has the PSI `tolerance` over ten cells: a shift of δ standard deviations has D ≈ 0.399 δ
 * and PSI ≈ 0.959 δ².
 */
export const ksTolerance = (tolerance: number): number => 0.399 * Math.sqrt(tolerance / 0.959);

/**
 * The Kolmogorov–Smirnov test on counts over the same ordered cells: `p = Q(√n_e·D + 0.5826/√B)` with B active cells. The
 * second term repays what D loses by being looked at only at B − 1 borders: it is the shift of a discretely watched
 * Brownian barrier. Level at .05 and .01 within .049–.053 and .009–.010 on sixty equal cells; conservative with atoms.
 * At one to three borders it repays too much (.058 and .015 for two equal cells): there p is at least the sum of the two-sided
 * normal tails at the borders (Boole), for two cells the law itself, or Q without the second term, whichever is less.
 *
 * With a tolerance D₀ the p-value is taken at max(0, D − D₀), by the triangle inequality, and is 1 up to D₀.
 *
 * @param a - Reference counts per cell, in the order of the values.
 * @param b - Window counts over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are none or an empty side; `OPTION_INVALID`.
 * @example ksBinned([10, 20, 10], [20, 15, 5]).statistic; // 0.25
 * @see S. Asmussen, P. Glynn & J. Pitman (1995) for the constant −ζ(½)/√(2π) = 0.5826.
 */
export function ksBinned(a: ArrayLike<number>, b: ArrayLike<number>, options: KsBinnedOptions = {}): KsBinnedResult {
  checkOptions('ksBinned', options, optionRules);
  const { tolerance = 0, dispersion = 1 } = options;
  return ksBinnedOf(a, b, dispersion)(tolerance);
}

/**
 * The same test at several tolerances: the cells are compared once.
 *
 * @param referenceError - Makes p-values right given the reference, for all but this share of references.
 */
export function ksBinnedOf(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  dispersion: number,
  referenceError?: number,
): (tolerance: number) => KsBinnedResult {
  const cells = activeCells(a, b, 'ksBinned');
  const { n, m } = cells;
  const { k, sign, location } = largestDistance(cells);
  const statistic = k / (n * m);
  const effective = (referenceError ? m : (n * m) / (n + m)) / dispersion;
  // As far as the reference may be from the truth (Dvoretzky–Kiefer–Wolfowitz, with Massart's constant).
  const error = referenceError ? Math.sqrt((Math.log(2 / referenceError) * dispersion) / (2 * n)) : 0;
  let most = 0;
  for (let cell = 0; cell < cells.a.length; cell++) most = Math.max(most, cells.a[cell]! / n, cells.b[cell]! / m);
  const resolution = Math.min(1, most);
  const atBorders = cells.index.length <= fewCells ? logTailsAt(cells) : undefined;
  return (tolerance) => {
    const excess = statistic - error - ksTolerance(tolerance);
    const x = Math.sqrt(effective) * excess;
    const corrected = excess <= 0 ? 0 : kolmogorov.logSf(x + 0.5826 / Math.sqrt(cells.index.length));
    const logP = atBorders && excess > 0 ? Math.max(corrected, Math.min(kolmogorov.logSf(x), atBorders(x))) : corrected;
    const { pValue, logPValue } = pValueOfLog(logP);
    return { statistic, resolution, pValue, logPValue, sign, location, method: 'binned' };
  };
}

/** Cells up to which the second term is too large. */
const fewCells = 4;

/** Log of the sum over the borders of P(|B(t)| > x) of a Brownian bridge, t being the pooled share of rows up to there. */
function logTailsAt({ a, b, n, m, index }: ActiveCells): (x: number) => number {
  const deviations: number[] = [];
  let below = 0;
  for (let cell = 0; cell < index.length - 1; cell++) {
    below += a[cell]! + b[cell]!;
    const t = below / (n + m);
    deviations.push(Math.sqrt(t * (1 - t)));
  }
  return (x) => Math.LN2 + deviations.reduce((ln, deviation) => lnAddExp(ln, normal.logSf(x / deviation)), -Infinity);
}

/** K = max|i·m − j·n| over the upper borders of the cells; exact while nm < 2⁵³. */
export function largestDistance({ a, b, n, m, index }: ActiveCells): {
  readonly k: number;
  readonly sign: -1 | 0 | 1;
  readonly location: number;
} {
  let [i, j, k, sign, location] = [0, 0, 0, 0 as -1 | 0 | 1, 0];
  for (let cell = 0; cell < index.length; cell++) {
    i += a[cell]!;
    j += b[cell]!;
    const difference = i * m - j * n;
    if (Math.abs(difference) <= k) continue;
    k = Math.abs(difference);
    sign = difference > 0 ? 1 : -1;
    location = index[cell]!;
  }
  return { k, sign, location };
}

/** Rule of an option. */
export const atLeast = (least: number) => ({
  expected: `a finite number of at least ${least}`,
  holds: (value: unknown) => typeof value === 'number' && value >= least && value < Infinity,
});

const optionRules = { tolerance: atLeast(0), dispersion: atLeast(1) };
