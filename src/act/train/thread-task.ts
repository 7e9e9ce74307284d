/** What a training thread is told. Columns of doubles and codes lie in memory that both threads see. */
export interface ThreadTask {
  /** Address of the trainer's module, what it exports the trainer as, and the trainer's name. */
  readonly module: string;
  readonly exported: string;
  readonly name: string;
  readonly columns: readonly (readonly [name: string, column: ThreadColumn])[];
  readonly labels: Float64Array;
  readonly classes?: readonly (string | number | boolean)[];
  readonly size: number;
  readonly seed: number;
}

/** A column without its methods. */
export type ThreadColumn =
  | { readonly kind: 'coded'; readonly codes: Int32Array; readonly categories: readonly string[] }
  | { readonly kind: 'parsed'; readonly values: Float64Array; readonly texts: ReadonlyMap<number, string> }
  | { readonly kind: 'plain'; readonly values: Float64Array | readonly unknown[] };

/** What a training thread answers. */
export type ThreadAnswer =
  | { readonly trained: unknown; readonly error?: undefined }
  | {
      readonly error: {
        readonly message: string;
        readonly stack?: string;
        /** Of a `DriftSenseError`. */
        readonly code?: string;
        readonly details?: Readonly<Record<string, unknown>>;
      };
    };
