import { requireInteger } from './domain.js';
import { pValueOfLog } from './p-value.js';
import { lnBinomial } from './special/ln-binomial.js';

/** A p-value and its natural logarithm. */
export interface TailTest {
  readonly pValue: number;
  readonly logPValue: number;
}

/**
 * Tests rows of a kind that the reference does not have at all: the probability that all k of them fall into the window by
 * chance, Π_{i<k}(m − i)/(n + m − i). Exact and one-sided: there is nothing to fall from.
 *
 * @param k - Flagged rows of the window.
 * @param n - Rows of the reference, none of them flagged.
 * @param m - Rows of the window, at least k.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are no integers or k above m.
 * @example newFlagTest(3, 1000, 100).pValue; // 7.3e-4
 * @see R. A. Fisher, "The Design of Experiments" (1935): the hypergeometric law
 */
export function newFlagTest(k: number, n: number, m: number): TailTest {
  requireInteger(k, 0, 'newFlagTest: k');
  requireInteger(n, 0, 'newFlagTest: n');
  requireInteger(m, k, 'newFlagTest: m');
  return pValueOfLog(lnAllInWindow(k, n, m));
}

/** ln of the product. Term by term it keeps every digit; long products are a quotient of binomial coefficients. */
function lnAllInWindow(k: number, n: number, m: number): number {
  if (k > 1000) return lnBinomial(m, k) - lnBinomial(n + m, k);
  let ln = 0;
  for (let i = 0; i < k; i++) ln += Math.log((m - i) / (n + m - i));
  return ln;
}

/**
 * Tests window values beyond the range of the reference: the probability that the topmost `above` values of both samples
 * together all come from the window, the same below, two-sided by doubling the smaller. Exact; ties make it conservative.
 *
 * @param above - Window rows above the maximum of the reference.
 * @param below - Window rows below its minimum.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are no integers, or above m.
 * @example rangeTest(4, 0, 5000, 500).pValue; // 1.4e-4
 */
export function rangeTest(above: number, below: number, n: number, m: number): TailTest {
  requireInteger(above, 0, 'rangeTest: above');
  requireInteger(below, 0, 'rangeTest: below');
  requireInteger(n, 0, 'rangeTest: n');
  requireInteger(m, above + below, 'rangeTest: m');
  return pValueOfLog(Math.LN2 + Math.min(lnAllInWindow(above, n, m), lnAllInWindow(below, n, m)));
}
