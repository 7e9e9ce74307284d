import type { Table } from '../contracts/batch.js';
import { calibrateInSteps, calibrationOptions } from '../judge/verdict/calibrate.js';
import type { Calibration, CalibrationOptions } from '../judge/verdict/calibration.js';
import { parseOptions } from '../options.js';
import { inTurns, pacer } from '../ports/next-turn.js';
import { throwIfAborted } from '../ports/until-aborted.js';
import { teller } from '../teller.js';

/** Rows that are drawn between two turns of the event loop: a few milliseconds. */
const rowsPerSlice = 500_000;

/** See `calibrate` in `calibrate.ts`, which loads this when it is called. */
export async function calibrateNow(given: Table, settings: CalibrationOptions): Promise<Calibration> {
  const { signal, onProgress, ...checked } = parseOptions(calibrationOptions, settings, 'calibrate');
  const pace = pacer(rowsPerSlice, () => throwIfAborted(signal, 'the calibration'));
  const tell = teller(onProgress, { where: 'calibrate', unit: 'runs', total: checked.replicates });
  return inTurns(calibrateInSteps(given, checked, tell), pace);
}
