// How long work goes on after its signal: judging and training, here and in threads. Run: npm run bench:event-loop
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModelTrainer } from '../src/index.js';
import { logisticRegression, Monitor } from '../src/index.js';
import { seededRandom } from '../src/stats/random.js';
import { fromColumns } from '../src/table/batch.js';
import { numericColumns } from './data.js';

const times = 10;
const random = seededRandom('abort');

const spread = (values: readonly number[]): string => {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = (sorted[(times >> 1) - 1]! + sorted[times >> 1]!) / 2;
  return `median ${middle.toPrecision(3)}, longest ${sorted.at(-1)!.toPrecision(3)} ms`;
};

/**
 * Gives the same work up ten times, at moments drawn from as long as it takes. From `abort()`, on the clock and in processor
 * time of all threads; and from the moment it was due, in which a slice of the event loop counts that kept `abort()` waiting.
 */
async function givenUp(what: string, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const whole: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await work(new AbortController().signal);
    if (i > 0) whole.push(performance.now() - start); // the first compiles
  }
  const length = Math.min(...whole);
  const [clock, processor, due] = [[] as number[], [] as number[], [] as number[]];
  let ended = 0;
  while (clock.length < times) {
    const controller = new AbortController();
    const moment = random.uniform() * length;
    const start = performance.now();
    let at: { readonly clock: number; readonly processor: NodeJS.CpuUsage } | undefined;
    const timer = setTimeout(() => {
      at = { clock: performance.now(), processor: process.cpuUsage() };
      controller.abort();
    }, moment);
    try {
      await work(controller.signal);
      clearTimeout(timer);
      // It had ended, or what is left of it is not given up any more: the moment is drawn anew.
      if (++ended > 10 * times) throw new Error(`${what} does not look at its signal`);
    } catch (error) {
      const now = performance.now();
      if (at === undefined || (error as { code?: string }).code !== 'ABORTED') throw error;
      const { user, system } = process.cpuUsage(at.processor);
      clock.push(now - at.clock);
      processor.push((user + system) / 1_000);
      due.push(now - start - moment);
    }
    await new Promise((resolve) => setTimeout(resolve, 50)); // threads of the last time are over
  }
  console.log(
    `${what}, ${length.toFixed(0)} ms, given up ${times} times (${ended} times it had ended): from abort() ${spread(clock)}; of processor time ${spread(processor)}; from when it was due ${spread(due)}; load ${loadavg()[0]!.toFixed(1)}`,
  );
}

const reference = numericColumns(20_000, 100, 'reference');
const window = fromColumns(numericColumns(50_000, 100, 'window'));
const rows = 100_000;
const columns = numericColumns(rows, 20, 'training');
const labels = columns['x1']!.map((x) => (random.uniform() < 1 / (1 + Math.exp(-x)) ? 1 : 0));
const data = { features: fromColumns(columns), labels, classes: [0, 1], size: rows };
const training =
  (trainer: ModelTrainer): ((signal: AbortSignal) => Promise<unknown>) =>
  (signal) =>
    trainer.train(data, { signal, seed: 0 });
const judging =
  (monitor: Monitor): ((signal: AbortSignal) => Promise<unknown>) =>
  (signal) =>
    monitor.process(window, {}, { signal });

await givenUp('Judging 50,000 × 100', judging(new Monitor({ reference, concept: false, retrain: false })));
await givenUp('Training 100,000 × 20', training(logisticRegression()));

// Threads need files: those of the built package.
const built = join(process.cwd(), 'dist/bundled/node.js');
if (existsSync(built)) {
  const file = pathToFileURL(built).href;
  const node = (await import(file)) as typeof import('../src/node.js');
  const threads = new Monitor({ reference, concept: false, retrain: false, executor: node.workerExecutor() });
  await givenUp('Judging 50,000 × 100, counted in threads', judging(threads));
  await threads.close();
  const folder = join(process.cwd(), 'node_modules/.cache/driftsense');
  mkdirSync(folder, { recursive: true });
  const module = join(folder, 'trainer.mjs');
  writeFileSync(
    module,
    `import { logisticRegression } from '${file}';\nexport const trainer = logisticRegression();\n`,
  );
  await givenUp('Training 100,000 × 20 in a thread', training(node.workerTrainer(node.logisticRegression(), module)));
} else console.log('giving up in threads: not run (npm run build:js)');
