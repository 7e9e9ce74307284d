import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { type BothWays, direction, watch } from './direction.js';
import { said, stable } from './said.js';

/** Options of {@link fhddm}. */
export const fhddmOptions = z
  .strictObject({
    /** Rows in the window. Default 100. Raising it finds smaller changes, later. */
    windowSize: z._default(z.int().check(z.gte(1)), 100),
    /** Level of Hoeffding's bound, in (0, 1). Default 1e-6. Raising it alarms sooner and more often. */
    confidence: z._default(z.number().check(z.gt(0), z.lt(1)), 1e-6),
    /** Rows of a second, shorter window that finds abrupt changes sooner; below `windowSize`. Default none. */
    shortWindowSize: z.optional(z.int().check(z.gte(1))),
    /** Which change of the error rate is drift: `increase`, `decrease` or `both`. Default `increase`, as published. */
    direction: z._default(direction, 'increase'),
  })
  .check(
    z.refine((options) => options.shortWindowSize === undefined || options.shortWindowSize < options.windowSize, {
      path: ['shortWindowSize'],
      error: 'must be below windowSize',
    }),
  );

/** Options of `fhddm`. */
export interface FhddmOptions extends z.input<typeof fhddmOptions> {}

/** What FHDDM remembers. */
export interface FhddmState {
  /** The last errors and rights, oldest first. */
  window: number[];
  /** Least number of errors in a full window so far; null before the window is full. */
  fewest: number | null;
  /** The same in the short window. */
  fewestShort: number | null;
}

/**
 * Fast Hoeffding drift detection method: alarms when the share of right predictions in a sliding window falls more than
 * `ε = √(ln(1/δ)/(2w))` below the best share so far.
 *
 * It takes errors, as every detector here does, and counts the rights itself: fed with rights instead it would alarm
 * when the model gets better. An error rate that goes from .1 to .4 at row 2,000 is
 * seen after 66 rows on average, one time in twenty after more than 90. It hardly ever alarms falsely at rates up to .1, but twelve
 * times in 100,000 rows at .3.
 *
 * @param options - See {@link FhddmOptions}.
 * @returns A detector of 0/1 errors. State: `windowSize` bits (twice that for `both`); cost O(windowSize) per row.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(fhddm({ shortWindowSize: 20 }));
 * errors.observe({ error: 1 }).drift; // false
 *
 * @see Pesaranghader and Viktor, Fast Hoeffding drift detection method for evolving data streams, ECML PKDD 2016,
 * section 3; Pesaranghader, Viktor and Paquet, Reservoir of diverse adaptive learners and stacking fast Hoeffding drift
 * detection methods, Machine Learning 107 (2018), for the short window.
 */
export function fhddm(options?: FhddmOptions): ConceptDetector<FhddmState | BothWays<FhddmState>, 'error'> {
  const { windowSize, confidence, shortWindowSize, direction: wanted } = parseOptions(fhddmOptions, options, 'fhddm');
  // u_max − u > ε in shares of rights is errors − fewest > ε w in counts.
  const excess = (size: number) => Math.sqrt((size * Math.log(1 / confidence)) / 2);
  const increases: ConceptDetector<FhddmState, 'error'> = {
    name: 'fhddm',
    input: 'error',
    initialState: () => ({ window: [], fewest: null, fewestShort: null }),
    estimate: ({ window }) => (window.length < windowSize ? undefined : errorsIn(window, windowSize) / windowSize),
    update(state, error) {
      const { window } = state;
      window.push(error);
      if (window.length > windowSize) window.shift();
      if (window.length < windowSize) return stable;
      const errors = errorsIn(window, windowSize);
      state.fewest = Math.min(state.fewest ?? errors, errors);
      let drift = errors - state.fewest > excess(windowSize);
      if (shortWindowSize !== undefined) {
        const recent = errorsIn(window, shortWindowSize);
        state.fewestShort = Math.min(state.fewestShort ?? recent, recent);
        drift ||= recent - state.fewestShort > excess(shortWindowSize);
      }
      return said(drift, false, false);
    },
  };
  return watch(increases, wanted);
}

/** Errors among the last `size` rows. */
function errorsIn(window: readonly number[], size: number): number {
  let errors = 0;
  for (let i = window.length - size; i < window.length; i++) errors += window[i]!;
  return errors;
}
