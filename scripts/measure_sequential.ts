// Third part of npm run calibrate: the tables of docs/sequential-measured.md, cell by cell, so that it can be stopped and goes on
// where it was; all of it takes hours. Names of tables measure these anew: npx tsx scripts/measure_sequential.ts errors delays
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { detectionDelay } from '../src/judge/sequential/detection-delay.js';
import { errorDelays } from '../test/judge/concept-drift/error-delays.js';
import {
  dependentAlarms,
  histogramOf,
  nullAlarms,
  nullDependences,
  nullReferences,
  seasonAlarms,
} from '../test/judge/sequential/false-alarms.js';
import { sequentialPage, type SequentialRates } from './pages/sequential-page.js';
import { sourceCommit } from './source_commit.js';

const file = new URL('../docs/sequential-rates.json', import.meta.url);
const made = { date: new Date().toISOString().slice(0, 10), commit: sourceCommit() };
const kept = (): Record<string, object[]> =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, object[]>) : {};
const keep = (rates: Record<string, object[]>) => writeFileSync(file, `${JSON.stringify(rates)}\n`);

/** What the random numbers of a table come from, with what tells its streams apart in braces. */
const seeds: Readonly<Record<keyof SequentialRates, string>> = {
  null: 'null/{columns}/{reference}/{dependence}/{run}',
  dependent: 'dependent/{rho}/{reference}/{run}',
  seasons: 'season/{amplitude}/{run}',
  delays: '0/{run}',
  errors: '{run}',
};

const again = new Set(process.argv.slice(2));
keep(Object.fromEntries(Object.entries(kept()).filter(([kind]) => !again.has(kind))));

/** Measures a cell, where that was not done yet, and keeps it. */
function measure<Kind extends keyof SequentialRates>(
  kind: Kind,
  cell: Partial<SequentialRates[Kind][number]>,
  result: () => Partial<SequentialRates[Kind][number]>,
): void {
  const rates = kept();
  const cells = (rates[kind] ??= []);
  const names = Object.keys(cell) as (keyof object)[];
  if (cells.some((one) => names.every((name) => JSON.stringify(one[name]) === JSON.stringify((cell as object)[name]))))
    return;
  cells.push({ ...cell, ...made, seed: seeds[kind], ...result() });
  console.error(kind, cells.at(-1));
  keep(rates);
}

for (const [how, options, learning] of [
  ['`proven`, after 2,000 validation rows', 'proven', 0],
  ['`adaptive`, after 2,000 validation rows', 'adaptive', 0],
  ['with a limit at the rate before', 'limit', 0],
  ['having learnt from 2,000 rows of the stream', undefined, 2_000],
] as const)
  for (const [from, to] of [
    [0.1, 0.15],
    [0.1, 0.2],
    [0.1, 0.3],
    [0.2, 0.3],
  ] as const) {
    const validation = { rows: 2_000, errors: 2_000 * from };
    const known = options === 'limit' ? { limit: from } : { validation, mode: options };
    const change = { from, to, options: options === undefined ? {} : known, learning };
    const size = { runs: 1_000, rowsPerFalseAlarm: 10_000, within: 5_000 };
    measure('errors', { from, to, how }, () => ({
      runs: size.runs,
      rowsPerFalseAlarm: size.rowsPerFalseAlarm,
      ...errorDelays(change, size),
    }));
  }

for (const change of [
  ...[0.1, 0.2, 0.3, 0.5, 1].map((shift) => ({ shift })),
  ...[1.3, 2, 0.8].map((spread) => ({ spread })),
])
  for (const tolerance of [0, 0.0025, 0.05]) {
    const options = { rowsPerFalseAlarm: 50_000, columns: 10, reference: 5_000, streams: 100 };
    measure('delays', { change, tolerance }, () => ({
      streams: options.streams,
      delay: detectionDelay(change, { ...options, tolerance }),
    }));
  }

const stream = { rows: 50_000, rowsPerFalseAlarm: 25_000 };

for (const split of [true, false])
  for (const amplitude of [0.2, 0.5, 1]) {
    const size = { ...stream, columns: 4 };
    measure('seasons', { amplitude, split, ...size }, () => ({
      monitors: histogramOf([...seasonAlarms({ amplitude, split }, { ...size, monitors: split ? 20 : 3 })]),
    }));
  }

for (const rho of [0.3, 0.5, 0.8, 0, 0.1])
  for (const reference of [1_000, 5_000]) {
    const size = { ...stream, columns: 10 };
    measure('dependent', { rho, reference, ...size }, () => ({
      monitors: histogramOf([...dependentAlarms({ rho, reference }, { ...size, monitors: 20 })]),
    }));
  }

/** Monitors per cell of the grid, by columns, in rounds over the whole grid. */
const rounds: readonly (readonly [columns: number, from: number, monitors: number])[] = [
  [1, 0, 417],
  [10, 0, 334],
  [100, 0, 40],
  [1, 417, 43],
  [100, 40, 43],
];
const rowsPerFalseAlarm = 2_000;
for (const [columns, from, monitors] of rounds)
  for (const reference of nullReferences)
    for (const dependence of nullDependences) {
      const cell = { columns, reference, dependence };
      measure('null', { ...cell, ...(from > 0 && { from }), rowsPerFalseAlarm }, () => ({
        monitors: histogramOf([...nullAlarms(cell, { monitors, rowsPerFalseAlarm, from })]),
      }));
    }
writeFileSync(new URL('../docs/sequential-measured.md', import.meta.url), sequentialPage());
