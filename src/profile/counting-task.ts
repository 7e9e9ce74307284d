import type { ColumnToCount } from '../ports/executor.js';

/** Columns that a thread counts. Numbers, codes and the reference lie in memory that both threads see. */
export interface CountingTask {
  readonly columns: readonly CountingColumn[];
}

/** A column as a thread is given it. */
export interface CountingColumn extends Omit<ColumnToCount, 'reference'> {
  readonly reference: SharedReference;
}

/** A column of a reference: its JSON, which a thread reads once per key. */
export interface SharedReference {
  readonly key: number;
  readonly json: Uint8Array;
}
