import type { Batch } from './batch.js';

/** Batches in, in order. `ack(offset)` is called once all windows up to this offset have taken effect and are saved. */
export interface Source extends AsyncIterable<Batch> {
  /** What a later process knows this source by. With `after` a run goes on where the last one stopped. */
  readonly name?: string;
  /** The source from behind the batch with this offset on. */
  after?(offset: string): AsyncIterable<Batch>;
  /** Told that all windows up to this offset have taken effect and are saved. */
  ack?(offset: string): Promise<void> | void;
}
