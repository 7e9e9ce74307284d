import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { studentT } from '../../stats/distributions/student-t.js';
import { byPValue, inverseSize, shiftOf, type PValueTestOptions } from './classical.js';

/**
 * Welch's t on the mean and variance of all rows, two-sided. The p-value takes the larger of the standard errors by both
 * variances and by that of the reference alone, so that it holds where values are skewed. Not applicable where the reference is
 * constant. The effect is the difference of the means in standard deviations of the reference.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: welch({ threshold: 0.01 }) } } });
 * @see Welch (1947).
 */
export function welch(options: PValueTestOptions = {}): DataDriftTest {
  return byPValue('welch', 'numeric', options, ({ moments: before }, { moments: now }, { dispersion }) => {
    if (!before || !now || !(before.sd > 0)) return undefined;
    const [a, b] = [before, now].map(({ n, m2 }) => m2 / (n - 1) / n);
    const error = Math.sqrt(a! + b!);
    const difference = now.mean - before.mean;
    if (!(error > 0 && error < Infinity && Number.isFinite(difference))) return undefined;
    const [shareA, shareB] = [a! / (a! + b!), b! / (a! + b!)];
    // Of skewed values t is large where the window happens to vary little: 30 times too often at .0005 and 50 log-normal rows.
    const safe = Math.max(error, before.sd * Math.sqrt(inverseSize(before.n, now.n)));
    const law = studentT(1 / (shareA ** 2 / (before.n - 1) + shareB ** 2 / (now.n - 1)));
    return {
      statistic: -difference / error,
      effect: difference / before.sd,
      allowed: shiftOf,
      lnTail: (tolerance) =>
        Math.LN2 + law.logSf(Math.max(0, Math.abs(difference) - tolerance * before.sd) / safe / Math.sqrt(dispersion)),
    };
  });
}
