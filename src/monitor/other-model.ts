import { startRun } from '../judge/concept-drift/start-run.js';
import { freshConcept, type ConceptDetectors, type ConceptState } from './concept-state.js';
import type { MonitorState } from './state.js';

/** Starts anew for another model: the count of episodes goes on, and a detector that failed stays replaced. */
export function restartConcept({ detector, fallback }: ConceptDetectors, state: ConceptState): ConceptState {
  const { episodes, standIn } = state;
  if (standIn && fallback) return { run: startRun(fallback), episodes, failures: 0, standIn };
  return detector ? { ...freshConcept({ detector, fallback }), episodes } : state;
}

/** What another model changes: the detector starts anew, and a drift that it found before is of no account. */
export function ofOtherModel(
  detectors: ConceptDetectors,
  { concept, policy }: Pick<MonitorState, 'concept' | 'policy'>,
): Partial<MonitorState> | undefined {
  if (!concept) return undefined;
  const recent = policy.recent.filter((window) => !window.concept);
  return { concept: restartConcept(detectors, concept), between: undefined, policy: { ...policy, recent } };
}
