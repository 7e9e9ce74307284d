import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { type BothWays, direction, watch } from './direction.js';
import { said } from './said.js';

/** Options of {@link cusum}. */
export const cusumOptions = z.strictObject({
  /** Rows before the first verdict. Default 30. */
  minInstances: z._default(z.int().check(z.gte(1)), 30),
  /** Drift allowance per row, in units of x. Default 0.005. Raising it forgives larger changes of the mean. */
  delta: z._default(z.number().check(z.gte(0)), 0.005),
  /** Height of the cumulated deviation that alarms, in units of x. Default 50. Raising it alarms later and less often. */
  threshold: z._default(z.number().check(z.gt(0)), 50),
  /** Which change of the mean is drift: `increase`, `decrease` or `both`. Default `increase`, as published. */
  direction: z._default(direction, 'increase'),
});

/** Options of `cusum`. */
export interface CusumOptions extends z.input<typeof cusumOptions> {}

/** What CUSUM remembers. */
export interface CusumState {
  /** Rows seen. */
  n: number;
  /** Mean over all of them. */
  mean: number;
  /** Cumulated deviation above the mean; never below 0. */
  sum: number;
}

/**
 * Cumulative sum: alarms when the deviations above the running mean, each less δ, have summed to `threshold`:
 * `S = max(0, S + x − mean − δ) > threshold`, with the row itself in the mean.
 *
 * An error rate that goes from .1 to .4 at row 2,000 is seen after 155 rows on average, one time in twenty after more than 204.
 *
 * The mean is that of the stream, not a known target. Threshold and δ are in the units of x: scale them with it.
 *
 * @param options - See {@link CusumOptions}.
 * @returns A detector of any finite numbers with three numbers of state (twice that for `both`) and constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(cusum({ threshold: 20 }));
 * errors.observe({ error: 1 }).drift; // false
 *
 * @see Page, Continuous inspection schemes, Biometrika 41 (1954), section 2.
 */
export function cusum(options?: CusumOptions): ConceptDetector<CusumState | BothWays<CusumState>, 'real'> {
  const { minInstances, delta, threshold, direction: wanted } = parseOptions(cusumOptions, options, 'cusum');
  const increases: ConceptDetector<CusumState, 'real'> = {
    name: 'cusum',
    input: 'real',
    initialState: () => ({ n: 0, mean: 0, sum: 0 }),
    estimate: ({ mean }) => mean,
    update(state, x) {
      state.n += 1;
      state.mean += (x - state.mean) / state.n;
      state.sum = Math.max(0, state.sum + x - state.mean - delta);
      return said(state.n >= minInstances && state.sum > threshold, false, false);
    },
  };
  return watch(increases, wanted);
}
