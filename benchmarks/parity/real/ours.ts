import { adwin, compare, shiryaevRoberts } from '../../../src/index.js';
import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import type { Cell, KnownWindow } from './columns.js';
import type { Alarmed } from './score.js';

/** What `compare` says: a column alarms by its values or by a check of its quality. @param ordered - Rows are in the order of time. */
export function alarmsOf({ columns }: KnownWindow, ordered: boolean): Alarmed {
  const table = (side: 'reference' | 'window') =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[side]])) as Record<string, Cell[]>;
  const { columns: judged, quality } = compare(table('reference'), table('window'), { ordered });
  const drifted = new Set(
    [...judged, ...quality].filter(({ verdict }) => verdict === 'drift').map(({ column }) => column),
  );
  return Object.fromEntries(Object.keys(columns).map((name) => [name, drifted.has(name)]));
}

/** Detectors that react to rises and falls; the others are row for row those of river. */
export const detectors: Readonly<Record<string, () => ConceptDetector>> = {
  adwin: () => adwin(),
  shiryaevRoberts: () => shiryaevRoberts({ direction: 'both' }),
};

/** Rows that alarm. */
export function alarmRows(make: () => ConceptDetector, errors: readonly number[]): number[] {
  const detector = make();
  const run = startRun(detector);
  return errors.flatMap((x, row) => (stepRun(detector, run, x).drift ? [row] : []));
}
