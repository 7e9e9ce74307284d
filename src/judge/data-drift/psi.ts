import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { psiBy } from './psi-by.js';

export const psiOptions = z.strictObject({
  /** Fixed alarm threshold on the PSI, in nats; without one the test is decided within the alarm budget. */
  threshold: z.optional(z.number().check(z.positive())),
});

/** Options of `psi`. */
export interface PsiOptions extends z.input<typeof psiOptions> {}

/**
 * Population stability index over the frozen cells, with +½ smoothing; the p-value is that of "PSI at most the
 * tolerance", from two statistics on the same cells, one for any change of shape, one for location and spread.
 *
 * Numeric columns: ten reference-quantile cells. Categorical: the dictionary, rare and unseen categories pooled.
 * The default decider of every column under the `budget` preset.
 *
 * @example
 * compare(lastMonth, thisMonth, { columns: { price: { test: psi({ threshold: 0.2 }) } } });
 * @see Yurdakul & Naranjo (2020), Statistical properties of the population stability index.
 */
export function psi(options: PsiOptions = {}): DataDriftTest {
  return psiBy(parseOptions(psiOptions, options, 'psi').threshold);
}
