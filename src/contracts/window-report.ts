import type { ColumnRole, SchemaViolation } from './schema.js';
import type { SequentialReport } from './sequential.js';
import type { Estimate, Moved, Reason, TestResult, Verdict } from './results.js';

/** One window: what it is called, its span (first and last time or row number) and its rows. */
export interface WindowInfo {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** The rows are a contiguous part of the reference, beyond coincidence: shown, never counted. */
  readonly inReference?: boolean;
  /** A trailing window that closed before it was full: without a verdict, unless `trailing` is `judge`. */
  readonly partial?: boolean;
}

/** How one column came out, by which test, and what moved. */
export interface ColumnReport<Names extends string = string> {
  readonly column: Names;
  readonly role: ColumnRole;
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** Name of the test in `tests` whose verdict counts; under fixed thresholds the first that breached, else the first. */
  readonly decider: string;
  readonly tests: readonly TestResult[];
  readonly moved: Moved;
}

/** One data-quality question: share and count of flagged rows in the window. */
export interface QualityReport {
  readonly column: string;
  readonly kind: 'missing' | 'non-finite' | 'unparsable' | 'unseen' | 'range' | 'schema';
  readonly count: number;
  readonly share: number;
  readonly reference: { readonly count: number; readonly share: number };
  readonly pValue?: number;
  readonly logPValue?: number;
  readonly tolerance?: number;
  /** Rows without a value come in runs, and count so many times less. */
  readonly dispersion?: number;
  /** Whether this question belongs to the family that can flag the window. */
  readonly flags: boolean;
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly detail?: string;
}

/** What the concept detector said of the rows of a window, and of earlier ones whose labels came since the window before. */
export interface ConceptReport {
  readonly detector: string;
  readonly drift: boolean;
  readonly warning: boolean;
  readonly improvement: boolean;
  /** Running number of drift episodes; detections within the refractory span belong to one. */
  readonly episode: number;
  /** 0-based row, within the detector's own stream, of the first detection among them. */
  readonly index?: number;
  /** Row of that stream at which the change began, where the detector estimates it. */
  readonly since?: number;
  /** Rows fed in this window, and since the one before. */
  readonly rows: number;
  /** Mean of what the detector was fed: the error rate, for errors. */
  readonly mean?: number;
  /** Why the detector was not fed, or another one stands in. */
  readonly note?: string;
}

/** Labelled rows of one class that were taken for another. */
export interface ConfusedClasses {
  readonly label: string;
  readonly prediction: string;
  readonly count: number;
}

/** Metrics of the labelled rows of a window, of one version: versions are never mixed. */
export interface PerformanceReport {
  /** Rows but for those that have a label and no prediction, or that of another version. */
  readonly rows: number;
  readonly labelled: number;
  /** labelled / rows. */
  readonly maturity: number;
  readonly modelVersion?: number;
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** Of three classes and more: those confused most often, by ten rows at least. Absent where there are none. */
  readonly confused?: readonly ConfusedClasses[];
}

/** Why something was done or left: a closed list. */
export type DecisionReason =
  | 'stable'
  | 'drift-not-confirmed'
  | 'confirmed-data-drift'
  | 'confirmed-concept-drift'
  | 'retraining-disabled'
  | 'no-trainer'
  | 'no-labels'
  | 'in-cooldown'
  | 'daily-limit'
  | 'run-in-progress'
  | 'data-quality-alarm'
  | 'performance-within-tolerance'
  | 'gate-passed'
  | 'gate-refused'
  | 'in-reference'
  | 'insufficient'
  | 'labels-came';

/** What a window led to, and why. */
export interface Decision {
  readonly action: 'none' | 'suggest' | 'train' | 'promote' | 'rollback';
  readonly reason: DecisionReason;
  /** For people: which windows or detections led here. */
  readonly detail?: string;
}

/**
 * Everything one window led to: frozen, plain JSON, the same for the same input and seed. `drift` iff the window is
 * flagged; a concept detection sets `concept.drift`, not `verdict`.
 */
export interface WindowReport<Names extends string = string> {
  readonly kind: 'windowReport';
  readonly schemaVersion: 1;
  readonly monitor: string;
  readonly window: WindowInfo;
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** Drift first, then by effect, then by name. */
  readonly columns: readonly ColumnReport<Names>[];
  readonly quality: readonly QualityReport[];
  readonly violations: readonly SchemaViolation[];
  /** Where the budget is in rows: what watching them one by one came to. */
  readonly sequential?: SequentialReport;
  readonly concept?: ConceptReport;
  readonly performance?: PerformanceReport;
  /** Version that served these rows, when the monitor or its rows know it; of several the one that serves now, else the newest. */
  readonly modelVersion?: number;
  readonly decision: Decision;
  /** The guarantees in force, in words. */
  readonly guarantee: readonly string[];
  readonly reference: {
    readonly hash: string;
    readonly rows: number;
    /** Windows that have joined it before this one, and their rows. */
    readonly joined?: { readonly windows: number; readonly rows: number };
  };
  readonly notes: readonly string[];
}
