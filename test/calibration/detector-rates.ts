import type { ConceptDetector } from '../../src/contracts/concept-detector.js';
import { stepRun } from '../../src/judge/concept-drift/run.js';
import { startRun } from '../../src/judge/concept-drift/start-run.js';
import { builtIns } from '../judge/concept-drift/built-ins.js';
import { FastRandom } from './fast-random.js';

/** Concept detectors at their defaults: false alarms on stable streams, and delay after a change. */

/** Stable streams: error rates, and standard normal numbers for detectors that take any. */
export const stable = { '.1': 0.1, '.3': 0.3, 'N(0, 1)': undefined } as const;
/** Changes of the error rate. */
export const changes = [
  [0.1, 0.15],
  [0.1, 0.2],
  [0.1, 0.3],
  [0.2, 0.3],
] as const;
const before = 2_000;
const after = 4_000;

const dummy = (name: string, drift: (n: number) => boolean): ConceptDetector<{ n: number }> => ({
  name,
  input: 'real',
  initialState: () => ({ n: 0 }),
  afterDrift: (state) => state,
  update: (state) => ({ drift: drift((state.n += 1)) }),
});

/** Every built-in detector watching increases, and what any detector has to beat. */
export const detectors: Readonly<Record<string, () => ConceptDetector>> = {
  ...Object.fromEntries(Object.entries(builtIns).map(([name, { make }]) => [name, () => make('increase')])),
  never: () => dummy('never', () => false),
  'every 1,000 rows': () => dummy('periodic', (n) => n % 1_000 === 0),
  always: () => dummy('always', () => true),
};

/** A mean over streams, and its standard error. */
export interface Rate {
  readonly mean: number;
  readonly error: number;
}

export interface DetectorRates {
  readonly detector: string;
  /** Alarms per 10,000 stable rows, by stream; absent where the detector does not take such numbers. */
  readonly falseAlarms: Readonly<Record<string, Rate>>;
  /** Mean delay in rows of the changes that were found within 4,000 rows, and the share that was not, by change. */
  readonly delay: readonly {
    readonly rows?: number;
    readonly missed: number;
  }[];
}

/** Alarms per 10,000 rows of `runs` stable streams of `rows` rows; streams of another `seed` are others. */
export function falseAlarmRate(name: string, kind: keyof typeof stable, runs: number, rows: number, seed = ''): Rate {
  const counts = Array.from(
    { length: runs },
    (_, r) => [...alarmsOf(name, `${seed}stable ${kind} ${r}`, rows, () => stable[kind])].length * (10_000 / rows),
  );
  const mean = counts.reduce((sum, count) => sum + count, 0) / runs;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (runs - 1);
  return { mean, error: Math.sqrt(variance / runs) };
}

/** @param runs - Streams of each kind. @param rows - Rows of a stable stream. */
export function detectorRates(name: string, { runs, rows }: { runs: number; rows: number }): DetectorRates {
  const takesAny = detectors[name]!().input === 'real';
  const falseAlarms: Record<string, Rate> = {};
  for (const kind of Object.keys(stable) as (keyof typeof stable)[])
    if (takesAny || stable[kind] !== undefined) falseAlarms[kind] = falseAlarmRate(name, kind, runs, rows);
  const delay = changes.map((change) => {
    const found = delays(name, change, runs, before, after);
    const mean = found.reduce((sum, rows_) => sum + rows_, 0) / found.length;
    return {
      ...(found.length > 0 && { rows: Math.round(mean) }),
      missed: 1 - found.length / runs,
    };
  });
  return { detector: name, falseAlarms, delay };
}

/** Rows from a change of the error rate at row `at` to the first alarm after it, of those within `within` rows. */
export function delays(
  name: string,
  [from, to]: readonly [number, number],
  runs: number,
  at: number,
  within: number,
): number[] {
  return Array.from({ length: runs }, (_, r) => {
    for (const row of alarmsOf(name, `${from} ${to} ${r}`, at + within, (k) => (k < at ? from : to)))
      if (row >= at) return row - at;
    return undefined;
  }).filter((delay) => delay !== undefined);
}

/** Rows on which a detector alarms in a stream of errors with these rates, or of standard normal numbers. */
export function* alarmsOf(
  name: string,
  seed: string,
  rows: number,
  rate: (row: number) => number | undefined,
): Generator<number> {
  const random = new FastRandom(`detectors/${seed}`);
  const detector = detectors[name]!();
  const run = startRun(detector);
  for (let row = 0; row < rows; row++) {
    const p = rate(row);
    const x = p === undefined ? random.normal() : Number(random.uniform() < p);
    if (stepRun(detector, run, x).drift) yield row;
  }
}
