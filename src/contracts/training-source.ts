import type { Batch, Row } from './batch.js';

/** What a training run asks for: window ids (both inclusive), whether rows without label are wanted, and when to stop. */
export interface TrainingQuery {
  readonly from?: string;
  readonly to?: string;
  readonly labelled: boolean;
  readonly signal: AbortSignal;
}

/** Where rows to train on come from: files read again, a bounded buffer, or the user's own query; oldest first. */
export interface TrainingSource {
  /** The rows asked for, oldest first. */
  rows(query: TrainingQuery): AsyncIterable<Batch>;
  /** The rows the first model was trained on, for strategy `append`; absent = the rows given as reference, if any. */
  reference?(query: Pick<TrainingQuery, 'signal'>): AsyncIterable<Batch>;
  /** Called by the Monitor with each judged window's rows, for sources that collect them. */
  add?(window: string, rows: Batch): void;
  /** Called by the Monitor with a label that came by itself, under the name of its column. */
  label?(id: string, label: Row): void;
}
