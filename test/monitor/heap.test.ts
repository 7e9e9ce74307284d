import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Monitor } from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';
import { RowColumns } from '../../src/table/row-columns.js';

const rows = process.env['NIGHTLY'] === '1' ? 10_000_000 : 1_000_000;

/** Bytes in use when all garbage is gone, typed arrays included. */
function inUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Code that is compiled or dropped now and then moves the figure by as much: while it is too large, more rows are observed. */
const mostRounds = 4;

it(`observes ${rows.toLocaleString('en')} rows and grows by less than 1 MB after warming up`, async () => {
  const random = seededRandom('heap');
  const rowOf = () => ({ amount: random.normal(), age: random.integer(80), country: `c${random.integer(5)}` });
  const monitor = new Monitor({ reference: Array.from({ length: 5_000 }, rowOf), window: { rows: 5_000 } });
  let windows = 0;
  monitor.on('window', () => windows++);
  let least = Infinity;
  for (let round = 1; round <= mostRounds && least >= 1e6; round++) {
    const used: number[] = [];
    for (let i = 1; i <= rows; i++) {
      monitor.observe(rowOf());
      if (i % 5_000 === 0) await monitor.settled();
      if (i % (rows / 20) === 0) used.push(inUse());
    }
    expect(windows).toBe((round * rows) / 5_000);
    // The first tenth warms up: code is compiled, buffers reach their size.
    const growth = median(used.slice(-5)) - median(used.slice(2, 7));
    console.log(`heap: ${(used.at(-1)! / 1e6).toFixed(1)} MB at the end, grown by ${(growth / 1e6).toFixed(3)} MB`);
    least = Math.min(least, growth);
  }
  expect(least).toBeLessThan(1e6);
}, 3_600_000);

it('keeps no room for rows before the first has come', () => {
  const columns: RowColumns[] = [];
  const before = inUse();
  while (columns.length < 100) columns.push(new RowColumns());
  expect((inUse() - before) / columns.length).toBeLessThan(5_000);
  columns[0]!.add({ amount: 1 });
  expect(columns[0]!.take()).toEqual([['amount', Float64Array.of(1)]]);
});
