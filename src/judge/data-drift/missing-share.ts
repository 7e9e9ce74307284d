import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { compareShares } from '../../stats/share-test.js';

export const missingShareOptions = z.strictObject({
  /** Absolute tolerance of the share, in [0, 1). Default 0.02. */
  tolerance: z._default(z.number().check(z.gte(0), z.lt(1)), 0.02),
  /** Fixed alarm threshold on the absolute change of the share; without one the p-value is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.gt(0), z.lt(1))),
});

/** Options of `missingShare`. */
export interface MissingShareOptions extends z.input<typeof missingShareOptions> {}

/**
 * The share of missing rows as the decider of a column, for columns whose presence matters more than their values. Every
 * column has this question in its data-quality family anyway.
 *
 * @example
 * new Monitor({ reference, columns: { middleName: { test: missingShare({ tolerance: 0.05 }) } } });
 * @see Fisher (1935), the hypergeometric law of the 2 × 2 table.
 */
export function missingShare(options: MissingShareOptions = {}): DataDriftTest {
  const { tolerance, threshold } = parseOptions(missingShareOptions, options, 'missingShare');
  return {
    name: 'missingShare',
    appliesTo: ['numeric', 'categorical'],
    alarmsWhen: 'above',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window) {
      const test = (by: number) =>
        compareShares(reference.missing, reference.size, window.missing, window.size, { tolerance: by });
      const [result, noChange] = [test(tolerance), test(0)];
      const change = window.missing / window.size - reference.missing / reference.size;
      return {
        statistic: Math.abs(change),
        effect: change,
        pValue: result.pValue,
        logPValue: result.logPValue,
        tolerance,
        noChange: { pValue: noChange.pValue, logPValue: noChange.logPValue },
        method: 'hypergeometric',
        bins: 2,
      };
    },
  };
}
