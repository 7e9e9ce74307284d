import type { ReferenceColumn, WindowColumn } from '../contracts/profiles.js';

/** One column of a window in the types of its schema, and the column of the reference over whose cells it is counted. */
export interface ColumnToCount {
  readonly reference: ReferenceColumn;
  /** Nothing of the values themselves is kept. */
  readonly redact: boolean;
  readonly values:
    | { readonly kind: 'numeric'; readonly values: Float64Array; readonly unparsable: number }
    | { readonly kind: 'categorical'; readonly codes: Int32Array; readonly categories: readonly string[] };
}

/**
 * Where the rows of large windows are counted: `workerExecutor` of `driftsense/node` does it in threads. Whatever counts
 * them, the counts are the same, bit for bit.
 */
export interface Executor {
  readonly name: string;
  /**
   * Counts each column over the cells of its reference.
   *
   * @returns The counts in the order of the columns.
   * @throws whatever goes wrong; then the columns are counted where the monitor runs, and it is told. After `signal`: at once.
   *   What is not counted after a minute, and a millisecond for each thousand cells, is not waited for any longer: it went wrong.
   */
  count(columns: readonly ColumnToCount[], signal?: AbortSignal): Promise<readonly WindowColumn[]>;
  /** Ends what it holds once all that was asked for is counted. It may be used again. */
  close(): Promise<void>;
}
