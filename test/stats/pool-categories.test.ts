import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolCategories } from '../../src/stats/pool-categories.js';
import { seededRandom } from '../../src/stats/random.js';
import { chiSquareTest } from '../../src/stats/two-sample/chi-square.js';
import { drawCounts, runs, threeErrors } from './simulate.js';

const zipf = Array.from({ length: 2_000 }, (_, k) => 1 / (k + 1));

const sum = (x: Iterable<number>): number => [...x].reduce((total, count) => total + count, 0);

describe('poolCategories', () => {
  it('keeps what the smaller sample expects five rows of, and pools the rest with all unseen rows', () => {
    // n = 1,000, m = 100: a category needs 55 rows of both samples together.
    const pooled = poolCategories([900, 50, 49, 1], [80, 5, 5, 0], { unseen: 10 });
    expect(pooled).toEqual({ reference: Uint32Array.of(900, 50, 50), window: Uint32Array.of(80, 5, 15), kept: [0, 1] });
  });

  it('never gives the unseen or the collected rest a cell of its own', () => {
    const pooled = poolCategories([500, 500], [10, 400], { unseen: 300, otherCell: 1 });
    expect(pooled).toEqual({ reference: Uint32Array.of(500, 500), window: Uint32Array.of(10, 700), kept: [0] });
  });

  it('loses no row', () => {
    const counts = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(counts, fc.nat(20), (cells, unseen) => {
        const [a, b] = [cells.map(([x]) => x), cells.map(([, y]) => y)];
        const { reference, window } = poolCategories(a, b, { unseen });
        expect(sum(reference)).toBe(sum(a));
        expect(sum(window)).toBe(sum(b) + unseen);
      }),
    );
  });

  it('decides by both samples together: exchanging rows between them changes no cell', () => {
    const [a, b] = [
      [60, 30, 8, 2],
      [50, 40, 7, 3],
    ];
    expect(poolCategories(b, a).kept).toEqual(poolCategories(a, b).kept);
  });

  it.each([
    [1_000, 1_000],
    [1_000, 10_000],
  ])('leaves χ² its level on 2,000 Zipf categories, n = %i, m = %i', (n, m) => {
    const random = seededRandom(`zipf ${m}`);
    const trials = runs(400);
    let alarms = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [a, b] = [drawCounts(random, n, zipf), drawCounts(random, m, zipf)];
      // Categories the reference has not seen are unseen rows, as in production.
      const unseen = b.reduce((rows, count, k) => rows + (a[k] === 0 ? count : 0), 0);
      const pooled = poolCategories(
        a,
        b.map((count, k) => (a[k] === 0 ? 0 : count)),
        { unseen },
      );
      if (chiSquareTest(pooled.reference, pooled.window).pValue < 0.05) alarms++;
    }
    expect(alarms).toBeGreaterThanOrEqual(0.03 * trials - threeErrors(trials, 0.03));
    expect(alarms).toBeLessThanOrEqual(0.06 * trials + threeErrors(trials, 0.06));
  });

  it('refuses counts over different categories and wrong options', () => {
    expect(() => poolCategories([1], [1, 2])).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(() => poolCategories([1], [1], { unseen: -1 })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });
});
