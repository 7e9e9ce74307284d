import type { Decision } from '../../contracts/window-report.js';
import type { PolicyState } from './policy-state.js';

/** What a training was decided by. */
interface Request {
  readonly decision: Decision;
  readonly triggers: readonly string[];
}

/** A training came to a candidate: what led to it is answered, what was seen since is not. */
export function answered(state: PolicyState, { triggers }: Request): PolicyState {
  const last = state.recent.findLastIndex(({ window }) => triggers.includes(window));
  return { ...state, recent: state.recent.slice(last + 1) };
}

/** There were too few rows to train on: nothing was tried, and the next window asks again. */
export function unasked(state: PolicyState, { decision: { reason }, triggers }: Request): PolicyState {
  const isKept = state.recent.some(({ window }) => triggers.includes(window));
  const kinds = { data: reason === 'confirmed-data-drift', concept: reason === 'confirmed-concept-drift' };
  const asked = isKept ? [] : triggers.map((window) => ({ window, ...kinds }));
  return { cooldown: 0, recent: [...asked, ...state.recent], started: state.started.slice(0, -1) };
}
