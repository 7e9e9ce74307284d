import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { normal } from '../../stats/distributions/normal.js';
import { type BothWays, direction, watch } from './direction.js';
import { said, stable } from './said.js';

/** Options of {@link stepd}. */
export const stepdOptions = z
  .strictObject({
    /** Recent rows compared with all before them. Default 30. Raising it finds smaller changes, later. */
    windowSize: z._default(z.int().check(z.gte(1)), 30),
    /** Level of the drift test, in (0, 1). Default 0.003. A test runs on every row. */
    alphaDrift: z._default(z.number().check(z.gt(0), z.lt(1)), 0.003),
    /** Level of the warning test, in (0, 1). Default 0.05, at least `alphaDrift`. */
    alphaWarning: z._default(z.number().check(z.gt(0), z.lt(1)), 0.05),
    /** Which change of the error rate is drift: `increase`, `decrease` or `both`. Default `increase`. */
    direction: z._default(direction, 'increase'),
  })
  .check(
    z.refine((options) => options.alphaWarning >= options.alphaDrift, {
      path: ['alphaWarning'],
      error: 'must be at least alphaDrift, or nothing would ever warn',
    }),
  );

/** Options of `stepd`. */
export interface StepdOptions extends z.input<typeof stepdOptions> {}

/** What STEPD remembers. */
export interface StepdState {
  /** The recent errors and rights, oldest first. */
  recent: number[];
  /** Errors among them. */
  recentErrors: number;
  /** Rows before them. */
  older: number;
  /** Errors among those. */
  olderErrors: number;
}

/**
 * Statistical test of equal proportions: alarms when the recent rows hold significantly more errors than all rows before
 * them, by the one-sided normal test with continuity correction.
 *
 * `Z = (|r_o/n_o − r_r/n_r| − ½(1/n_o + 1/n_r)) / √(p̂(1−p̂)(1/n_o + 1/n_r))`; drift when the p-value `1 − Φ(Z)` is
 * below `alphaDrift`. It is quick, and alarms falsely about once in 2,000 rows: an error rate that goes from .1 to .4 at row
 * 2,000 is seen after 21 rows on average, one time in twenty after more than 37.
 *
 * @param options - See {@link StepdOptions}.
 * @returns A detector of 0/1 errors. State: `windowSize` bits (twice that for `both`); constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(stepd());
 * errors.observe({ error: 1 }).warning; // false
 *
 * @see Nishida and Yamauchi, Detecting concept drift using statistical testing, Discovery Science 2007, section 3.
 */
export function stepd(options?: StepdOptions): ConceptDetector<StepdState | BothWays<StepdState>, 'error'> {
  const { windowSize, alphaDrift, alphaWarning, direction: wanted } = parseOptions(stepdOptions, options, 'stepd');
  const driftZ = normal.isf(alphaDrift);
  const warningZ = normal.isf(alphaWarning);
  const increases: ConceptDetector<StepdState, 'error'> = {
    name: 'stepd',
    input: 'error',
    initialState: () => ({ recent: [], recentErrors: 0, older: 0, olderErrors: 0 }),
    update(state, error) {
      state.recent.push(error);
      state.recentErrors += error;
      if (state.recent.length > windowSize) {
        const leaving = state.recent.shift()!;
        state.recentErrors -= leaving;
        state.older += 1;
        state.olderErrors += leaving;
      }
      if (state.older < windowSize) return stable;
      const statistic = zOfRise(state, windowSize);
      const drift = statistic > driftZ;
      return said(drift, !drift && statistic > warningZ, false);
    },
  };
  return watch(increases, wanted);
}

/** Z of the difference when the recent share of errors is the higher one; −∞ otherwise. */
function zOfRise({ recentErrors, older, olderErrors }: StepdState, recent: number): number {
  const rise = recentErrors / recent - olderErrors / older;
  const pooled = (recentErrors + olderErrors) / (recent + older);
  const inverse = 1 / older + 1 / recent;
  // A positive rise has both errors and rights in it, so the pooled share is neither 0 nor 1.
  return rise > 0 ? (rise - 0.5 * inverse) / Math.sqrt(pooled * (1 - pooled) * inverse) : -Infinity;
}
