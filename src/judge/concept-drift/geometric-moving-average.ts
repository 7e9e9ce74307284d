import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { type BothWays, direction, watch } from './direction.js';
import { said } from './said.js';

/** Options of {@link geometricMovingAverage}. */
export const geometricMovingAverageOptions = z.strictObject({
  /** Rows before the first verdict. Default 30. */
  minInstances: z._default(z.int().check(z.gte(1)), 30),
  /** What a row's average keeps of the average before, in [0, 1). Default 0.99. Raising it smooths more and alarms later. */
  alpha: z._default(z.number().check(z.gte(0), z.lt(1)), 0.99),
  /** Average deviation that alarms, in units of x. Default 1, which 0/1 errors never reach. */
  threshold: z._default(z.number().check(z.gt(0)), 1),
  /** Which change of the mean is drift: `increase`, `decrease` or `both`. Default `increase`, as published. */
  direction: z._default(direction, 'increase'),
});

/** Options of `geometricMovingAverage`. */
export interface GeometricMovingAverageOptions extends z.input<typeof geometricMovingAverageOptions> {}

/** What the geometric moving average remembers. */
export interface GeometricMovingAverageState {
  /** Rows seen. */
  n: number;
  /** Mean over all of them. */
  mean: number;
  /** Moving average of the deviations from it. */
  average: number;
}

/**
 * Geometric moving average: alarms when the exponentially weighted deviation from the running mean exceeds `threshold`:
 * `S = α S + (1 − α)(x − mean)`, with the row itself in the mean.
 *
 * The threshold is in the units of x. For 0/1 errors take one between 0 and the rise that matters: with 0.2 an error rate
 * that goes from .1 to .4 at row 2,000 is seen after 113 rows on average, one time in twenty after more than 180.
 *
 * @param options - See {@link GeometricMovingAverageOptions}.
 * @returns A detector of any finite numbers with three numbers of state (twice that for `both`) and constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(geometricMovingAverage({ threshold: 0.2 }));
 * errors.observe({ error: 1 }).drift; // false
 *
 * @see Roberts, Control chart tests based on geometric moving averages, Technometrics 1 (1959).
 */
export function geometricMovingAverage(
  options?: GeometricMovingAverageOptions,
): ConceptDetector<GeometricMovingAverageState | BothWays<GeometricMovingAverageState>, 'real'> {
  const settings = parseOptions(geometricMovingAverageOptions, options, 'geometricMovingAverage');
  const { minInstances, alpha, threshold } = settings;
  const increases: ConceptDetector<GeometricMovingAverageState, 'real'> = {
    name: 'geometricMovingAverage',
    input: 'real',
    initialState: () => ({ n: 0, mean: 0, average: 0 }),
    estimate: ({ mean }) => mean,
    update(state, x) {
      state.n += 1;
      state.mean += (x - state.mean) / state.n;
      state.average = alpha * state.average + (1 - alpha) * (x - state.mean);
      return said(state.n >= minInstances && state.average > threshold, false, false);
    },
  };
  return watch(increases, settings.direction);
}
