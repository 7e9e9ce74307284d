import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { type BothWays, direction, watch } from './direction.js';
import { said, stable } from './said.js';

/** Options of {@link ecdd}. */
export const ecddOptions = z.strictObject({
  /** Weight of the newest row in the moving average, in (0, 1]. Default 0.2. */
  lambda: z._default(z.number().check(z.gt(0), z.lte(1)), 0.2),
  /**
   * Rows between false alarms that the published control limit aims at: 100 or 400. Default 400. The true length depends
   * on the error rate: at .05, .1, .2, .3 it is 99, 84, 56, 39 for 100 and 288, 357, 378, 380 for 400. The limit that was
   * published for 1000 gives 65 to 571 and is refused.
   */
  averageRunLength: z._default(z.union([z.literal(100), z.literal(400)], 'expected 100 or 400'), 400),
  /** Rows before the first verdict. Default 30. */
  warmStart: z._default(z.int().check(z.gte(1)), 30),
  /**
   * Which change of the error rate is drift: `increase`, `decrease` or `both`. Default `increase`, as published. The
   * published limits hold for rates up to about one half of what is watched: a fall is seen only from above one half.
   */
  direction: z._default(direction, 'increase'),
});

/** Options of `ecdd`. */
export interface EcddOptions extends z.input<typeof ecddOptions> {}

/** What ECDD remembers. */
export interface EcddState {
  /** Rows seen. */
  n: number;
  /** Error rate over all of them. */
  p: number;
  /** Exponentially weighted error rate. */
  z: number;
}

/** The published polynomials in p of the control limit L, lowest power first. */
const controlLimits = {
  100: [2.76, -6.23, 0, 18.12, 0, -312.45, 0, 1002.18],
  400: [3.97, -6.56, 0, 48.73, 0, -330.13, 0, 848.18],
} as const;

/**
 * Exponentially weighted moving average for concept drift detection: alarms when the moving error rate is more than L of
 * its standard deviations above the running error rate.
 *
 * `σ = √(p(1−p) · λ/(2−λ) · (1 − (1−λ)^{2n}))`; drift at `z > p + Lσ`, a warning at half of L. L is a polynomial in p
 * that aims at one false alarm per `averageRunLength` rows: by design far more often than other detectors. An error rate
 * that goes from .1 to .4 at row 2,000 is seen after 28 rows on average, one time in twenty after more than 80, as
 * several in a hundred pass it by and are then found by chance.
 *
 * @param options - See {@link EcddOptions}.
 * @returns A detector of 0/1 errors with three numbers of state (twice that for `both`) and constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(ecdd({ averageRunLength: 400 }));
 * errors.observe({ error: 1 }).drift; // false
 *
 * @see Ross, Adams, Tasoulis and Hand, Exponentially weighted moving average charts for detecting concept drift, Pattern
 * Recognition Letters 33 (2012), section 3 and Table 1.
 */
export function ecdd(options?: EcddOptions): ConceptDetector<EcddState | BothWays<EcddState>, 'error'> {
  const { lambda, averageRunLength, warmStart, direction: wanted } = parseOptions(ecddOptions, options, 'ecdd');
  const coefficients = controlLimits[averageRunLength];
  const increases: ConceptDetector<EcddState, 'error'> = {
    name: 'ecdd',
    input: 'error',
    initialState: () => ({ n: 0, p: 0, z: 0 }),
    estimate: ({ p }) => p,
    update(state, error) {
      state.n += 1;
      state.p += (error - state.p) / state.n;
      state.z = lambda * error + (1 - lambda) * state.z;
      if (state.n < warmStart) return stable;
      const { n, p } = state;
      let limit = 0;
      for (let i = coefficients.length - 1; i >= 0; i--) limit = limit * p + coefficients[i]!;
      const sigma = Math.sqrt(((p * (1 - p) * lambda) / (2 - lambda)) * (1 - (1 - lambda) ** (2 * n)));
      const drift = state.z > p + limit * sigma;
      return said(drift, !drift && state.z > p + 0.5 * limit * sigma, false);
    },
  };
  return watch(increases, wanted);
}
