// How long the event loop is held up while a model is trained and windows are judged. Run: npm run bench:event-loop
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { Batch } from '../src/index.js';
import { logisticRegression, memoryRegistry, Monitor, rowBuffer, trainInitialModel } from '../src/index.js';
import { seededRandom } from '../src/stats/random.js';
import { memoryClock } from '../src/ports/clock.js';
import { fromColumns, makeBatch } from '../src/table/batch.js';
import { numericColumns } from './data.js';

const figure = (x: number): string => x.toPrecision(3);

/** Milliseconds of processor time of the whole process: compiling and collecting garbage beside the event loop as well. */
const ofProcess = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
/** The same of the thread of the event loop alone, where Linux tells it. */
const counted = `/proc/self/task/${process.pid}/schedstat`;
const ofLoop = existsSync(counted)
  ? (): number => Number(readFileSync(counted, 'latin1').split(' ', 1)[0]) / 1e6
  : (): number => Number.NaN;

/**
 * Processor time between two turns of the event loop, collecting garbage included: what a request waits at most on a machine
 * that is not busy. The delay on the clock, which says the same there, is told beside it.
 */
async function slices(what: string, work: () => Promise<unknown>): Promise<void> {
  await work();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times: { process: number; loop: number }[] = [];
  let last = { process: ofProcess(), loop: ofLoop() };
  let done = false;
  const turn = (): void => {
    const now = { process: ofProcess(), loop: ofLoop() };
    times.push({ process: now.process - last.process, loop: now.loop - last.loop });
    last = now;
    if (!done) setImmediate(turn);
  };
  const [clock, processor] = [performance.now(), ofProcess()];
  delay.enable();
  setImmediate(turn);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 5)); // the last slice counts as well
  done = true;
  delay.disable();
  const share = (ofProcess() - processor) / (performance.now() - clock);
  // Turns without work would hide the slices among them.
  const worked = times.filter((time) => time.process > 0.5);
  const at = (order: number, of: 'process' | 'loop'): string => {
    const sorted = worked.map((time) => time[of]).toSorted((x, y) => x - y);
    return figure(sorted[Math.floor(order * (sorted.length - 1))] ?? 0);
  };
  console.log(
    `${what}: ${worked.length} slices of work, p99 ${at(0.99, 'process')} ms, longest ${at(1, 'process')} ms of processor time, of the event loop's own thread p99 ${at(0.99, 'loop')} ms, longest ${at(1, 'loop')} ms; on the clock p99 ${figure(delay.percentile(99) / 1e6)} ms with ${figure(share)} of a processor`,
  );
}

const rows = 100_000;
const columns = numericColumns(rows, 20, 'training');
const random = seededRandom('labels');
const labels = columns['x1']!.map((x) => (random.uniform() < 1 / (1 + Math.exp(-x)) ? 1 : 0));
const data = { features: fromColumns(columns), labels, classes: [0, 1], size: rows };
const { signal } = new AbortController();
const trainer = logisticRegression();

await slices('training 100,000 × 20, five folds', () => trainer.train(data, { signal, seed: 0 }));

/** A label that depends on a feature, and after a change by the opposite sign. */
function turned(count: number, seed: string, sign: 1 | -1): Batch {
  const features = numericColumns(count, 20, seed);
  const chance = seededRandom(`${seed} labels`);
  const label = features['x1']!.map((x) => (chance.uniform() < 1 / (1 + Math.exp(-3 * sign * x)) ? 1 : 0));
  return fromColumns({ ...features, label });
}
const inMonitor = {
  reference: turned(rows, 'first training', 1),
  columns: { label: { role: 'label', type: 'categorical' } },
  trainer,
  retrain: { mode: 'auto', strategy: 'replace', timeoutMs: 600_000 },
} as const;
await slices('the first training of 100,000 × 20, with all that comes before and after it', () =>
  trainInitialModel({ ...inMonitor, registry: memoryRegistry() }),
);
const changed = [turned(rows, 'before', 1), turned(rows, 'change', -1), turned(rows, 'after', -1)];
/** A monitor whose reference has been read, which its constructor does at once. */
const withModel = async (): Promise<Monitor> => {
  const settings = { ...inMonitor, registry: memoryRegistry(), training: rowBuffer({ rows: 2 * rows }) };
  await trainInitialModel(settings);
  return new Monitor(settings);
};
const monitors = [await withModel(), await withModel()];
await slices('a retraining inside a monitor: three windows of 100,000 × 20, training, gate, probation', async () => {
  const monitor = monitors.pop()!;
  const promoted: number[] = [];
  monitor.on('promoted', ({ version }) => promoted.push(version));
  for (const batch of changed) {
    await monitor.process(batch);
    await monitor.settled();
  }
  if (promoted.join() !== '2') throw new Error(`expected version 2 to be promoted, got ${promoted.join() || 'none'}`);
});

const tenTimes =
  (monitor: Monitor, window: Batch): (() => Promise<void>) =>
  async () => {
    for (let i = 0; i < 10; i++) {
      await monitor.process(window);
      await new Promise(setImmediate);
    }
  };
const reference = numericColumns(20_000, 100, 'reference');
const window = fromColumns(numericColumns(50_000, 100, 'window'));
const inline = new Monitor({ reference, concept: false, retrain: false });
await slices('judging 50,000 × 100', tenTimes(inline, window));

// Threads need files: those of the built package.
const built = join(process.cwd(), 'dist/bundled/node.js');
if (existsSync(built)) {
  const { workerExecutor } = (await import(pathToFileURL(built).href)) as typeof import('../src/node.js');
  const threads = new Monitor({ reference, concept: false, retrain: false, executor: workerExecutor() });
  await slices('judging 50,000 × 100, counted in threads', tenTimes(threads, window));
  await threads.close();
} else console.log('judging with threads: not run (npm run build:js)');

/** Rows with what came of them, and what a model said of them where none is to. */
function outcomes(count: number, seed: string, scored = true): Batch {
  const features = numericColumns(count, 20, seed);
  const chance = seededRandom(`${seed} outcomes`);
  const score = features['x1']!.map((x) => 1 / (1 + Math.exp(-x)));
  const label = score.map((p) => (chance.uniform() < p ? 1 : 0));
  return fromColumns({ ...features, ...(scored && { score }), label });
}
const columnsOfOutcomes = { score: { role: 'score' }, label: { role: 'label', type: 'categorical' } } as const;
const labelled = outcomes(50_000, 'window');
const measuredReference = outcomes(20_000, 'reference');
const measured = new Monitor({ reference: measuredReference, columns: columnsOfOutcomes, retrain: false });
await slices('judging 50,000 × 20 with scores and labels', tenTimes(measured, labelled));
const rowByRow = new Monitor({
  reference: outcomes(20_000, 'reference'),
  columns: columnsOfOutcomes,
  retrain: false,
  window: { rows: 50_000 },
  alarmBudget: { falseAlarms: 1, per: { rows: 1_000_000 } },
});
await slices('the same, also watched row by row', tenTimes(rowByRow, labelled));

const unscored = {
  reference: outcomes(20_000, 'reference', false),
  columns: { label: columnsOfOutcomes.label },
  registry: memoryRegistry(),
  trainer,
};
await trainInitialModel(unscored);
const scoring = new Monitor({ ...unscored, retrain: false });
await slices(
  'judging 50,000 × 20 with labels, scored by the model',
  tenTimes(scoring, outcomes(50_000, 'window', false)),
);

/** Three classes, of which a model is right in three of four. */
function classed(count: number, seed: string): Batch {
  const chance = seededRandom(`${seed} classes`);
  const any = (): string => ['low', 'middle', 'high'][chance.integer(3)]!;
  const label = Array.from({ length: count }, any);
  const prediction = label.map((of) => (chance.uniform() < 0.75 ? of : any()));
  return fromColumns({ ...numericColumns(count, 20, seed), label, prediction });
}
const columnsOfClasses = { label: { role: 'label' }, prediction: { role: 'prediction' } } as const;
const classes = new Monitor({ reference: classed(20_000, 'reference'), columns: columnsOfClasses, retrain: false });
await slices(
  'judging 50,000 × 20 with predictions and labels of three classes',
  tenTimes(classes, classed(50_000, 'window')),
);

/** Rows with ids, whose labels come an hour later, and whose period is past grace with what comes after it. */
const day = 86_400_000;
const hour = day / 24;
const clock = memoryClock(100 * day);
const few = fromColumns(numericColumns(1_000, 20, 'few'));
const unlabelled = labelled.names
  .filter((name) => name !== 'label')
  .map((name) => [name, labelled.column(name)!] as const);
const served = new Monitor({
  reference: measuredReference,
  columns: columnsOfOutcomes,
  clock,
  retrain: false,
  labels: { maxAgeMs: 5 * day },
});
let windows = 0;
await slices('50,000 ids noted, then 50,000 labels that come late, then a period of them past grace', async () => {
  for (let round = 0; round < 6; round++) {
    windows++;
    const ids: string[] = [];
    while (ids.length < labelled.size) {
      ids.push(`order ${windows}/${ids.length}`);
      if (ids.length % 1_000 === 0) await new Promise(setImmediate);
    }
    await served.process(makeBatch({ size: labelled.size, ids, columns: unlabelled }));
    await clock.advance(hour);
    for (const [row, id] of ids.entries()) {
      served.label(id, labels[row]);
      if (row % 500 === 0) await new Promise(setImmediate);
    }
    // A window, or a look at the clock.
    const next = (): Promise<unknown> => (round % 2 === 0 ? served.process(few) : served.tick());
    await next();
    await clock.advance(3 * day);
    await next();
  }
});
