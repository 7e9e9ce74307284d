import type { ConceptDetector } from 'driftsense';

/** A concept detector: so many errors in a row. Its state is plain data, so save, restore and reset come free. */
export const errorRun = ({ length = 5 } = {}): ConceptDetector<{ run: number }> => ({
  name: 'errorRun',
  input: 'error', // 1 = the model was wrong
  initialState: () => ({ run: 0 }),
  update(state, error) {
    state.run = error === 1 ? state.run + 1 : 0;
    return { drift: state.run >= length, warning: state.run >= length - 1 };
  },
});
