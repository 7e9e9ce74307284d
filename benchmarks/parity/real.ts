// npm run parity:real: verdicts on real data whose changes are known, beside other packages', as docs/real-data.json and .md.
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { realDataPage } from '../../scripts/pages/real-data-page.js';
import { sourceCommit } from '../../scripts/source_commit.js';
import type { Theirs } from './compare.js';
import { answersOf, pythonVersion, writeCases } from './environments.js';
import { knownWindows } from './real/columns.js';
import { alarmRows, alarmsOf, detectors } from './real/ours.js';
import { type Alarmed, scoreColumns, scoreStream } from './real/score.js';
import { knownStreams } from './real/streams.js';

const folder = process.env['DRIFTSENSE_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
/** Packages to ask anew; what the others answered last time stands. All by default. */
const asked = process.argv.slice(2);
const isAsked = (name: string) => asked.length === 0 || asked.includes(name);

const python = pythonVersion();
if (!existsSync(folder)) {
  console.log(`parity: not run: no data sets in ${folder}; set DRIFTSENSE_DATA to their folder`);
  process.exit(0);
}
const windows = await knownWindows(folder);
const streams = await knownStreams(folder);
writeCases(
  'real_columns',
  windows.flatMap(({ columns }) => Object.values(columns)),
);
writeCases(
  'real_streams',
  streams.map(({ errors }) => errors),
);

/** Alarms of a package that was asked column by column. */
function byWindow(answers: readonly Theirs[]): Alarmed[] {
  let next = 0;
  return windows.map(({ columns }) =>
    Object.fromEntries(
      Object.keys(columns).map((name) => {
        const answer = answers[next++]!;
        return [name, 'error' in answer ? null : answer[0] === 1];
      }),
    ),
  );
}

const columns = [
  ...[true, false].map((ordered) =>
    scoreColumns(
      ordered ? 'driftsense' : 'driftsense, `ordered: false`',
      windows,
      windows.map((window) => alarmsOf(window, ordered)),
    ),
  ),
  ...(
    [
      ['evidently', 'evidently'],
      ['nannyml', 'NannyML'],
    ] as const
  ).map(([name, title]) =>
    scoreColumns(title, windows, byWindow(answersOf(`real_${name}`, 'main', isAsked(name))['columns']!)),
  ),
].flat();
const river = answersOf('real_river', 'main', isAsked('river'));
const alarms = [
  ...Object.entries(detectors).map(([name, make]) => ({
    detector: `driftsense ${name}`,
    rows: streams.map(({ errors }) => alarmRows(make, errors)),
  })),
  ...Object.entries(river).map(([name, answers]) => ({
    detector: `river ${name}`,
    rows: answers as readonly number[][],
  })),
];
const concepts = alarms.flatMap(({ detector, rows }) =>
  streams.map((stream, k) => scoreStream(detector, stream, rows[k]!)),
);
const date = new Date().toISOString().slice(0, 10);
const docs = new URL('../../docs/', import.meta.url);
writeFileSync(
  new URL('real-data.json', docs),
  `${JSON.stringify({ date, seed: '{data}', commit: sourceCommit(), python, columns, concepts }, undefined, 2)}\n`,
);
writeFileSync(new URL('real-data.md', docs), realDataPage());
