import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { type BothWays, direction, watch } from './direction.js';
import { said, stable } from './said.js';

/** Options of {@link ddm}. */
export const ddmOptions = z
  .strictObject({
    /** Rows before the first verdict. Default 30. */
    warmStart: z._default(z.int().check(z.gte(1)), 30),
    /** Standard deviations above the best error rate that warn. Default 2, at most `driftThreshold`. */
    warningThreshold: z._default(z.number().check(z.gt(0)), 2),
    /** Standard deviations above the best error rate that alarm. Default 3. Raising it alarms later and less often. */
    driftThreshold: z._default(z.number().check(z.gt(0)), 3),
    /** Which change of the error rate is drift: `increase`, `decrease` or `both`. Default `increase`, as published. */
    direction: z._default(direction, 'increase'),
  })
  .check(
    z.refine((options) => options.warningThreshold <= options.driftThreshold, {
      path: ['warningThreshold'],
      error: 'must not exceed driftThreshold, or nothing would ever warn',
    }),
  );

/** Options of `ddm`. */
export interface DdmOptions extends z.input<typeof ddmOptions> {}

/** What DDM remembers. The minimum is the best p + s so far; null until the warm-up is over. */
export interface DdmState {
  /** Rows seen. */
  n: number;
  /** Error rate over all of them. */
  p: number;
  /** Error rate at the minimum. */
  pMin: number | null;
  /** Its standard deviation there. */
  sMin: number | null;
}

/**
 * Drift detection method: alarms when the running error rate p has risen significantly above its best.
 *
 * With `s = √(p(1−p)/n)` it keeps the p and s at which p + s was least, and calls drift when
 * `p + s > p_min + 3 s_min`, a warning when `p + s > p_min + 2 s_min`.
 *
 * An error rate that goes from .1 to .4 at row 2,000 is seen after 134 rows on average, one time in twenty after more than 402:
 * the rate runs over the whole concept, so an old one makes it slow. Young it alarms falsely: 74 times in
 * the first 2,000 rows of 100 streams at an error rate of .1. For short and even delays take `adwin`.
 *
 * @param options - See {@link DdmOptions}.
 * @returns A detector of 0/1 errors with four numbers of state (twice that for `both`) and constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(ddm());
 * errors.observe({ error: 0 }).warning; // false
 *
 * @see Gama, Medas, Castillo and Rodrigues, Learning with drift detection, SBIA 2004, section 3.
 */
export function ddm(options?: DdmOptions): ConceptDetector<DdmState | BothWays<DdmState>, 'error'> {
  const { warmStart, warningThreshold, driftThreshold, direction: wanted } = parseOptions(ddmOptions, options, 'ddm');
  const increases: ConceptDetector<DdmState, 'error'> = {
    name: 'ddm',
    input: 'error',
    initialState: () => ({ n: 0, p: 0, pMin: null, sMin: null }),
    estimate: ({ p }) => p,
    update(state, error) {
      const n = (state.n += 1);
      const p = (state.p += (error - state.p) / n);
      if (n <= warmStart) return stable;
      const s = Math.sqrt((p * (1 - p)) / n);
      if (state.pMin === null || state.sMin === null || p + s <= state.pMin + state.sMin) {
        state.pMin = p;
        state.sMin = s;
      }
      if (p + s <= state.pMin + warningThreshold * state.sMin) return stable;
      const drift = p + s > state.pMin + driftThreshold * state.sMin;
      return said(drift, !drift, false);
    },
  };
  return watch(increases, wanted);
}
