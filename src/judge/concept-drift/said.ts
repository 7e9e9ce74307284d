import type { DetectorUpdate } from '../../contracts/concept-detector.js';

const answers = Array.from({ length: 8 }, (_, bits): DetectorUpdate =>
  Object.freeze({ drift: bits % 2 > 0, warning: bits % 4 > 1, improvement: bits > 3 }),
);

/** What a built-in detector says of nearly every row: the same frozen object each time, so that a row costs no memory. */
export const stable = answers[0]!;

/** What a built-in detector says of a row: one of eight frozen objects, {@link stable} among them. */
export const said = (drift: boolean, warning: boolean, improvement: boolean): DetectorUpdate =>
  answers[(drift ? 1 : 0) + (warning ? 2 : 0) + (improvement ? 4 : 0)]!;
