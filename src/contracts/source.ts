import type { Batch } from './batch.js';

/** Batches in, in order. `ack(offset)` is called once a window that ended at this offset has taken effect. */
export interface Source extends AsyncIterable<Batch> {
  ack?(offset: string): Promise<void> | void;
}
