import { DriftSenseError } from '../../errors.js';
import { pacer as pacerOf, type Pace as PaceOf } from '../../ports/next-turn.js';

/** Lets the event loop turn between slices. Await it after each block of rows, with its work in multiply-adds. */
export type Pace = PaceOf;

/** Multiply-adds between two turns of the event loop: a few milliseconds of one core. */
export const sliceWork = 1_000_000;

/** Rows that fit in one slice when each costs `workPerRow` multiply-adds; at least one. */
export const rowsPerSlice = (workPerRow: number): number =>
  Math.max(1, Math.floor(sliceWork / Math.max(1, workPerRow)));

/**
 * Makes the pace of one training run. Each turn first looks at the signal.
 *
 * @throws DriftSenseError `ABORTED` from the returned function, at the first slice after the signal fired.
 */
export const pacer = (signal: AbortSignal | undefined): Pace => pacerOf(sliceWork, () => throwIfAborted(signal));

/** @throws DriftSenseError `ABORTED` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new DriftSenseError('ABORTED', 'training was aborted by its signal', { cause: signal.reason });
}
