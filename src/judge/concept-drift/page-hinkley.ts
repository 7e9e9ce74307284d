import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { direction } from './direction.js';
import { said, stable } from './said.js';

/** Options of {@link pageHinkley}. */
export const pageHinkleyOptions = z.strictObject({
  /** Rows before the first verdict. Default 30. */
  minInstances: z._default(z.int().check(z.gte(1)), 30),
  /** Drift allowance per row, in units of x. Default 0.005. Raising it forgives larger changes of the mean. */
  delta: z._default(z.number().check(z.gte(0)), 0.005),
  /** Height of the cumulated deviation that alarms, in units of x. Default 50. Raising it alarms later and less often. */
  threshold: z._default(z.number().check(z.gt(0)), 50),
  /** What a row's sum keeps of the sum before, in (0, 1]. Default 0.9999. Lowering it forgets older deviations. */
  alpha: z._default(z.number().check(z.gt(0), z.lte(1)), 0.9999),
  /** Which change of the mean is drift: `increase`, `decrease` or `both`. Default `both`. */
  direction: z._default(direction, 'both'),
});

/** Options of `pageHinkley`. */
export interface PageHinkleyOptions extends z.input<typeof pageHinkleyOptions> {}

/** What Page–Hinkley remembers. */
export interface PageHinkleyState {
  /** Rows seen. */
  n: number;
  /** Mean over all of them. */
  mean: number;
  /** Faded sum of deviations, each less δ: falls while the mean holds, climbs after a rise. */
  up: number;
  /** Least `up` so far, at most 0: the first row's is -δ. */
  minUp: number;
  /** Faded sum of deviations, each plus δ. */
  down: number;
  /** Greatest `down` so far; the published rule starts it at −1. */
  maxDown: number;
}

/**
 * Page–Hinkley test: alarms when the deviations from the running mean, faded and summed, climb `threshold` above their
 * lowest point (a rise) or fall as far below their highest (a fall).
 *
 * An error rate that goes from .1 to .4 at row 2,000 is seen after 155 rows on average, one time in twenty after more than 204.
 *
 * Threshold and δ are in the units of x: scale them with it. For 0/1 errors the default threshold waits for about 50
 * errors more than expected. A one-sided detector does not look at the other side at all; with `both` a fall is drift
 * and an improvement.
 *
 * @param options - See {@link PageHinkleyOptions}.
 * @returns A detector of any finite numbers with six numbers of state and constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const latency = track(pageHinkley({ threshold: 500, delta: 1, direction: 'increase' }));
 * latency.observe({ value: 81.5 }).drift; // false
 *
 * @see Page, Continuous inspection schemes, Biometrika 41 (1954), section 4; Gama, Sebastião and Rodrigues, On
 * evaluating stream learning algorithms, Machine Learning 90 (2013), section 5.1 (fading factor).
 */
export function pageHinkley(options?: PageHinkleyOptions): ConceptDetector<PageHinkleyState, 'real'> {
  const settings = parseOptions(pageHinkleyOptions, options, 'pageHinkley');
  const { minInstances, delta, threshold, alpha } = settings;
  const seesRise = settings.direction !== 'decrease';
  const seesFall = settings.direction !== 'increase';
  return {
    name: 'pageHinkley',
    input: 'real',
    // A member first that no other object begins with: an engine gives what begins alike one layout, and `mean` may be anything there.
    initialState: () => ({ minUp: 0, maxDown: -1, n: 0, mean: 0, up: 0, down: 0 }),
    estimate: ({ mean }) => mean,
    update(state, x) {
      const n = state.n + 1;
      const mean = state.mean + (x - state.mean) / n;
      const up = alpha * state.up + (x - mean) - delta;
      const down = alpha * state.down + (x - mean) + delta;
      state.n = n;
      state.mean = mean;
      state.up = up;
      state.down = down;
      if (up < state.minUp) state.minUp = up;
      if (down > state.maxDown) state.maxDown = down;
      if (n < minInstances) return stable;
      const rose = seesRise && up - state.minUp > threshold;
      const fell = seesFall && state.maxDown - down > threshold;
      return rose || fell ? said(true, false, seesRise && !rose) : stable;
    },
  };
}
