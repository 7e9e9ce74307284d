import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { unseenTest } from '../../stats/unseen-test.js';

export const unseenCategoriesOptions = z.strictObject({
  /** Fixed alarm threshold on the share of rows of unseen categories; without one the p-value is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.gte(0), z.lt(1))),
});

/** Options of `unseenCategories`. */
export interface UnseenCategoriesOptions extends z.input<typeof unseenCategoriesOptions> {}

/**
 * Rows whose category the reference does not know, against what the reference's own rare categories lead to expect.
 * A single new row is no drift. Not applicable when the dictionary was cut at its cap.
 *
 * @example
 * new Monitor({ reference, columns: { browser: { test: unseenCategories() } } });
 * @see Good (1953); Esty (1983) for the variance.
 */
export function unseenCategories(options: UnseenCategoriesOptions = {}): DataDriftTest {
  const { threshold } = parseOptions(unseenCategoriesOptions, options, 'unseenCategories');
  return {
    name: 'unseenCategories',
    appliesTo: ['categorical'],
    alarmsWhen: 'above',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window) {
      if (reference.capped === true) return undefined;
      const seen = { rows: reference.count, once: reference.once ?? 0, twice: reference.twice ?? 0 };
      const { pValue, logPValue } = unseenTest(seen, window.unseen, window.count);
      const share = window.unseen / window.count;
      return {
        statistic: share,
        effect: share,
        pValue,
        logPValue,
        tolerance: 0,
        noChange: { pValue, logPValue },
        method: 'beta-binomial',
      };
    },
  };
}
