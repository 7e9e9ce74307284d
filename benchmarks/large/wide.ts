// A table of 356,000 × 797 numbers profiled, and as large a window judged over it: time, and memory beside the input.
// Run: npm run bench -- wide
import { Monitor, profile } from '../../src/index.js';
import { fromColumns } from '../../src/table/batch.js';
import { presentLoad } from '../circumstances.js';
import { sayLarge } from '../large.js';

const [rows, width] = [Number(process.env['ROWS'] ?? 356_000), Number(process.env['COLUMNS'] ?? 797)];

/** Numbers of a bell-like shape, drawn so fast that drawing them is a small part of the run. */
function column(seed: number): Float64Array {
  const values = new Float64Array(rows);
  let state = (seed * 2_654_435_761) >>> 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < 3; k++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      sum += state / 2 ** 31 - 1;
    }
    values[row] = sum;
  }
  return values;
}

/** The most memory ever resident, in MB. */
const mostMemory = (): number => process.resourceUsage().maxRSS / 1_024;

const columns = Array.from({ length: width }, (_, k) => column(k + 1));
const table = (first: number) =>
  fromColumns(Object.fromEntries(columns.map((_, k) => [`x${k}`, columns[(k + first) % width]!])));
const input = mostMemory();
const load = presentLoad();

const [start, processor] = [performance.now(), process.cpuUsage()];
const reference = profile(table(0));
const profiled = performance.now();
const monitor = new Monitor({ reference, concept: false, retrain: false });
// The same memory under other names: numbers of the same kind in other columns.
const report = await monitor.process(table(1));
const judged = performance.now();
const { user, system } = process.cpuUsage(processor);
if (report.columns.length !== width || report.window.rows !== rows) throw new Error('not all was judged');
await monitor.close();

sayLarge(
  {
    name: 'Wide',
    job: `A reference of ${rows.toLocaleString('en')} × ${width} numbers profiled, and a window as large judged over it, in one process without threads; memory is what was resident at most beyond the input of ${Math.round((rows * width * 8) / 1e6).toLocaleString('en')} MB`,
    figures: [
      { what: 'reference', value: (profiled - start) / 1_000, unit: 's' },
      { what: 'window', value: (judged - profiled) / 1_000, unit: 's' },
      { what: 'both', value: (judged - start) / 1_000, unit: 's', most: 60 },
      { what: 'both', value: (user + system) / 1e6, unit: 's of processor time' },
      { what: 'memory', value: mostMemory() - input, unit: 'MB', most: 300 },
    ],
  },
  load,
);
