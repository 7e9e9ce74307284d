import { expect, it } from 'vitest';
import { Monitor, type WindowReport } from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';

const numbers = (rows: number, seed: string) => {
  const random = seededRandom(seed);
  const column = () => Float64Array.from({ length: rows }, () => random.normal());
  return Object.fromEntries(Array.from({ length: 24 }, (_, k) => [`x${k}`, column()]));
};

it('the first windows of a process turn more often, as its code is not compiled yet, to the same reports', async () => {
  const monitor = new Monitor({ reference: numbers(12_000, 'reference'), retrain: false });
  const seen: number[] = [];
  const reports: WindowReport[] = [];
  for (let window = 0; window < 5; window++) {
    let turns = 0;
    let turning = setImmediate(function turn() {
      turns++;
      turning = setImmediate(turn);
    });
    reports.push(await monitor.process(numbers(2_000, 'window')));
    clearImmediate(turning);
    seen.push(turns);
  }
  expect(Math.min(...seen.slice(0, 3))).toBeGreaterThan(10);
  expect(Math.max(...seen.slice(3))).toBeLessThan(5);
  const said = reports.map(({ columns, quality, verdict }) => JSON.stringify({ columns, quality, verdict }));
  expect(new Set(said).size).toBe(1);
});
