import { readFileSync } from 'node:fs';
import type { Circumstances } from '../../benchmarks/circumstances.js';
import type { PairResult } from '../../benchmarks/compare-pair.js';
import type { Growth } from '../../benchmarks/growth.js';
import type { Large } from '../../benchmarks/large.js';
import type { Results } from '../../benchmarks/results.js';

const figure = (x: number): string => (x >= 100 ? Math.round(x).toLocaleString('en') : x.toPrecision(3));

/** docs/performance.md: what `npm run bench` saw last, from `benchmarks/results.json`. */
export function performancePage(): string {
  const { pairs, growth, large } = JSON.parse(
    readFileSync(new URL('../../benchmarks/results.json', import.meta.url), 'utf8'),
  ) as Results;
  const machines = [...new Set([...pairs, ...growth, ...large].map(({ machine }) => machine))];
  return `# Performance

${machines.join('; ')}. \`npm run bench\` measures this anew and writes this page: each pair in one process of its own and in turns (ours, peer, peer, ours, …), so that a
busy or slow machine falls on both alike. Read the ratios; the milliseconds are those of a machine that did other work at the same
time (its load is given). The time is the processor's, of all threads and with the collection of garbage, or that on the clock where
a side works with several threads. Both sides are warm, their data in memory or in the cache of files, and a pair fails
when they do not find the same. \`npm run bench:peers\` installs the peers outside the project, at the versions named;
\`npm run bench:gate\` fails when a ratio has become worse than the stored one by 30 %, or
a time grows faster than its size.

## Beside peers

A ratio of 2 means that driftsense took half the peer's time. In brackets the quartiles over the rounds.

| Pair | Peer | Machine | Times as fast | Goal | Ours, ms | Peer, ms | Rounds | Load | Date |
|---|---|---|---|---|---|---|---|---|---|
${pairs.map(pairRow).join('\n')}

What is done in each:

${jobs(pairs).join('\n')}

Machines differ, and with them the ratios: what was measured on two has a row for each. \`npm run bench:gate\` compares with those of
its own machine, else with the lower ones.

Where a goal is not reached, what was found:

- The whole job: of ours about two fifths are the reference, profiled once, a quarter of that its sorting, and three fifths its 30 windows,
  of which the first, that follows the reference, costs twice a later one. Half of a later window is counting: 7 ns a value, of which
  4 ns are moments that add up in a fixed order, so that their bits agree everywhere, and one look-up of half a slot, in one loop. The
  rest are tests, verdicts and explanations, 85 µs a column, which the scripts by hand do not make. What was tried: the loop that found
  each value's cell, and took 6.5 ns, in WebAssembly, two blocks side by side in SIMD, took 4.0 ns with the same bits;
  in JavaScript the sums of two blocks in one loop save nothing, those of four values in turn neither, and the sum of the next block
  in the loop of this one 0.4 ns: of 7 ns a value 3 are waiting for memory, as the same loops over values at hand take 4. A radix
  sort in two passes took between nine tenths and the same time on normal values and more on long tails; buckets within buckets, both
  near the processor, took as long as one distribution. Beside evidently two rounds were run: 476 and 711 times.
- ADWIN of river is compiled: 0.17 µs an update, called from Python. Of ours, 0.06 to 0.08 µs, the divisions by which a row's
  variance stays exact take 7 ns, which alone would be 24 times; merging one pair of buckets a row takes 27 ns, testing two
  borders a row, nearly all without a division or a root, 20 ns. All borders are tested; river skips some. What was tried, and
  kept: no object a row, which halved it, and bounds by which nearly all borders need neither a division nor a root.
- DDM and Page–Hinkley: their \`update\` takes 10 to 12 ns (39 to 48 and 42 times, Page–Hinkley 30 to 41 before its mean was kept off the
  heap), of which 7 are the running mean: a subtraction, a division and an addition that wait for those of the row before. The checked handle \`track\` adds 7: what comes in is looked at, the row counted,
  the estimate looked at. What was tried there: no object a row, neither for what the detector says nor for what the handle
  does, which took it to two fifths. In some runs the engine does not put the handle
  into the loop of its caller, and makes an object a row: on the Intel, without other work, ADWIN by the handle was 2.2 to 2.8 times, DDM 14 to
  17 and Page–Hinkley 8.5 to 18 in seven runs.
- CSV: about half of the time goes to finding the ends of fields and reading numbers, 2 ns a byte. Beside DuckDB, two threads each
  (\`threads: 2\`), runs without other work on the machine gave 1.84 and 2.06, on the Intel 1.95 and 1.96 times, one thread of ours beside two of DuckDB's 1.55.
  Numbers of 16 and 17 digits are read to the nearest double, as pandas does with \`float_precision="round_trip"\`; its default, which is
  compared as well, is off in the last bit in a third of them.
- Logistic regression: the same code takes 22 ms on the AMD and 27 to 28 on the Intel (1.40 and 1.41 times in two runs), where scikit-learn takes 38 to
  40 on both. Why was not looked into.
- 1,400 × 380: the reference, and windows but the first, take 300 ms at most; the first that a process judges .36 to .49 s of all
  threads, where the second takes .14 to .18 and from the ninth on each .08 to .12. What is beyond is the engine's: functions are read,
  interpreted and compiled when they are first called; without its optimiser the first takes .56 and each after it .27 to .32.

What is not a ratio, with its aim: [the import, a stored profile, observe, the event loop and giving up](measured.md).

## Growth

Milliseconds of processor time at five sizes, and the slope of their logarithms: 1 is linear, below 1 a fixed part is in it.
A training on 2,000 × 10 numbers, out-of-fold predictions included, is to take 150 ms at most.

| Time of, against | Machine | Slope | Sizes and milliseconds | Load | Date |
|---|---|---|---|---|---|
${growth.map(growthRow).join('\n')}

## Large

Measured once, by \`npm run bench -- wide long many table\`, on the clock unless it says otherwise. Where the load is above the number of
cores, the clock tells of the neighbours: read the processor time.

| Job | Machine | Figure | Seen | Goal | Load | Date |
|---|---|---|---|---|---|---|
${large.flatMap(largeRows).join('\n')}

${jobs(large).join('\n')}
`;
}

/** Each job once, with its names. */
function jobs(done: readonly Pick<PairResult, 'name' | 'job'>[]): string[] {
  const named = new Map<string, Set<string>>();
  for (const { name, job } of done) named.set(job, (named.get(job) ?? new Set()).add(name));
  return [...named].map(([job, names]) => `- ${[...names].join('; ')}: ${job}.`);
}

function pairRow(pair: PairResult): string {
  const { name, goal, load, date } = pair;
  const peer = `${pair.peer} | ${short(pair)}`;
  const aim = goal === undefined ? '' : `≥ ${goal}`;
  if ('notRun' in pair) return `| ${name} | ${peer} | not run: ${pair.notRun} | ${aim} | | | | ${load} | ${date} |`;
  const { ratio, ours, theirs, rounds, by } = pair;
  const clock = by === 'clock' ? ', on the clock' : '';
  return `| ${name} | ${peer} | **${figure(ratio.median)}** (${figure(ratio.low)} to ${figure(ratio.high)}${clock}) | ${aim} | ${figure(ours.median)} | ${figure(theirs.median)} | ${rounds} | ${load} | ${date} |`;
}

/** The maker of its processor. */
const short = ({ machine }: Pick<Circumstances, 'machine'>): string => machine.split(/[ (]/, 1)[0]!;

const largeRows = ({ figures, load, date, ...of }: Large): string[] =>
  figures.map(
    ({ what, value, unit, most }) =>
      `| ${of.name} | ${short(of)} | ${what} | ${figure(value)} ${unit} | ${most === undefined ? '' : `≤ ${most}`} | ${load} | ${date} |`,
  );

function growthRow({ slope, points, load, date, ...of }: Growth): string {
  const times = points.map(([size, ms]) => `${size.toLocaleString('en')}: ${figure(ms)}`).join(', ');
  return `| ${of.name} | ${short(of)} | ${slope.toFixed(2)} | ${times} | ${load} | ${date} |`;
}
