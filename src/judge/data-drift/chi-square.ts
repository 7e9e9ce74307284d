import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { nonCentralChiSquared } from '../../stats/distributions/non-central-chi-squared.js';
import { chiSquareTest } from '../../stats/two-sample/chi-square.js';
import { activeCells, decisionCells } from './cells.js';

export const chiSquareOptions = z.strictObject({
  /** Fixed alarm threshold on the p-value of "no change"; without one the p-value is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.gt(0), z.lt(1))),
});

/** Options of `chiSquare`. */
export interface ChiSquareOptions extends z.input<typeof chiSquareOptions> {}

/**
 * Pearson's chi-square test of homogeneity on the pooled categories. The reference is a sample like the window, never
 * taken for the truth.
 *
 * @example
 * new Monitor({ reference, columns: { country: { test: chiSquare() } } });
 * @see Pearson (1900); pooling by the pooled expected count, see the page of the test.
 */
export function chiSquare(options: ChiSquareOptions = {}): DataDriftTest {
  const { threshold } = parseOptions(chiSquareOptions, options, 'chiSquare');
  return {
    name: 'chiSquare',
    appliesTo: ['categorical'],
    alarmsWhen: 'below',
    thresholdOf: 'pValue',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window, context = { tolerance: 0, dispersion: 1 }) {
      const cells = decisionCells(reference, window);
      const active = activeCells(cells);
      if (active < 2) return undefined;
      const plain = chiSquareTest(cells.reference, cells.window);
      const [n, m] = [sum(cells.reference), sum(cells.window)];
      const h = 1 / n + 1 / m;
      const statistic = plain.statistic / context.dispersion;
      const law = (tolerance: number) => nonCentralChiSquared(active - 1, tolerance / h / context.dispersion);
      const logNoChange = context.dispersion > 1 ? law(0).logSf(statistic) : plain.logPValue;
      const logPValue =
        threshold === undefined && context.tolerance > 0 ? law(context.tolerance).logSf(statistic) : logNoChange;
      return {
        statistic: plain.statistic,
        pValue: Math.exp(logPValue),
        logPValue,
        noChange: { pValue: Math.max(Math.exp(logNoChange), Number.MIN_VALUE), logPValue: logNoChange },
        // On PSI's scale: Σ(p−q)²/p̄.
        effect: Math.max(0, (plain.statistic - (active - 1)) * h),
        method: 'homogeneity',
        bins: active,
        expectedUnderNull: active - 1,
      };
    },
  };
}

const sum = (counts: Uint32Array): number => counts.reduce((total, n) => total + n, 0);
