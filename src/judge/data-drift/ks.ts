import * as z from 'zod/mini';
import type { ColumnProfile } from '../../contracts/column-profile.js';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { ksBinned, type KsBinnedResult } from '../../stats/two-sample/ks-binned.js';
import { ksGapCells, type KsGapCellsResult } from '../../stats/two-sample/ks-gap-cells.js';

export const ksOptions = z.strictObject({
  /** Fixed alarm threshold on the p-value of "no change"; without one the p-value is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.gt(0), z.lt(1))),
  /** Keep the distinct values of the reference, at most 2,048, so that D is that of the values. Not for redacted columns. Default false. */
  exactKs: z._default(z.boolean(), false),
});

export interface KsOptions extends z.input<typeof ksOptions> {}

/**
 * Kolmogorov–Smirnov: the largest distance between the two distribution functions. On the frozen fine cells its p-value is
 * corrected for the cells (method `binned`) and D is low by at most `resolution`. With `exactKs` D is that of the values and
 * the p-value that of `ksTest`, where the reference has at most 2,048 distinct values; else it stays `binned`.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: ks({ threshold: 0.01 }) }, age: { test: ks({ exactKs: true }) } } });
 * @see Massey (1951), The Kolmogorov–Smirnov test for goodness of fit.
 */
export function ks(options: KsOptions = {}): DataDriftTest<'gaps'> {
  const { threshold, exactKs } = parseOptions(ksOptions, options, 'ks');
  return {
    name: 'ks',
    appliesTo: ['numeric'],
    ...(exactKs && { needs: ['gaps'] }),
    alarmsWhen: 'below',
    thresholdOf: 'pValue',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window, context = { tolerance: 0, dispersion: 1 }) {
      if (reference.edges === undefined) return undefined;
      const test = compareOn(reference, window, context.dispersion);
      const noChange = test(0);
      // A threshold on p that the user wrote is obeyed literally: it is about "no change".
      const result = threshold === undefined && context.tolerance > 0 ? test(context.tolerance) : noChange;
      return {
        statistic: result.statistic,
        pValue: result.pValue,
        logPValue: result.logPValue,
        noChange: { pValue: noChange.pValue, logPValue: noChange.logPValue },
        effect: result.sign * result.statistic,
        method: result.method,
        bins: (reference.gaps && window.gaps ? reference.gaps : reference).counts.length,
        ...('resolution' in result && { resolution: result.resolution }),
      };
    },
  };
}

/** The test at a tolerance, on the finest cells both sides have. */
function compareOn(
  reference: ColumnProfile,
  window: ColumnProfile,
  dispersion: number,
): (tolerance: number) => KsBinnedResult | KsGapCellsResult {
  const { gaps } = reference;
  const counted = window.gaps;
  if (gaps && counted) return (tolerance) => ksGapCells(gaps.counts, counted.counts, { tolerance, dispersion });
  return (tolerance) => ksBinned(reference.counts, window.counts, { tolerance, dispersion });
}
