import type { Batch, Table } from '../contracts/batch.js';
import { inTurns } from '../ports/next-turn.js';
import { readInSteps } from '../table/read-in-steps.js';
import { pacer } from './pacer.js';

/**
 * `toBatch`, with turns of the event loop in between.
 *
 * @throws DriftSenseError `TABLE_INVALID`; `ABORTED` at the next turn after the signal.
 */
export async function readInTurns(given: Table, signal: AbortSignal | undefined): Promise<Batch> {
  const steps = readInSteps(given);
  try {
    return await inTurns(steps, pacer(signal));
  } finally {
    // What it steps through is told that nothing more is read.
    steps.return(undefined as never);
  }
}
