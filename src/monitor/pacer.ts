import { DriftSenseError } from '../errors.js';
import { pacer as pacerOf, type Pace } from '../ports/next-turn.js';

/** Cells that are counted between two turns of the event loop: a few milliseconds. */
export const cellsPerSlice = 500_000;

/**
 * Makes the pace of one window: work is counted in cells that are counted in the time it takes.
 *
 * @param slower - All takes so many times as long.
 * @throws DriftSenseError `ABORTED` from it and from what it gives, after the signal.
 */
export const pacer = (signal: AbortSignal | undefined, slower = 1): Pace =>
  pacerOf(cellsPerSlice / slower, () => {
    if (signal?.aborted)
      throw new DriftSenseError('ABORTED', 'the work was aborted by its signal', { cause: signal.reason });
  });
