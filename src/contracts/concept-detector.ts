/** The meaning of what a detector is fed: 1 = the model was wrong; a loss in [0, 1]; any finite number. */
export type DetectorInput = 'error' | 'bounded' | 'real';

/** What a detector says of one value. One object may be given for many rows: built-in detectors give the same frozen one. */
export interface DetectorUpdate {
  readonly drift: boolean;
  readonly warning?: boolean;
  /**
   * The change is one for the better: against the direction the detector watches, or a fall where it watches both. Ends
   * the concept like a drift does (the host resets), but never retrains.
   */
  readonly improvement?: boolean;
  /** The present estimate of the mean of the input; goes before `estimate(state)` of the detector. */
  readonly estimate?: number;
  /** With a drift, rows since the change began, this one included, where the detector estimates it; at least 1. */
  readonly age?: number;
}

/**
 * A concept-drift detector. Its state is plain JSON handed in, so save, restore, clone and reset come free. `update` may
 * change the state in place; it never resets it: after a drift or an improvement the host replaces the state at the
 * start of the next update by `afterDrift(state)` or `initialState()`.
 *
 * @example
 * const errorRun: ConceptDetector<{ run: number }> = {
 *   name: 'errorRun', input: 'error', initialState: () => ({ run: 0 }),
 *   update(state, error) { state.run = error === 1 ? state.run + 1 : 0; return { drift: state.run >= 5 }; },
 * };
 */
export interface ConceptDetector<State = unknown, Input extends DetectorInput = DetectorInput> {
  readonly name: string;
  readonly input: Input;
  /** Row order the detector wants when labels come late. Default `prediction`. */
  readonly order?: 'prediction' | 'arrival';
  /** The state before the first value. */
  initialState(): State;
  /** Takes one value into the state and says what it shows. */
  update(state: State, x: number): DetectorUpdate;
  /**
   * The present estimate of the mean of the input, where there is one. Asked for after a row by those who want it, so that
   * `update` need not make an object per row to say it.
   */
  estimate?(state: State): number | undefined;
  /** The state to go on with after a drift, where not the initial one. */
  afterDrift?(state: State): State;
  /**
   * The same detector with at most one false alarm in so many rows. There where it has such a number and nobody chose it: a
   * Monitor whose budget is in rows gives it a part of that.
   */
  withBudget?(rowsPerFalseAlarm: number): ConceptDetector<State, Input>;
}
