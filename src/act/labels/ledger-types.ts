import type { LabelSettings } from './label-options.js';

/**
 * What became of a prediction.
 *
 * - `waiting`: kept; its label is still to come.
 * - `joined`: its label had come before it.
 * - `duplicate`: the same prediction of the same id again; nothing changed.
 * - `conflict`: another prediction of an id that is known; the first one stays.
 * - `full`: kept and waiting, but there was no room: the oldest label without prediction, else the oldest prediction, went.
 * - `expired`: it is older than the greatest age already; not kept.
 * - `invalid-id`, `invalid-prediction`, `invalid-time`: not kept. An id is a text that is not empty, or a finite number.
 */
export type RecordOutcome =
  | 'waiting'
  | 'joined'
  | 'duplicate'
  | 'conflict'
  | 'full'
  | 'expired'
  | 'invalid-id'
  | 'invalid-prediction'
  | 'invalid-time';

/**
 * What became of a label.
 *
 * - `joined`: its prediction had waited for it.
 * - `unmatched`: no prediction of this id is known; kept until it comes, or until the greatest age.
 * - `duplicate`: the same label of the same id again; nothing changed.
 * - `corrected`: another label of a labelled id, not older than the one before: it replaces it.
 * - `superseded`: another label of a labelled id, older than the one known, which stays.
 * - `expired`: its prediction is older than the greatest age; not joined.
 * - `full`: no prediction of this id is known and there was no room: the oldest such label went for it, or, where
 *   predictions fill the ledger, it was not kept itself.
 * - `invalid-id`, `invalid-label`, `invalid-time`: not kept.
 */
export type LabelOutcome =
  | 'joined'
  | 'unmatched'
  | 'duplicate'
  | 'corrected'
  | 'superseded'
  | 'expired'
  | 'full'
  | 'invalid-id'
  | 'invalid-label'
  | 'invalid-time';

/** A prediction to be joined with its label. */
export interface Prediction {
  /** Class index, or the value for regression. Finite. */
  readonly prediction: number;
  /** P(positive); finite. Absent or NaN where there is none. */
  readonly score?: number | undefined;
  /** The version that made it, a whole number from 0 to 2³¹ − 1. Absent where it is not known. */
  readonly modelVersion?: number | undefined;
  /** Epoch milliseconds of the prediction. Default: the ledger's time. */
  readonly at?: number | undefined;
  /** The window it is reported with. Default: the period of its time, by the ISO date and time of its beginning. */
  readonly window?: string | undefined;
}

/** Fixed for the life of a ledger. */
export interface LedgerSettings extends LabelSettings {
  /** Order in which joined rows are handed to the detector: the one it declares. */
  readonly order: 'prediction' | 'arrival';
  /**
   * Milliseconds by which a prediction or a label may lie ahead of the ledger's time, once that is known; beyond it its
   * time is invalid, so that one wrong time cannot expire everything. Infinity: any. With a limit, call `advance` with the
   * clock's time before each `record` and `label`, else what comes after a pause lies too far ahead.
   */
  readonly aheadMs: number;
}

/**
 * Joined rows, values beside each other: the shape of `Outcomes` in judge/performance. `scores` is absent when no row
 * has one, and NaN in rows without.
 */
export interface JoinedRows {
  readonly rows: number;
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  readonly scores?: Float64Array;
}

/** Predictions of one window and one model version, counted. */
export interface Cohort {
  readonly window: string;
  readonly modelVersion?: number;
  /** Epoch milliseconds of its first and last prediction. */
  readonly from: number;
  readonly to: number;
  /** Predictions told. */
  readonly predictions: number;
  /** Those with a label. */
  readonly labelled: number;
  /** Those that are past grace. */
  readonly mature: number;
  /** Those past grace whose label came within it; a label without time counts as having come in time. */
  readonly covered: number;
  /** Predictions that had to go because the ledger was full; they count as predictions, their labels are lost. */
  readonly dropped: number;
}

/** A cohort with its joined rows and how long labels took. */
export interface CohortDetail extends Cohort {
  readonly joined: JoinedRows;
  /** Milliseconds from prediction to label, over the rows whose label has a time; absent when there is none. */
  readonly lag?: { readonly rows: number; readonly median: number; readonly p90: number };
}

/** All that ever happened in a ledger, as running numbers. */
export interface LedgerCounts {
  readonly records: Readonly<Record<RecordOutcome, number>>;
  readonly labels: Readonly<Record<LabelOutcome, number>>;
  /** What went because the ledger was full. */
  readonly dropped: { readonly waiting: number; readonly joined: number; readonly unmatched: number };
  /** What reached the greatest age: predictions without label, labels without prediction. */
  readonly expired: { readonly unlabelled: number; readonly unmatched: number };
  /** Joined rows on their way to the detector. */
  readonly feed: {
    readonly fed: number;
    /** Order `prediction`: passed over because no label had come within grace, or the row was dropped before. */
    readonly skipped: number;
    /** Made by another model version than the one asked for. */
    readonly otherVersion: number;
    /** Labels corrected after the row had been fed: the detector is not told. */
    readonly correctedAfter: number;
  };
}
