// npm run parity: our methods beside other packages' on generated cases, as docs/parity.json and docs/parity.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as cases from './cases.js';
import { parityPage } from '../../scripts/pages/parity-page.js';
import { compareMethod, holds, type Theirs } from './compare.js';
import { countMethods } from './count-methods.js';
import { detectorMethods } from './detector-methods.js';
import { distanceMethods } from './distance-methods.js';
import { lawMethods } from './law-methods.js';
import type { CaseKind } from './method.js';
import { metricMethods } from './metric-methods.js';
import { sampleMethods } from './sample-methods.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const page = fileURLToPath(new URL('../../docs/parity.json', import.meta.url));
const cache =
  process.env['PARITY_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'driftsense/parity');
const python = process.env['PYTHON'] ?? 'python3';
const seed = process.env['PARITY_SEED'] ?? 'parity 1';
const count = 1_000;
/** Packages to ask anew; what the others answered last time stands. All by default. */
const asked = process.argv.slice(2);

const environments = {
  main: {
    requirements: 'requirements.txt',
    runners: ['scipy', 'mpmath', 'sklearn', 'river', 'evidently', 'nannyml'],
  },
  frouros: { requirements: 'requirements-frouros.txt', runners: ['frouros'] },
};

const kinds: Record<CaseKind, () => readonly unknown[]> = {
  samples: () => cases.samplePairs(count, seed),
  counts: () => cases.countPairs(count, 1_000_000, seed),
  small_counts: () => cases.countPairs(count, 2_000, seed),
  scalars: () => cases.scalars(count, seed),
  scored: () => cases.scoredRows(count, seed),
  p_values: () => cases.pValueLists(count, seed),
  errors: () => cases.errorStreams(count, 1_500, seed),
  long_errors: () => cases.errorStreams(count, 3_000, `${seed}/long`),
  reals: () => cases.realStreams(count, 1_500, seed),
  short_reals: () => cases.realStreams(count, 300, `${seed}/short`),
  bounded: () => cases.boundedStreams(count, 1_500, seed),
};

const methods = [
  ...sampleMethods,
  ...countMethods,
  ...lawMethods,
  ...metricMethods,
  ...distanceMethods,
  ...detectorMethods,
];

const version = spawnSync(python, ['--version'], { encoding: 'utf8' });
if (version.error !== undefined || version.status !== 0) {
  console.log(`parity: not run: '${python}' is no Python that starts; set PYTHON to one of 3.11 or later`);
  process.exit(0);
}

/** Python of an environment, made and filled first where its requirements are new. */
function interpreter(name: keyof typeof environments): string {
  const folder = join(cache, name);
  const wanted = readFileSync(join(here, environments[name].requirements), 'utf8');
  const stamp = join(folder, 'installed.txt');
  const own = join(folder, 'bin/python');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return own;
  console.log(`parity: installing ${environments[name].requirements} into ${folder}; this takes minutes`);
  execFileSync(python, ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(own, ['-m', 'pip', 'install', '--quiet', '-r', join(here, environments[name].requirements)], {
    stdio: 'inherit',
  });
  writeFileSync(stamp, wanted);
  return own;
}

/** What the packages answered, by package and key. */
function answers(): Record<string, Record<string, readonly Theirs[]>> {
  const result: Record<string, Record<string, readonly Theirs[]>> = {};
  for (const [name, { runners }] of Object.entries(environments))
    for (const runner of runners) {
      const out = join(cache, 'results', `${runner}.json`);
      const again = asked.length === 0 || asked.includes(runner);
      console.log(`parity: ${runner}${again ? '' : ', as answered before'}`);
      if (again)
        execFileSync(
          interpreter(name as keyof typeof environments),
          [join(here, 'python', `run_${runner}.py`), cache],
          { stdio: 'inherit' },
        );
      result[runner] = JSON.parse(readFileSync(out, 'utf8')) as Record<string, readonly Theirs[]>;
    }
  return result;
}

const generated = Object.fromEntries(Object.entries(kinds).map(([kind, make]) => [kind, make()]));
for (const folder of ['cases', 'results']) mkdirSync(join(cache, folder), { recursive: true });
for (const [kind, list] of Object.entries(generated))
  writeFileSync(join(cache, 'cases', `${kind}.json`), JSON.stringify(list));
const theirs = answers();
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
  cwd: here,
  encoding: 'utf8',
}).trim();
const rows = methods.map((method) =>
  compareMethod(method, generated[method.kind]!, theirs[method.package]![method.key]!),
);
writeFileSync(
  page,
  `${JSON.stringify(
    {
      seed,
      date: new Date().toISOString().slice(0, 10),
      commit,
      python: version.stdout.trim(),
      rows,
    },
    undefined,
    2,
  )}\n`,
);
writeFileSync(page.replace('.json', '.md'), parityPage());
const wrong = rows.filter((row) => !holds(row) && row.open === undefined);
for (const row of wrong) console.error('parity: differs:', JSON.stringify(row));
console.log(`parity: ${rows.filter(holds).length} of ${rows.length} rows hold`);
process.exit(wrong.length === 0 ? 0 : 1);
