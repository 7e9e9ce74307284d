import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { ksBinned } from '../../stats/two-sample/ks-binned.js';

export const ksOptions = z.strictObject({
  /** Fixed alarm threshold on the p-value of "no change"; without one the p-value is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.gt(0), z.lt(1))),
});

export interface KsOptions extends z.input<typeof ksOptions> {}

/**
 * Kolmogorov–Smirnov on the frozen fine cells: the largest distance between the two distribution functions, with the
 * p-value corrected for the cells (method `binned`). Low by at most the mass of the largest cell.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: ks({ threshold: 0.01 }) } } });
 * @see Massey (1951), The Kolmogorov–Smirnov test for goodness of fit.
 */
export function ks(options: KsOptions = {}): DataDriftTest {
  const { threshold } = parseOptions(ksOptions, options, 'ks');
  return {
    name: 'ks',
    appliesTo: ['numeric'],
    alarmsWhen: 'below',
    thresholdOf: 'pValue',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window, context = { tolerance: 0, dispersion: 1 }) {
      if (reference.edges === undefined) return undefined;
      const test = (tolerance: number) =>
        ksBinned(reference.counts, window.counts, { tolerance, dispersion: context.dispersion });
      const noChange = test(0);
      // A threshold on p that the user wrote is obeyed literally: it is about "no change".
      const result = threshold === undefined && context.tolerance > 0 ? test(context.tolerance) : noChange;
      return {
        statistic: result.statistic,
        pValue: result.pValue,
        logPValue: result.logPValue,
        noChange: { pValue: noChange.pValue, logPValue: noChange.logPValue },
        effect: result.sign * result.statistic,
        method: 'binned',
        bins: reference.counts.length,
      };
    },
  };
}
