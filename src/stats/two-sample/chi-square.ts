import { activeCells, type ActiveCells } from '../active-cells.js';
import { checkOptions } from '../check-options.js';
import { chiSquared } from '../distributions/chi-squared.js';
import { pValueOfLog } from '../p-value.js';

export interface ChiSquareTestOptions {
  /** `yates` moves every count of a 2 × 2 table by up to ½ towards its expectation; `none` is the default. */
  readonly correction?: 'none' | 'yates';
}

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
 * `X² = Σ (a_k √(m/n) − b_k √(n/m))²/(a_k + b_k)`, with B − 1 degrees of freedom.
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
  const up = Math.sqrt(cells.m / cells.n);
  const down = Math.sqrt(cells.n / cells.m);
  let statistic = 0;
  for (let k = 0; k < cells.index.length; k++) {
    const inA = cells.a[k]!;
    const inB = cells.b[k]!;
    if (corrected) statistic += yatesTerm(inA, inB, cells.n, cells.m);
    else statistic += (inA * up - inB * down) ** 2 / (inA + inB);
  }
  return result(statistic, cells);
}

/** Both rows of one column: |observed − expected| is the same in both, and is reduced by ½ but not below 0. */
function yatesTerm(inA: number, inB: number, n: number, m: number): number {
  const expectedA = ((inA + inB) * n) / (n + m);
  const expectedB = ((inA + inB) * m) / (n + m);
  const difference = Math.abs(inA - expectedA);
  const reduced = difference - Math.min(0.5, difference);
  return (reduced * reduced) / expectedA + (reduced * reduced) / expectedB;
}

/**
 * The log-likelihood-ratio test of homogeneity, `G = 2 ΣΣ O ln(O/E)`: the same hypothesis and degrees of freedom as
 * `chiSquareTest`.
 *
 * @param a - Reference counts per cell, finite and at least 0.
 * @param b - Window counts over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are none or a side without any.
 * @example gTest([120, 80, 40, 10, 3], [95, 90, 55, 20, 0]).statistic; // 13.34
 * @see S. Wilks (1938).
 */
export function gTest(a: ArrayLike<number>, b: ArrayLike<number>): ChiSquareTestResult {
  const cells = activeCells(a, b, 'gTest');
  const size = cells.n + cells.m;
  let sum = 0;
  for (let k = 0; k < cells.index.length; k++) {
    const inA = cells.a[k]!;
    const inB = cells.b[k]!;
    const total = inA + inB;
    if (inA > 0) sum += inA * Math.log((inA * size) / (total * cells.n));
    if (inB > 0) sum += inB * Math.log((inB * size) / (total * cells.m));
  }
  return result(2 * Math.max(0, sum), cells);
}

function result(statistic: number, cells: ActiveCells): ChiSquareTestResult {
  const degreesOfFreedom = cells.index.length - 1;
  const logP = degreesOfFreedom === 0 ? 0 : chiSquared(degreesOfFreedom).logSf(statistic);
  return { statistic, ...pValueOfLog(logP), degreesOfFreedom };
}
