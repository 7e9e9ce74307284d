import type { ColumnKind } from './column-profile.js';

/** What a column is for. Identifiers, timestamps, segments and ignored columns are never tested. */
export type ColumnRole = 'feature' | 'prediction' | 'score' | 'label' | 'id' | 'timestamp' | 'segment' | 'ignore';

/** One column of a schema, as plain JSON. */
export interface ColumnSchema {
  readonly name: string;
  readonly role: ColumnRole;
  readonly type: ColumnKind;
  /** Numeric rules: values outside are counted as schema violations. */
  readonly min?: number;
  readonly max?: number;
  /** Closed list of categories: others are counted as schema violations. */
  readonly categories?: readonly string[];
  /** Texts that mean "missing" in this column, besides the empty CSV cell. */
  readonly missing?: readonly string[];
  /** Timestamps: IANA zone of the clocks that wrote times without offset. Without it such times are refused. */
  readonly timeZone?: string;
  /** `redact`: no category or value of this column appears in any output. */
  readonly labels?: 'plain' | 'redact';
}

/** The task of the model, by its label. */
export type Task = 'binary' | 'multiclass' | 'regression';

/** Columns in order; inferred once from the reference or declared, then frozen. `Names` carries the column names as a type. */
export interface Schema<Names extends string = string> {
  readonly kind: 'schema';
  readonly schemaVersion: 1;
  readonly columns: readonly (ColumnSchema & { readonly name: Names })[];
  /** Where the schema comes from. */
  readonly origin: 'declared' | 'inferred';
  /** Remarks of the inference: unnamed columns, id-like columns, numbers kept as text. */
  readonly notes?: readonly string[];
}

/** How a window differs from the schema. Counted and reported; never re-inferred. */
export interface SchemaViolation {
  readonly column: string;
  readonly kind:
    | 'missing-column'
    | 'extra-column'
    | 'wrong-type'
    | 'out-of-range'
    | 'unknown-category'
    | 'invalid-value';
  /** Cells, or rows of a column that is absent or extra. */
  readonly count: number;
  /** What is wrong, without figures: parts of a window add up. */
  readonly detail: string;
}
