import { lnHypergeometricTail } from './distributions/hypergeometric.js';
import { atLeastOneRule, checkOptions, shareRule } from './check-options.js';
import { requireInteger } from './domain.js';
import type { TailTest } from './new-flag-test.js';
import { pValueOfLog } from './p-value.js';

/** Options of `shareTest`. */
export interface ShareTestOptions {
  /** Absolute change of the share that does not matter, in [0, 1). Default .02. */
  readonly tolerance?: number;
  /** `increase`: only a larger share in the window counts. Default `two-sided`. */
  readonly alternative?: 'two-sided' | 'increase';
  /** Rows count so many times less, because flags come in runs: their variance inflation, at least 1. Default 1. */
  readonly dispersion?: number;
}

/**
 * Tests whether the share of flagged rows (missing, infinite, unparsable) changed by more than a tolerance. The exact law of
 * the 2×2 table, hypergeometric, with the lower of the two counts first raised by the tolerance × its rows, rounded up;
 * two-sided by doubling. p = 1 for any change within the tolerance. Raising the lower count, not moving the higher one down,
 * because the lower share has the smaller variance: the other way alarms up to 450 times too often at the boundary.
 *
 * With a reference without any flagged row the share can only rise, so nothing is doubled. With a dispersion all counts are
 * divided by it, rounded towards no change.
 *
 * @param a - Flagged rows of the reference.
 * @param n - Rows of the reference, at least 1.
 * @param b - Flagged rows of the window.
 * @param m - Rows of the window, at least 1.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are no integers or more flagged rows than rows;
 * `OPTION_INVALID` for a bad option.
 * @example shareTest(50, 5000, 30, 500).pValue; // .0014: from 1 % to 6 %, beyond two points
 * @see R. A. Fisher, "The Design of Experiments" (1935)
 */
export function shareTest(a: number, n: number, b: number, m: number, options: ShareTestOptions = {}): TailTest {
  checkOptions('shareTest', options, {
    tolerance: shareRule,
    alternative: ['two-sided', 'increase'],
    dispersion: atLeastOneRule,
  });
  return compareShares(a, n, b, m, options);
}

/** `shareTest` with options that were checked. */
export function compareShares(a: number, n: number, b: number, m: number, options: ShareTestOptions): TailTest {
  const { tolerance = 0.02, alternative = 'two-sided', dispersion = 1 } = options;
  requireInteger(n, Math.max(1, a), 'shareTest: n');
  requireInteger(m, Math.max(1, b), 'shareTest: m');
  requireInteger(a, 0, 'shareTest: a');
  requireInteger(b, 0, 'shareTest: b');
  const change = b / m - a / n;
  // The slack is for changes that equal the tolerance but for rounding: 3/100 − 1/100 is a little more than .02.
  if (change === 0 || Math.abs(change) <= tolerance * (1 + 1e-12)) return pValueOfLog(0);
  if (change < 0 && alternative === 'increase') return pValueOfLog(0);
  const [before, now] = [
    { flagged: a, rows: n },
    { flagged: b, rows: m },
  ];
  const lnTail =
    change > 0 ? lnHigher(now, before, tolerance, dispersion) : lnHigher(before, now, tolerance, dispersion);
  const sides = a === 0 || alternative === 'increase' ? 1 : 2;
  return pValueOfLog(lnTail + Math.log(sides));
}

interface Flags {
  readonly flagged: number;
  readonly rows: number;
}

/** ln P(at least the higher count of all flagged rows falls into its sample) once the lower count has been raised. */
function lnHigher(higher: Flags, lower: Flags, tolerance: number, dispersion: number): number {
  const high = Math.floor(higher.flagged / dispersion);
  const [rows, otherRows] = [Math.ceil(higher.rows / dispersion), Math.ceil(lower.rows / dispersion)];
  const low = Math.ceil(lower.flagged / dispersion);
  const raised = Math.min(otherRows, low + Math.ceil(tolerance * otherRows * (1 - 1e-12)));
  const flagged = high + raised;
  return lnHypergeometricTail(high, flagged, rows + otherRows - flagged, rows);
}
