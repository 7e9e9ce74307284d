/** Columns that a thread counts. Numbers, codes and the reference lie in memory that both threads see. */
export interface CountingTask {
  readonly columns: readonly CountingColumn[];
}

/** A column as a thread is given it. */
export interface CountingColumn {
  readonly reference: SharedReference;
  readonly redact: boolean;
  readonly values:
    | { readonly kind: 'numeric'; readonly values: Float64Array; readonly unparsable: number }
    | { readonly kind: 'categorical'; readonly codes: Int32Array; readonly categories: readonly string[] };
}

/** A column of a reference: its JSON, which a thread reads once per key. */
export interface SharedReference {
  readonly key: number;
  readonly json: Uint8Array;
}
