import type { Table } from '../../contracts/batch.js';
import type { Followed } from '../../contracts/progress.js';
import type { Schema } from '../../contracts/schema.js';
import type { LeftOut } from './decision-cells-of-rows.js';
import type { FalseAlarmRate } from './expected-false-alarms.js';

/**
 * Options of {@link calibrate}. `signal` ends it while pseudo-windows are drawn, which is nearly all of it; `onProgress` hears of each
 * as a run.
 */
export interface CalibrationOptions extends Followed {
  /** Rows per window: at least 30, at most half of the reference's. */
  readonly windowSize: number;
  /** False-alarm windows that are allowed. Default 1 per 100 windows; data quality keeps a tenth of it. */
  readonly alarmBudget?: { readonly falseAlarms?: number; readonly per: { readonly windows: number } };
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

/** What {@link calibrate} found. */
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

/**
 * Thresholds for fixed PSI from the reference itself, for rows that depend on one another in ways that no correction knows:
 * windows are made of blocks of consecutive reference rows, long enough to hold the dependence, and compared with the rows
 * outside them. A window is then flagged as often as the budget allows, whatever the columns' dependence on each other.
 *
 * Columns that cannot be decided on, constant ones and identifiers say, are named with the reason. Without a `tolerance` large
 * windows flag changes that do not matter.
 *
 * @param reference - A table, its rows in the order of time.
 * @throws DriftSenseError `OPTION_INVALID`, `TABLE_INVALID`, `ABORTED`.
 * @example
 * const { columns, expected } = await calibrate(lastMonth, { windowSize: 2_000 });
 * const monitor = new Monitor({ reference: lastMonth, columns });
 * @see Künsch (1989), The jackknife and the bootstrap for general stationary observations; Politis & Romano (1992) for the
 * circular form.
 */
export const calibrate = async (reference: Table, options: CalibrationOptions): Promise<Calibration> =>
  (await import('./calibrate.js')).calibrateNow(reference, options);
