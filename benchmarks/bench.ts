// Compares with peers and measures growth, each in a process of its own, stores what was seen in results.json and makes
// docs/performance.md of it. Run: npm run bench [-- words of a name …]; npm run bench:gate compares with what is stored and
// stores nothing. Large jobs, which need minutes and gigabytes, are run by name only: npm run bench -- wide long many table.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { PairResult } from './compare-pair.js';
import type { Growth } from './growth.js';
import type { Large } from './large.js';
import { slower, withNew, type Results } from './results.js';
import { performancePage } from '../scripts/pages/performance-page.js';

const stored = new URL('results.json', import.meta.url);
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const names = ['pairs', 'growth', ...(words.length > 0 ? ['large'] : [])].flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url)).map((name) => join('benchmarks', folder, name)),
);
const wanted = names.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
const outdir = 'node_modules/.cache/driftsense/bench';
await build({
  entryPoints: wanted,
  outdir,
  entryNames: '[name]',
  bundle: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  packages: 'external',
  logLevel: 'error',
});

const figure = (x: number): string => (x >= 100 ? x.toFixed(0) : x.toPrecision(3));

function sayPair(pair: PairResult): void {
  if ('notRun' in pair) console.log(`${pair.name}: not run (${pair.notRun})`);
  else {
    const { ratio, ours, theirs, goal, rounds, by } = pair;
    console.log(
      `${pair.name} (${pair.peer}): ${figure(ratio.median)} times as fast (${figure(ratio.low)} to ${figure(ratio.high)}, ${rounds} rounds, ${by}); ${figure(ours.median)} and ${figure(theirs.median)} ms${goal === undefined ? '' : `; goal ${goal}`}`,
    );
  }
}

function sayGrowth({ name, points, slope }: Growth): void {
  const times = points.map(([size, ms]) => `${size.toLocaleString('en')}: ${figure(ms)} ms`);
  console.log(`${name}: ${times.join(', ')}; slope ${figure(slope)}`);
}

function sayLarge({ name, figures }: Large): void {
  const all = figures.map(
    ({ what, value, unit, most }) =>
      `${what} ${figure(value)} ${unit}${most === undefined ? '' : ` (at most ${most})`}`,
  );
  console.log(`${name}: ${all.join(', ')}`);
}

const pairs: PairResult[] = [];
const growth: Growth[] = [];
const large: Large[] = [];
let failed = false;
for (const name of wanted) {
  const script = join(outdir, basename(name).replace(/\.ts$/, '.mjs'));
  const { status, stdout } = spawnSync('node', ['--expose-gc', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    console.log(`${name} failed`);
    failed = true;
  }
  for (const line of stdout.split('\n').filter(Boolean)) {
    const result = JSON.parse(line) as PairResult | Growth | Large;
    if ('figures' in result) {
      large.push(result);
      sayLarge(result);
    } else if ('slope' in result) {
      growth.push(result);
      sayGrowth(result);
    } else {
      pairs.push(result);
      sayPair(result);
    }
  }
}

const now: Results = { pairs, growth, large };
const before = JSON.parse(readFileSync(stored, 'utf8')) as Results;
if (process.argv.includes('--gate')) {
  const found = slower(before, now);
  for (const line of found) console.log(`slower: ${line}`);
  failed ||= found.length > 0;
} else {
  writeFileSync(stored, `${JSON.stringify(withNew(before, now), null, 2)}\n`);
  writeFileSync(new URL('../docs/performance.md', import.meta.url), performancePage());
}
process.exitCode = failed ? 1 : 0;
