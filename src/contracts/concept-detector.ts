/** The meaning of what a detector is fed: 1 = the model was wrong; a loss in [0, 1]; any finite number. */
export type DetectorInput = 'error' | 'bounded' | 'real';

/** What a detector says of one value. */
export interface DetectorUpdate {
  readonly drift: boolean;
  readonly warning?: boolean;
  /** The change is one for the better (the error fell). Never retrains. */
  readonly improvement?: boolean;
  readonly estimate?: number;
}

/**
 * A concept-drift detector. Its state is plain JSON handed in, so save, restore, clone and reset come free. `update` may
 * change the state in place; it never resets it: after an alarm the host replaces the state at the start of the next
 * update by `afterDrift(state)` or `initialState()`.
 *
 * @example
 * const errorRun: ConceptDetector<{ run: number }> = {
 *   name: 'errorRun', input: 'error', initialState: () => ({ run: 0 }),
 *   update(state, error) { state.run = error === 1 ? state.run + 1 : 0; return { drift: state.run >= 5 }; },
 * };
 */
export interface ConceptDetector<State = unknown> {
  readonly name: string;
  readonly input: DetectorInput;
  /** Row order the detector wants when labels come late. Default `prediction`. */
  readonly order?: 'prediction' | 'arrival';
  initialState(): State;
  update(state: State, x: number): DetectorUpdate;
  afterDrift?(state: State): State;
}
