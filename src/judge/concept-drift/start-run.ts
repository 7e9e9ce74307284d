import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { atOnce } from '../../unawaited.js';

/** A detector at work on one stream: all that its host must keep, plain JSON when the detector's state is. */
export interface DetectorRun<State = unknown> {
  state: State;
  /** Rows fed so far: the 0-based index of the next row. Runs on across resets. */
  index: number;
  /** The last row ended a concept, so the state is replaced before the next one. */
  ended: boolean;
}

/** A run that has seen nothing. */
export const startRun = <State>(detector: ConceptDetector<State>): DetectorRun<State> => ({
  state: atOnce(detector.initialState()),
  index: 0,
  ended: false,
});

/** The state a detector goes on with after a concept ended. */
export const restart = <State>(detector: ConceptDetector<State>, state: State): State =>
  atOnce(detector.afterDrift ? detector.afterDrift(state) : detector.initialState());
