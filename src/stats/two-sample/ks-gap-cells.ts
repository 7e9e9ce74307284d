import { activeCells } from '../active-cells.js';
import { checkOptions } from '../check-options.js';
import { kolmogorovTwoSided } from '../distributions/kolmogorov-two-sided.js';
import { pValueOfLog } from '../p-value.js';
import { lnBinomial } from '../special/ln-binomial.js';
import { atLeast, ksTolerance, largestDistance, type KsBinnedOptions } from './ks-binned.js';
import { ksMethod, lnKsPValue } from './ks-p-value.js';

/** Result of `ksGapCells`. */
export interface KsGapCellsResult {
  /** D of the values themselves. */
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  readonly sign: -1 | 0 | 1;
  readonly method: 'exact' | 'asymptotic';
}

/**
 * The two-sample Kolmogorov–Smirnov test from counts: the D of the raw values, with the p-value of `ksTest`.
 *
 * With cells below, at and between all distinct reference values, the reference's distribution function is constant inside
 * a cell and the window's is monotone, so their distance is greatest at a border. D, a number of lattice points, is exact.
 *
 * With a tolerance D₀ the p-value is taken at max(0, D − D₀), as in `ksBinned`. Dependent rows divide the effective sample
 * size by `dispersion`; then there is no exact law and the p-value is asymptotic.
 *
 * @param a - Reference counts over 2u + 1 cells: below v₁, at v₁, between v₁ and v₂, at v₂, …, above v_u.
 * @param b - Window counts over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are none or an empty side; `OPTION_INVALID`.
 * @example ksGapCells([0, 1, 0, 2, 0], [0, 0, 3, 0, 0]).statistic; // .667: reference 1, 2, 2, window between 1 and 2
 */
export function ksGapCells(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: KsBinnedOptions = {},
): KsGapCellsResult {
  checkOptions('ksGapCells', options, { tolerance: atLeast(0), dispersion: atLeast(1) });
  const { tolerance = 0, dispersion = 1 } = options;
  const cells = activeCells(a, b, 'ksGapCells');
  const { n, m } = cells;
  const { k, sign } = largestDistance(cells);
  // Of the lattice points beyond the tolerance the nearest; rounding must not leave one out.
  const beyond = tolerance === 0 ? k : Math.max(0, Math.ceil((k - ksTolerance(tolerance) * n * m) * (1 - 1e-12)));
  const method = dispersion === 1 ? ksMethod(n, m, beyond) : 'asymptotic';
  const logP = dispersion === 1 ? lnKsPValue(n, m, beyond, 'two-sided', method) : lnDependent(n, m, beyond, dispersion);
  return { statistic: k / (n * m), ...pValueOfLog(logP), sign, method };
}

/** The law of D over an effective number of rows; complete separation, which that law does not know, by its number of orders. */
function lnDependent(n: number, m: number, k: number, dispersion: number): number {
  if (k === 0) return 0;
  const effective = (rows: number): number => Math.max(1, Math.round(rows / dispersion));
  return k >= n * m
    ? Math.LN2 - lnBinomial(effective(n) + effective(m), effective(n))
    : kolmogorovTwoSided(effective((n * m) / (n + m))).logSf(k / (n * m));
}
