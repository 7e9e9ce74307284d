import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { wassersteinBy } from './wasserstein-by.js';

export const wassersteinOptions = z.strictObject({
  /** Fixed alarm threshold, in standard deviations of the reference. Without one it only informs. */
  threshold: z.optional(z.number().check(z.positive())),
});

/** Options of `wasserstein`. */
export interface WassersteinOptions extends z.input<typeof wassersteinOptions> {}

/**
 * Wasserstein-1 (earth mover's) distance in standard deviations of the reference, from the frozen fine cells and the
 * reference mean of each cell. It depends on the sample size and has no p-value here: it informs, or alarms by a fixed
 * threshold. Not applicable when the reference is constant.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: wasserstein({ threshold: 0.3 }) } } });
 * @see Ramdas, García Trillos & Cuturi (2017), On Wasserstein two-sample testing, eq. 8.
 */
export function wasserstein(options: WassersteinOptions = {}): DataDriftTest {
  return wassersteinBy(parseOptions(wassersteinOptions, options, 'wasserstein').threshold);
}
