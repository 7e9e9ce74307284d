// How long a table takes, by its rows and columns: profiled as a reference, and another of its size judged over it.
// Run: npm run bench -- table
import { presentLoad } from '../circumstances.js';
import { numericColumns } from '../data.js';
import { sayLarge } from '../large.js';
import { Monitor, profile } from '../../src/index.js';

const load = presentLoad();
/** Cells of a table that are as many as this are measured still. */
const mostCells = 1e8;

/** Seconds of processor time. */
async function seconds<T>(run: () => T | Promise<T>): Promise<readonly [number, T]> {
  const start = process.cpuUsage();
  const made = await run();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) / 1e6, made];
}

async function judgedAs(rows: number, columns: number, windows: number) {
  const [given, table] = [numericColumns(rows, columns, 'reference'), numericColumns(rows, columns, 'window')];
  const [profiled, reference] = await seconds(() => profile(given));
  const monitor = new Monitor({ reference, concept: false, retrain: false });
  const judged: number[] = [];
  for (let window = 0; window < windows; window++) judged.push((await seconds(() => monitor.process(table)))[0]);
  await monitor.close();
  return { profiled, judged };
}

const small = await judgedAs(1_400, 380, 3);
sayLarge(
  {
    name: 'Small and wide',
    job: 'A reference of 1,400 × 380 numbers profiled and windows as large judged over it, as the first that a process does',
    figures: [
      { what: 'reference', value: small.profiled, unit: 's of processor time', most: 0.3 },
      { what: 'first window', value: small.judged[0]!, unit: 's of processor time', most: 0.3 },
      { what: 'third window', value: small.judged[2]!, unit: 's of processor time', most: 0.3 },
    ],
  },
  load,
);

const figures = [];
for (const columns of [10, 100, 1_000])
  for (const rows of [1_000, 10_000, 100_000, 1_000_000]) {
    if (rows * columns > mostCells) continue;
    const { profiled, judged } = await judgedAs(rows, columns, 1);
    const what = `${rows.toLocaleString('en')} rows × ${columns.toLocaleString('en')} columns`;
    figures.push({ what, value: profiled + judged[0]!, unit: 's of processor time' });
  }
sayLarge(
  {
    name: 'Rows × columns × seconds',
    job: 'A reference of numbers profiled, and a window as large judged over it, in one process without threads',
    figures,
  },
  load,
);
