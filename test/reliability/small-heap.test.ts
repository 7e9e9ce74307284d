import { describe, expect, it } from 'vitest';
import { inOwnProcess } from '../monitor/own-process.js';

// A stream whose rows together are larger than the heap there is: 64 MB for all of Node.
const nightly = process.env['NIGHTLY'] !== undefined;
const rows = nightly ? 1_000_000 : 200_000;
const heap = ['--max-old-space-size=64'];

/** A monitor over an async iterator. `keep`: whoever made it keeps the rows, to show that they do not fit. */
const script = ({ keep = false, wide = false, slow = false }) => `
  import { fromRows, Monitor } from './src/index.js';
  import { seededRandom } from './src/stats/random.js';
  const random = seededRandom('small heap');
  const row = ${
    wide
      ? '() => Object.fromEntries(Array.from({ length: 1_000 }, (_, k) => ["x" + k, random.uniform()]))'
      : `(i) => ({ id: 'a name for row ' + i + ' as long as some are, which nothing has in common', a: random.normal(), b: random.uniform(),
           c: 'category ' + random.integer(10_000), d: random.integer(9), e: i % 7 ? random.normal() : null })`
  };
  const [total, size, windowRows] = ${wide ? '[1_500, 100, 500]' : `[${rows}, 1_000, 2_000]`};
  let made = 0;
  const kept = [];
  async function* source() {
    while (made < total) {
      const batch = Array.from({ length: size }, (_, i) => row(made + i));
      made += size;
      if (${keep}) kept.push(batch, structuredClone(batch), structuredClone(batch));
      yield fromRows(batch);
    }
  }
  const monitor = new Monitor({
    reference: fromRows(Array.from({ length: ${wide ? 300 : 10_000} }, (_, i) => row(i))),
    window: { rows: windowRows },
    maxCategories: 10_000,
    ...(${wide} ? {} : { columns: { id: { role: 'id' } } }),
  });
  let [judged, ahead] = [0, 0];
  for await (const report of monitor.run(source())) {
    if (${slow}) await new Promise((resolve) => setTimeout(resolve, 2));
    judged += report.window.rows;
    ahead = Math.max(ahead, made - judged);
  }
  await monitor.close();
  console.log(JSON.stringify({ made, judged, ahead, kept: kept.length }));
`;
const run = (how: Parameters<typeof script>[0]) =>
  JSON.parse(inOwnProcess(script(how), heap, nightly ? 1_200_000 : 600_000)) as Record<string, number>;

describe('a heap of 64 MB', { timeout: 1_300_000 }, () => {
  it(`judges ${rows} rows of an async iterator, one column of 10,000 categories, and reads no more than a window ahead`, () => {
    const { made, judged, ahead } = run({ slow: !nightly });
    expect([made, judged]).toEqual([rows, rows]);
    expect(ahead).toBeLessThanOrEqual(2_000);
  });

  it('judges rows of 1,000 columns', () => {
    expect(run({ wide: true })).toMatchObject({ made: 1_500, judged: 1_500 });
  });

  it('does not hold these rows, which is what the above shows', () => {
    expect(() => run({ keep: true })).toThrow(/heap out of memory/);
  });
});
