import type { Table } from '../contracts/batch.js';
import type { Calibration, CalibrationOptions } from '../judge/verdict/calibration.js';

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
  (await import('./calibrate-now.js')).calibrateNow(reference, options);
