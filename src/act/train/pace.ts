import { DriftSenseError } from '../../errors.js';
import { nextTurn } from '../../ports/next-turn.js';

/** Counts work and lets the event loop turn between slices. Await it after each block of rows. */
export type Pace = (work: number) => Promise<void>;

/** Multiply-adds between two turns of the event loop: a few milliseconds of one core. */
export const sliceWork = 1_000_000;

/** Rows that fit in one slice when each costs `workPerRow` multiply-adds; at least one. */
export const rowsPerSlice = (workPerRow: number): number =>
  Math.max(1, Math.floor(sliceWork / Math.max(1, workPerRow)));

/**
 * Makes the pace of one training run: work is counted, not timed, so that the same data take the same turns. Each turn
 * first looks at the signal.
 *
 * @throws DriftSenseError `ABORTED` from the returned function, at the first slice after the signal fired.
 */
export function pacer(signal: AbortSignal): Pace {
  let spent = 0;
  throwIfAborted(signal);
  return async (work) => {
    spent += work;
    if (spent < sliceWork) return;
    spent = 0;
    throwIfAborted(signal);
    await nextTurn();
    throwIfAborted(signal);
  };
}

/** @throws DriftSenseError `ABORTED` */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted)
    throw new DriftSenseError('ABORTED', 'training was aborted by its signal', { cause: signal.reason });
}
