/** What kind of values a column holds for drift tests. */
export type ColumnKind = 'numeric' | 'categorical';

/** Central moments of the finite values: population `sd`, sums of powers m2, m3, m4 about the mean. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
}

/** What a data-drift test sees of one column on one side. Both sides have the same cells. */
export interface ColumnProfile {
  readonly kind: ColumnKind;
  /** Rows. */
  readonly size: number;
  /** Finite values (numeric) or present values (categorical, unseen included). */
  readonly count: number;
  readonly missing: number;
  readonly posInf: number;
  readonly negInf: number;
  readonly unparsable: number;
  /** Numeric window: values under the smallest and over the largest reference value. */
  readonly below?: number;
  readonly above?: number;
  /** Rows whose category is not in the reference's dictionary; they are not in `counts`. */
  readonly unseen: number;
  /** Rows per cell: of the fine grid (numeric), of the dictionary (categorical). */
  readonly counts: Uint32Array;
  /** Numeric: inner edges, ascending; cell k holds edges[k-1] <= x < edges[k]. */
  readonly edges?: Float64Array;
  /** Numeric: per fine cell its cell in the coarse view of about ten cells, whose counts are exact sums. */
  readonly view?: Uint8Array;
  /** Numeric: mean of the reference rows in each fine cell. */
  readonly cellMeans?: Float64Array;
  /** Categorical: the dictionary, in the order of `counts`. The last entry is `__other__` when the cap bound. */
  readonly categories?: readonly string[];
  /** Unseen categories with counts, the most frequent first, bounded. */
  readonly unseenNamed?: readonly (readonly [category: string, count: number])[];
  /** Categorical: whether the dictionary was cut at its cap, and reference categories seen exactly once and twice. */
  readonly capped?: boolean;
  readonly once?: number;
  readonly twice?: number;
  /**
   * Numeric: the distinct reference values v₁ < … < v_u, and the rows in the cells below v₁, at v₁, between v₁ and v₂, …,
   * above v_u. Present when a test declares `needs: ['gaps']`, the reference has at most 2,048 distinct values and the column
   * is not redacted.
   */
  readonly gaps?: { readonly values: Float64Array; readonly counts: Uint32Array };
  readonly moments?: Moments;
  readonly min?: number;
  readonly max?: number;
  /** Seeded sample of at most 5,000 finite values; present when the test declares `needs: ['sample']`. */
  readonly sample?: Float64Array;
  /** Reference side: what both samples are drawn by, the `seed` with which the reference was profiled. */
  readonly sampleSeed?: number;
}
