import { deviance } from '../special/deviance.js';
import { activeCells } from '../active-cells.js';
import { homogeneityResult, type ChiSquareTestResult } from './chi-square.js';

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
    // O ln(O/E) + E − O: the added parts sum to 0, and without them the terms would cancel where G is small.
    sum += deviance(inA, total * (cells.n / size)) + deviance(inB, total * (cells.m / size));
  }
  return homogeneityResult(2 * sum, cells);
}
