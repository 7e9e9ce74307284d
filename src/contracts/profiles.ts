import type { Moments } from './column-profile.js';
import type { ColumnRole, Schema, SchemaViolation } from './schema.js';

/** Frozen cells of a numeric column; see `stats/grid`. Plain JSON. */
export interface StoredGrid {
  /** Inner edges, ascending. Cell k holds edges[k-1] <= x < edges[k]; the outer cells take every finite value beyond. */
  readonly edges: readonly number[];
  /** Reference rows per cell. */
  readonly counts: readonly number[];
  /** Per cell of the fine grid, the cell of the decider's coarse view. */
  readonly view: readonly number[];
  /** Per edge the views that keep it; see `viewOf` of `stats/grid`. */
  readonly levels: readonly number[];
}

/** Per scale s = 2, 4, 8, …: number of blocks K and sums over blocks of the two scores; see `stats/dependence`. */
export interface DependenceTable {
  readonly rows: number;
  readonly scales: readonly {
    readonly size: number;
    readonly blocks: number;
    readonly sumX: number;
    readonly sumY: number;
    readonly sumXX: number;
    readonly sumYY: number;
    readonly worst: number;
  }[];
}

/**
 * By how much the variance of a mean over neighbouring rows exceeds that of independent ones, at least 1: of the place of a
 * value or the presence of a category, of its spread, of whether it is missing; see `stats/sequential/tempering`.
 */
export interface Tempering {
  readonly values: number;
  readonly spread?: number;
  readonly missing: number;
  /** Rows of the longest run of missing ones. */
  readonly longestMissing?: number;
}

interface ReferenceColumnBase {
  readonly name: string;
  readonly role: ColumnRole;
  readonly size: number;
  readonly missing: number;
  /** Not tested, with the reason. */
  readonly skipped?: 'id-like';
  /** Estimated from the rows in time order; absent when the order is unknown. */
  readonly dependence?: DependenceTable;
  /** The same for the sequential alarm. */
  readonly tempering?: Tempering;
}

/** Reference profile of a numeric column. */
export interface NumericReference extends ReferenceColumnBase {
  readonly kind: 'numeric';
  readonly count: number;
  readonly posInf: number;
  readonly negInf: number;
  readonly unparsable: number;
  /** Absent under 30 finite values. */
  readonly grid?: StoredGrid;
  /** Mean of the reference rows in each fine cell. */
  readonly cellMeans?: readonly number[];
  /** Twenty equal-width cells over the reference range, for the `thresholds` preset. */
  readonly range20?: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** Distinct reference values and the rows below, at and between them; only when asked for, see `exactKs`. */
  readonly gaps?: { readonly values: readonly number[]; readonly counts: readonly number[] };
  readonly moments?: Moments;
  /** Absent, like the quantiles and the sample, for a redacted column. */
  readonly min?: number;
  readonly max?: number;
  readonly quantiles?: readonly { readonly order: number; readonly value: number }[];
  readonly sample?: readonly number[];
  /** Of the sample, and of those that windows are sampled by. */
  readonly sampleSeed?: number;
}

/** Reference profile of a categorical column. */
export interface CategoricalReference extends ReferenceColumnBase {
  readonly kind: 'categorical';
  readonly count: number;
  /** In descending reference count, ties by code-point order. When the cap bound, the last entry is `__other__`. */
  readonly categories: readonly string[];
  readonly counts: readonly number[];
  readonly capped: boolean;
  readonly distinct: number;
  /** Categories seen exactly once and twice, for the test of unseen categories. */
  readonly once: number;
  readonly twice: number;
}

/** One column of a reference profile. */
export type ReferenceColumn = NumericReference | CategoricalReference;

/**
 * The reference, profiled once: cells, counts, moments, missing shares, dependence. Plain JSON without any row, versioned
 * and hashed. Keep it with `JSON.stringify`, check it with `parseReference`.
 */
export interface ReferenceProfile<Names extends string = string> {
  readonly kind: 'referenceProfile';
  readonly schemaVersion: 1;
  readonly libVersion: string;
  /**
   * Over schema, cells and counts as they were profiled. Two profiles merge only when it agrees. Nobody compares it with what
   * is in a stored profile: one that is edited keeps the hash of what it was.
   */
  readonly hash: string;
  readonly size: number;
  readonly schema: Schema<Names>;
  readonly columns: readonly ReferenceColumn[];
  readonly notes: readonly string[];
}

/** Window profile of a numeric column, over the cells of its reference. */
export interface NumericWindow {
  readonly name: string;
  readonly kind: 'numeric';
  readonly size: number;
  readonly count: number;
  readonly missing: number;
  readonly posInf: number;
  readonly negInf: number;
  readonly unparsable: number;
  /** Finite values under the smallest and over the largest reference value. */
  readonly below: number;
  readonly above: number;
  /** Rows per fine cell of the reference; empty when the reference has no cells. */
  readonly counts: readonly number[];
  readonly range20?: readonly number[];
  /** Rows below, at and between the distinct reference values. */
  readonly gaps?: readonly number[];
  readonly moments?: Moments;
  /** Absent, like the sample, for a redacted column. */
  readonly min?: number;
  readonly max?: number;
  /** The values with the smallest seeded priorities: [priority, value], ascending. Mergeable. */
  readonly sample?: readonly (readonly [priority: number, value: number])[];
}

/** Window profile of a categorical column, over the dictionary of its reference. */
export interface CategoricalWindow {
  readonly name: string;
  readonly kind: 'categorical';
  readonly size: number;
  readonly count: number;
  readonly missing: number;
  readonly unseen: number;
  readonly counts: readonly number[];
  readonly unseenNamed: readonly (readonly [category: string, count: number])[];
}

/** One column of a window profile. */
export type WindowColumn = NumericWindow | CategoricalWindow;

/** One window (or part of one) counted over the cells of a reference. Plain JSON; parts add up by `merge`. */
export interface WindowProfile {
  readonly kind: 'windowProfile';
  readonly schemaVersion: 1;
  readonly libVersion: string;
  /** Hash of the reference whose cells were counted. */
  readonly reference: string;
  readonly size: number;
  readonly columns: readonly WindowColumn[];
  readonly violations: readonly SchemaViolation[];
  readonly notes: readonly string[];
}
