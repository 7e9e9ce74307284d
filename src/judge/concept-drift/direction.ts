import * as z from 'zod/mini';
import type { ConceptDetector, DetectorInput, DetectorUpdate } from '../../contracts/concept-detector.js';
import { said } from './said.js';
import { restart } from './start-run.js';

/** Which change a detector calls drift. */
export const direction = z.enum(['increase', 'decrease', 'both']);

/** Which change of the fed values counts as drift. */
export type Direction = z.output<typeof direction>;

/** State of a detector that watches both directions by two copies of itself. */
export interface BothWays<State> {
  increase: State;
  decrease: State;
}

/**
 * Turns a detector that sees increases only into one for the wanted direction: `decrease` feeds it 1 − x, `both` runs
 * one copy on x and one on 1 − x, where an alarm of the second alone is drift and an improvement.
 */
export function watch<State, Input extends DetectorInput>(
  increases: ConceptDetector<State, Input>,
  wanted: Direction,
): ConceptDetector<State | BothWays<State>, Input> {
  if (wanted === 'increase') return increases;
  if (wanted === 'decrease')
    return {
      ...increases,
      update: (state, x) => increases.update(state as State, 1 - x),
      estimate(state) {
        const mean = increases.estimate?.(state as State);
        return mean === undefined ? undefined : 1 - mean;
      },
    };
  return {
    ...increases,
    estimate: (state) => increases.estimate?.((state as BothWays<State>).increase),
    initialState: () => ({ increase: increases.initialState(), decrease: increases.initialState() }),
    update(state, x) {
      const both = state as BothWays<State>;
      return join(increases.update(both.increase, x), increases.update(both.decrease, 1 - x));
    },
    afterDrift(state) {
      const both = state as BothWays<State>;
      return { increase: restart(increases, both.increase), decrease: restart(increases, both.decrease) };
    },
  };
}

function join(up: DetectorUpdate, down: DetectorUpdate): DetectorUpdate {
  return said(up.drift || down.drift, up.warning === true || down.warning === true, down.drift && !up.drift);
}
