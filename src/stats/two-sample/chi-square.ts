import { activeCells, type ActiveCells } from '../active-cells.js';
import { checkOptions } from '../check-options.js';
import { chiSquared } from '../distributions/chi-squared.js';
import { pValueOfLog } from '../p-value.js';

/** Options of `chiSquareTest`. */
export interface ChiSquareTestOptions {
  /** `yates` moves every count of a 2 × 2 table by up to ½ towards its expectation; `none` is the default. */
  readonly correction?: 'none' | 'yates';
}

/** Result of `chiSquareTest`. */
export interface ChiSquareTestResult {
  readonly statistic: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** Active cells less one; with a single active cell 0, and the p-value 1. */
  readonly degreesOfFreedom: number;
}

/**
 * Pearson's chi-square test of homogeneity: do two samples of counts come from the same distribution over the cells? Both
 * are samples: neither is taken for the truth. Cells without any row on either side are left out, so that no expected
 * count is zero.
 *
 * `X² = Σ (a_k √(m/n) − b_k √(n/m))²/(a_k + b_k) = Σ (a_k m − b_k n)²/(nm(a_k + b_k))`, with B − 1 degrees of freedom.
 * In a 2 × 2 table |O − E| = |a_k m − b_k n|/(n + m) is the same in all four fields, and Yates takes ½ off it.
 *
 * @param a - Reference counts per cell, finite and at least 0.
 * @param b - Window counts over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are none or a side without any; `OPTION_INVALID`.
 * @example chiSquareTest([120, 80, 40, 10, 3], [95, 90, 55, 20, 0]); // { statistic: 12.10, pValue: 0.0166, … }
 * @see K. Pearson (1900); F. Yates (1934).
 */
export function chiSquareTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: ChiSquareTestOptions = {},
): ChiSquareTestResult {
  checkOptions('chiSquareTest', options, { correction: ['none', 'yates'] });
  const cells = activeCells(a, b, 'chiSquareTest');
  const corrected = options.correction === 'yates' && cells.index.length === 2;
  let statistic = 0;
  for (let k = 0; k < cells.index.length; k++) {
    const inA = cells.a[k]!;
    const inB = cells.b[k]!;
    const difference = Math.abs(inA * cells.m - inB * cells.n); // exact for counts, so that equal shares give 0
    const reduced = corrected ? Math.max(0, difference - (cells.n + cells.m) / 2) : difference;
    statistic += ((reduced / cells.n) * (reduced / cells.m)) / (inA + inB);
  }
  return homogeneityResult(statistic, cells);
}

/** A statistic with its chi-square p-value; one active cell leaves no degree of freedom. */
export function homogeneityResult(statistic: number, cells: ActiveCells): ChiSquareTestResult {
  const degreesOfFreedom = cells.index.length - 1;
  const logP = degreesOfFreedom === 0 ? 0 : chiSquared(degreesOfFreedom).logSf(statistic);
  return { statistic, ...pValueOfLog(logP), degreesOfFreedom };
}
