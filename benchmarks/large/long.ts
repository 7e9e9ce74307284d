// Ten million rows, one by one: growth of the heap. Run: npm run bench -- long
import { Monitor, type Row } from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';
import { presentLoad } from '../circumstances.js';
import { sayLarge } from '../large.js';

const rows = Number(process.env['ROWS'] ?? 10_000_000);
const [window, features] = [10_000, 5];
const random = seededRandom('long');
const some: Row[] = Array.from({ length: 7_919 }, () =>
  Object.fromEntries(
    Array.from({ length: features }, (_, k) => [`x${k}`, k === 0 ? `c${random.integer(8)}` : random.normal()]),
  ),
);
const load = presentLoad();
const monitor = new Monitor({ reference: some, window: { rows: window }, retrain: false });
let judged = 0;
monitor.on('window', () => void judged++);
const used: [row: number, mb: number][] = [];
const start = process.cpuUsage();
for (let row = 1; row <= rows; row++) {
  monitor.observe(some[row % some.length]!);
  if (row % window !== 0) continue;
  await monitor.settled();
  if (row % (rows / 20) !== 0) continue;
  globalThis.gc!();
  used.push([row, process.memoryUsage().heapUsed / 1e6]);
}
const { user, system } = process.cpuUsage(start);
if (judged !== rows / window) throw new Error(`${judged} windows were judged`);
await monitor.close();

/** By least squares over the second half. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (k: 0 | 1): number => points.reduce((sum, point) => sum + point[k], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return above / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

sayLarge(
  {
    name: 'Long',
    job: `${rows.toLocaleString('en')} rows of ${features} features observed one by one, judged in windows of ${window.toLocaleString('en')}; growth is that of the heap over the second half, by least squares over all rows`,
    figures: [
      { what: 'growth', value: slope(used.slice(used.length / 2)) * rows, unit: 'MB', most: 1 },
      { what: 'heap at the end', value: used.at(-1)![1], unit: 'MB' },
      { what: 'a row, judging included', value: (user + system) / rows, unit: 'µs of processor time' },
    ],
  },
  load,
);
