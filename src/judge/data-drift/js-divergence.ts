import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { jsDivergenceBy } from './js-divergence-by.js';

export const jsDivergenceOptions = z.strictObject({
  /** Unit: base 2 (bits, in [0, 1], default) or 'e' (nats). */
  base: z._default(z.union([z.literal(2), z.literal('e')]), 2),
  /** Cells of a numeric column: the decider's (default) or twenty of equal width over the reference range. */
  cells: z._default(z.enum(['quantile', 'range20']), 'quantile'),
  /** Fixed alarm threshold on the divergence. Without one it only informs. */
  threshold: z.optional(z.number().check(z.positive())),
});

/** Options of `jsDivergence`. */
export interface JsDivergenceOptions extends z.input<typeof jsDivergenceOptions> {}

/**
 * Jensen–Shannon divergence over the frozen cells, unsmoothed. The distance, which is the square root of the divergence in bits
 * and so in [0, 1], is the effect (`jsDistance`); no threshold is ever compared with it. There is no p-value here: it alarms
 * only by a fixed threshold on the divergence.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: jsDivergence({ threshold: 0.1 }) } } });
 * @see Lin (1991), Divergence measures based on the Shannon entropy, eq. 3.1.
 */
export function jsDivergence(options: JsDivergenceOptions = {}): DataDriftTest<'range20'> {
  return jsDivergenceBy(parseOptions(jsDivergenceOptions, options, 'jsDivergence'));
}
