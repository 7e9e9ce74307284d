import * as z from 'zod/mini';
import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { chiSquareBy } from './chi-square-by.js';

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
  return chiSquareBy(parseOptions(chiSquareOptions, options, 'chiSquare').threshold);
}
