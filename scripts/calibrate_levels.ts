// Second half of npm run calibrate: how often tests reject where nothing changes, and find what does, as docs/levels.json.
// Names of parts measure these alone: npx tsx scripts/calibrate_levels.ts tests power
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { budgetRun } from '../test/calibration/budget.js';
import { deciderBoundary, deciderPower } from '../test/calibration/decider-power.js';
import {
  burstCase,
  burstTimes,
  dependentCases,
  type DependentCase,
} from '../test/calibration/dependent-populations.js';
import { detectableRates } from '../test/calibration/detectable.js';
import { distanceSizes } from '../test/calibration/distance-sizes.js';
import { mixedFeatures } from '../test/calibration/populations.js';
import { presetRates } from '../test/calibration/preset-rates.js';
import { publishedSilence } from '../test/calibration/silence.js';
import { publishedModes } from '../test/calibration/reference-modes.js';
import { tailLevels } from '../test/calibration/tail-levels.js';
import { statisticLevels, testLevels } from '../test/calibration/test-levels.js';
import { levelsPage } from './pages/levels-page.js';
import { sourceCommit } from './source_commit.js';

const nightly = process.env['NIGHTLY'] !== undefined;
/** `NIGHTLY=0.2` is a fifth of the nightly runs. */
const times = nightly ? 5 * (Number(process.env['NIGHTLY']) || 1) : 1;
const windows = nightly ? [50, 200, 2_000, 50_000] : [50, 200, 2_000];
const referenceOf = (window: number) => Math.max(5_000, 5 * window);

/** What the random numbers of a part come from, with the names of its cells in braces: the same text, the same numbers. */
const seeds: Readonly<Record<string, string>> = {
  budget: 'published {psi} {window}/{reference}/{table}/{column}',
  dependence: 'published {name}/{reference}/{table}/{column}',
  bursts: 'published bursts {often}/{reference}/{table}/{column}',
  tests: 'levels/{column}/{reference}/{window}/{run}',
  statistics: 'statistics/{test}/{rows}/{run}',
  distances: 'distances/{distance}/{rows}/{run}',
  silence: 'silence/{runs}/{sizes}/{window}/{stream}',
  modes: 'mode {reference} {window}/{reference}/{table}/{column}',
  power: 'power/{change}/{tolerance}/{window}',
  boundary: 'boundary/{change}/{reference}/{window}',
  detectable: 'detectable/{column}/{reference, window, tolerance, columns}',
  tail: 'tail',
  presets: 'preset rates/{features}',
};

/** Windows whose rows depend on one another, at both tolerances. */
const dependentRuns = ({ name, features, reference, window }: DependentCase) =>
  [0.05, 0.0025].map((tolerance) => {
    const columns = Object.fromEntries(features.map((feature) => [feature.name, { tolerance }]));
    const sizes = { referenceRows: reference, windowRows: window };
    const runs = { references: 20 * times, windows: 10, moved: false, seed: `published ${name}` };
    const { rates: _, ...run } = budgetRun(features, { ...runs, ...sizes, columns });
    return { name, tolerance, reference, window, ...run };
  });

/** Every part of the page, and how it is measured. */
const parts: Readonly<Record<string, () => readonly object[] | Promise<readonly object[]>>> = {
  budget: () =>
    windows.flatMap((windowRows) =>
      ([0, 0.05] as const).map((psi) => {
        const { rates: _, ...run } = budgetRun(mixedFeatures(psi), {
          references: Math.round(20 * times),
          windows: 10,
          referenceRows: referenceOf(windowRows),
          windowRows,
          moved: psi > 0,
          seed: `published ${psi} ${windowRows}`,
        });
        return { moved: psi > 0, reference: referenceOf(windowRows), window: windowRows, ...run };
      }),
    ),
  dependence: () => dependentCases.flatMap(dependentRuns),
  bursts: () => burstTimes.flatMap((often) => dependentRuns(burstCase(often)).map((run) => ({ often, ...run }))),
  tests: () =>
    windows.flatMap((window) => testLevels({ reference: referenceOf(window), window }, nightly ? 200 * times : 400)),
  statistics: () => [50, 200, 2_000].flatMap((rows) => statisticLevels(rows, rows > 200 ? 400 * times : 2_000 * times)),
  distances: () => [50, 200, 2_000].flatMap((rows) => distanceSizes(rows, rows > 200 ? 400 * times : 2_000 * times)),
  silence: () => publishedSilence(40 * times),
  modes: () => publishedModes(nightly ? 80 * times : 40),
  power: () => deciderPower(400 * times),
  boundary: () => deciderBoundary(4_000 * times),
  detectable: () => detectableRates(400 * times),
  tail: () => tailLevels(40_000 * times),
  presets: () => [1, 2, 5, 10, 20, 50].map((features) => presetRates(features, { references: 20, windows: 400 })),
};

const docs = new URL('../docs/', import.meta.url);
const file = new URL('levels.json', docs);
const asked = process.argv.slice(2);
// Written part by part: the nightly form takes hours, and what is measured stays measured. Parts may be measured at the same time.
for (const [name, measure] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const began = performance.now();
  const rows = await measure();
  const measured = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  measured[name] = {
    date: new Date().toISOString().slice(0, 10),
    seed: seeds[name],
    commit: sourceCommit(),
    rows,
  };
  writeFileSync(file, `${JSON.stringify(measured, undefined, 1)}\n`);
  writeFileSync(new URL('levels.md', docs), levelsPage());
  console.log(`${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s`);
}
