import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { type BothWays, direction, watch } from './direction.js';
import { said, stable } from './said.js';

/** Options of {@link eddm}. */
export const eddmOptions = z
  .strictObject({
    /** Rows, and errors, before the first verdict. Default 30. */
    warmStart: z._default(z.int().check(z.gte(1)), 30),
    /** Share of the greatest distance under which it warns, in (0, 1). Default 0.95, at least `beta`. */
    alpha: z._default(z.number().check(z.gt(0), z.lt(1)), 0.95),
    /** Share of the greatest distance under which it alarms, in (0, 1). Default 0.9. Lowering it alarms less often. */
    beta: z._default(z.number().check(z.gt(0), z.lt(1)), 0.9),
    /** Which change of the error rate is drift: `increase`, `decrease` or `both`. Default `increase`, as published. */
    direction: z._default(direction, 'increase'),
  })
  .check(
    z.refine((options) => options.alpha >= options.beta, {
      path: ['alpha'],
      error: 'must be at least beta, or nothing would ever warn',
    }),
  );

/** Options of `eddm`. */
export interface EddmOptions extends z.input<typeof eddmOptions> {}

/** What EDDM remembers. */
export interface EddmState {
  /** Rows seen. */
  n: number;
  /** Errors seen. */
  errors: number;
  /** `n` at the last error; 0 before the first. */
  lastError: number;
  /** Mean of the distances in rows between errors. */
  mean: number;
  /** Sum of their squared deviations from it. */
  squares: number;
  /** Greatest mean + 2 sd so far; null before there is one. */
  greatest: number | null;
  /** Whether the last error with a verdict warned. */
  warning: boolean;
}

/**
 * Early drift detection method: alarms when errors come at much shorter distances than at best.
 *
 * At each error it compares `v = mean + 2 sd` of the distances between errors (sample standard deviation) with the
 * greatest v so far: drift below β of it, a warning below α of it. The warning stands until an error lifts it.
 *
 * The greatest v only grows, so it alarms falsely while young (11–31 times per 10,000 rows) and goes blind when old:
 * offered for comparison with published work, not as a default. It sees an error rate go from .1 to .4 at row
 * 2,000 after 43 rows on average, one time in twenty after more than 105.
 *
 * @param options - See {@link EddmOptions}.
 * @returns A detector of 0/1 errors with seven numbers of state (twice that for `both`) and constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(eddm({ alpha: 0.9, beta: 0.8 }));
 * errors.observe({ error: 0 }).warning; // false
 *
 * @see Baena-García et al., Early drift detection method, 4th International Workshop on Knowledge Discovery from Data
 * Streams, 2006, section 3.
 */
export function eddm(options?: EddmOptions): ConceptDetector<EddmState | BothWays<EddmState>, 'error'> {
  const { warmStart, alpha, beta, direction: wanted } = parseOptions(eddmOptions, options, 'eddm');
  const increases: ConceptDetector<EddmState, 'error'> = {
    name: 'eddm',
    input: 'error',
    initialState: () => ({ n: 0, errors: 0, lastError: 0, mean: 0, squares: 0, greatest: null, warning: false }),
    update(state, error) {
      state.n += 1;
      if (error === 0) return said(false, state.warning, false);
      countDistance(state);
      if (state.n <= warmStart) return stable;
      const sd = state.errors > 1 ? Math.sqrt(state.squares / (state.errors - 1)) : 0;
      const v = state.mean + 2 * sd;
      if (state.greatest === null || v > state.greatest) {
        state.greatest = v;
        return said(false, state.warning, false);
      }
      if (state.errors <= warmStart) return said(false, state.warning, false);
      const drift = v < beta * state.greatest;
      state.warning = !drift && v < alpha * state.greatest;
      return said(drift, state.warning, false);
    },
  };
  return watch(increases, wanted);
}

function countDistance(state: EddmState): void {
  const distance = state.n - state.lastError;
  state.lastError = state.n;
  state.errors += 1;
  const before = distance - state.mean;
  state.mean += before / state.errors;
  state.squares += before * (distance - state.mean);
}
