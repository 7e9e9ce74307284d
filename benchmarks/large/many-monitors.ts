// A thousand monitors in one process: memory and time of each. Run: npm run bench -- many
import { Monitor, profile } from '../../src/index.js';
import { numericColumns } from '../data.js';
import { presentLoad } from '../circumstances.js';
import { sayLarge } from '../large.js';

const monitors = Number(process.env['MONITORS'] ?? 1_000);
const reference = JSON.stringify(profile(numericColumns(2_000, 10, 'reference')));
const windows = Array.from({ length: 7 }, (_, k) => numericColumns(500, 10, `window ${k}`));
const make = (): Monitor => new Monitor({ reference: JSON.parse(reference) as never, retrain: false });
// What all share is loaded before.
await make().process(windows[0]!);
const heap = (): number => {
  globalThis.gc!();
  return process.memoryUsage().heapUsed / 1_024;
};
const time = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
};
const load = presentLoad();

const [before, making] = [heap(), process.cpuUsage()];
const made = Array.from({ length: monitors }, make);
const makingTime = time(making);
const afterMaking = heap();
const judging = process.cpuUsage();
for (let round = 0; round < 2; round++)
  await Promise.all(made.map((monitor, k) => monitor.process(windows[(k + round) % windows.length]!)));
const judgingTime = time(judging);
const afterJudging = heap();
await Promise.all(made.map((monitor) => monitor.close()));

sayLarge(
  {
    name: 'Many',
    job: `${monitors.toLocaleString('en')} monitors in one process, each made of a stored profile of 10 columns of its own, each judging two windows of 500 rows`,
    figures: [
      { what: 'heap of a monitor', value: (afterJudging - before) / monitors, unit: 'kB' },
      { what: 'before its first window', value: (afterMaking - before) / monitors, unit: 'kB' },
      { what: 'making it', value: makingTime / monitors, unit: 'ms of processor time' },
      { what: 'a window', value: judgingTime / monitors / 2, unit: 'ms of processor time' },
    ],
  },
  load,
);
