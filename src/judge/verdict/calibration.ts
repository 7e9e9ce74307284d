import type { Followed } from '../../contracts/progress.js';
import type { Schema } from '../../contracts/schema.js';
import type { LeftOut } from './decision-cells-of-rows.js';
import type { FalseAlarmRate } from './expected-false-alarms.js';

/**
 * Options of `calibrate`. `signal` ends it while pseudo-windows are drawn, which is nearly all of it; `onProgress` hears of each
 * as a run.
 */
export interface CalibrationOptions extends Followed {
  /** Rows per window: at least 30, at most half of the reference's. */
  readonly windowSize: number;
  /**
   * False-alarm windows that are allowed, per so many windows or per day, week or month of a reference with times, whose rows say
   * how often windows come. Default 1 per 100 windows; data quality keeps a tenth of it.
   */
  readonly alarmBudget?: {
    readonly falseAlarms?: number;
    readonly per: { readonly windows: number } | 'day' | 'week' | 'month';
  };
  /** Columns of the reference; inferred where absent. */
  readonly schema?: Schema;
  /** ψ₀, the change on the PSI scale that does not matter, 0 to 10: flagged no more often than the budget allows. Default 0. */
  readonly tolerance?: number;
  /** Pseudo-windows, R: 100 to 100,000. Default 2,000. Raising it makes thresholds surer and takes as much longer. */
  readonly replicates?: number;
  /** Seed of the draws. Default 0. */
  readonly seed?: number | string;
}

/** The threshold of one column. */
export interface CalibratedThreshold {
  readonly column: string;
  /** PSI, in nats, that a window without change exceeds as often as the column's share of the budget allows. */
  readonly threshold: number;
  /** Of the threshold, over the pseudo-windows. How far one reference speaks for others is in `expected`. */
  readonly standardError: number;
  /** `extrapolated` by an F law where the budget asks for more than the pseudo-windows can show. */
  readonly method: 'quantile' | 'extrapolated';
  /** How many times more the PSI varies than that of independent rows; 1 = as they do. */
  readonly dispersion: number;
}

/** What `calibrate` found. */
export interface Calibration {
  readonly windowSize: number;
  readonly replicates: number;
  /** Consecutive rows that were drawn together, ℓ. */
  readonly blockRows: number;
  /** For the option `columns` of a Monitor or of `compare`. */
  readonly columns: Readonly<Record<string, { readonly threshold: number }>>;
  readonly thresholds: readonly CalibratedThreshold[];
  /** Columns without a threshold, and why: no values, too few of them in a window, nearly all different, or in one cell. */
  readonly leftOut: readonly LeftOut[];
  /** Share of windows to be flagged while nothing changes: on average over references, and what one monitor in twenty exceeds. */
  readonly expected: FalseAlarmRate;
}
