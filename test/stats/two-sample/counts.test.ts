import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomial, chiSquareTest, clopperPearson, fisherTest, gTest, mcnemarTest, wilson } from '../../../src/stats.js';
import { seededRandom } from '../../../src/stats/random.js';
import { golden, relativeError } from '../golden.js';
import { smallPair } from '../golden-pairs.js';

interface CategoricalPair {
  ref: Record<string, number>;
  cur: Record<string, number>;
  keys: string[];
  chi2_contingency_yates_if_2x2: { chi2: number; p: number; dof: number };
  chi2_contingency_no_yates: { chi2: number; p: number; dof?: number };
  fisher?: { odds: number; p_two: number; p_greater: number };
}
const { categorical } = golden('stat') as { categorical: Record<string, CategoricalPair> };

describe('golden values of tests on counts', () => {
  it.each(Object.entries(categorical))('%s', (_, pair) => {
    const a = pair.keys.map((key) => pair.ref[key] ?? 0);
    const b = pair.keys.map((key) => pair.cur[key] ?? 0);
    for (const [result, expected] of [
      [chiSquareTest(a, b), pair.chi2_contingency_no_yates],
      [chiSquareTest(a, b, { correction: 'yates' }), pair.chi2_contingency_yates_if_2x2],
    ] as const) {
      expect(relativeError(result.statistic, expected.chi2)).toBeLessThan(1e-12);
      expect(relativeError(result.pValue, expected.p)).toBeLessThan(1e-10);
      if (expected.dof !== undefined) expect(result.degreesOfFreedom).toBe(expected.dof);
    }
    if (!pair.fisher) return;
    const table = [
      [b[1]!, b[0]!],
      [a[1]!, a[0]!],
    ] as const;
    expect(relativeError(fisherTest(table).oddsRatio!, pair.fisher.odds)).toBeLessThan(1e-10);
    expect(relativeError(fisherTest(table).pValue, pair.fisher.p_two)).toBeLessThan(1e-10);
    expect(relativeError(fisherTest(table, { alternative: 'greater' }).pValue, pair.fisher.p_greater)).toBeLessThan(
      1e-10,
    );
  });

  it('of the small tables', () => {
    const { tab, yates, fisher, mcnemar_exact, clopper_pearson_99, ...rest } = smallPair();
    for (const [result, [statistic, p, df]] of [
      [chiSquareTest(...tab), rest.chi2_pearson],
      [gTest(...tab), rest['chi2_log-likelihood']],
    ] as const) {
      expect(relativeError(result.statistic, statistic)).toBeLessThan(1e-10);
      expect(relativeError(result.pValue, p)).toBeLessThan(1e-10);
      expect(result.degreesOfFreedom).toBe(df);
    }
    const corrected = chiSquareTest(...yates.tab, { correction: 'yates' });
    expect(relativeError(corrected.statistic, yates.stat)).toBeLessThan(1e-10);
    expect(relativeError(corrected.pValue, yates.p)).toBeLessThan(1e-10);
    const exact = fisherTest(yates.tab as [[number, number], [number, number]]);
    expect(relativeError(exact.oddsRatio!, fisher[0])).toBeLessThan(1e-10);
    expect(relativeError(exact.pValue, fisher[1])).toBeLessThan(1e-10);
    for (const [b, c, p] of mcnemar_exact) expect(relativeError(mcnemarTest(b, c).pValue, p)).toBeLessThan(1e-12);
    for (const [k, n, low, high] of clopper_pearson_99) {
      expect(relativeError(clopperPearson(k, n, { level: 0.99, side: 'lower' })[0], low)).toBeLessThan(1e-9);
      expect(relativeError(clopperPearson(k, n, { level: 0.99, side: 'upper' })[1], high)).toBeLessThan(1e-9);
      expect(clopperPearson(k, n, { level: 0.98 })[1]).toBeCloseTo(high, 12);
    }
  });
});

describe('chiSquareTest and gTest', () => {
  const table = fc
    .array(fc.tuple(fc.nat(400), fc.nat(400)), { minLength: 2, maxLength: 12 })
    .map((pairs) => [pairs.map(([a]) => a), pairs.map(([, b]) => b)] as const)
    .filter(([a, b]) => a.some((n) => n > 0) && b.some((m) => m > 0));

  it('are symmetric, ignore empty cells and the order of cells, and are 0 for equal shares', () => {
    fc.assert(
      fc.property(table, ([a, b]) => {
        for (const test of [chiSquareTest, gTest]) {
          const result = test(a, b);
          expect(test(b, a).statistic).toBeCloseTo(result.statistic, 8);
          expect(test([0, ...a], [0, ...b])).toEqual(result);
          expect(test(a.toReversed(), b.toReversed()).statistic).toBeCloseTo(result.statistic, 8);
          expect(
            test(
              a,
              a.map((n) => 3 * n),
            ).pValue,
          ).toBe(1);
          expect(
            test(
              a,
              a.map((n) => 3 * n),
            ).statistic,
          ).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('with a single active cell have no degree of freedom and p-value 1, also at unequal sizes', () => {
    for (const test of [chiSquareTest, gTest])
      expect(test([50, 0], [70, 0])).toEqual({ statistic: 0, pValue: 1, logPValue: 0, degreesOfFreedom: 0 });
  });

  it('keep the logarithm of p-values that underflow', () => {
    const { pValue, logPValue, statistic } = chiSquareTest([1e6, 0, 10], [0, 1e6, 10]);
    expect(pValue).toBe(Number.MIN_VALUE);
    expect(logPValue).toBeCloseTo(-statistic / 2, 6); // two degrees of freedom
  });

  it('correct by Yates in 2 × 2 tables only', () => {
    expect(chiSquareTest([3, 4, 5], [6, 1, 2], { correction: 'yates' })).toEqual(chiSquareTest([3, 4, 5], [6, 1, 2]));
    expect(chiSquareTest([7, 7], [7, 8], { correction: 'yates' }).statistic).toBe(0);
  });
});

const choose = (n: number, k: number): number => {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return k < 0 || k > n ? 0 : value;
};

describe('fisherTest', () => {
  it('is the sum over all tables of the same margins that are not more probable', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), fc.nat(12), fc.nat(12), (a0, a1, b0, b1) => {
        const ways = (k: number) => choose(a0 + b0, k) * choose(a1 + b1, a0 + a1 - k);
        const all = Array.from({ length: a0 + a1 + 1 }, (_, k) => ways(k));
        const total = all.reduce((sum, w) => sum + w, 0);
        const sum = (keep: (w: number, k: number) => boolean) =>
          all.reduce((s, w, k) => s + (keep(w, k) ? w : 0), 0) / total;
        const table = [
          [a0, a1],
          [b0, b1],
        ] as const;
        expect(fisherTest(table).pValue).toBeCloseTo(
          sum((w) => w <= ways(a0) * (1 + 1e-7)),
          12,
        );
        expect(fisherTest(table, { alternative: 'greater' }).pValue).toBeCloseTo(
          sum((_, k) => k >= a0),
          12,
        );
        expect(fisherTest(table, { alternative: 'less' }).pValue).toBeCloseTo(
          sum((_, k) => k <= a0),
          12,
        );
      }),
    );
  });

  it('works on a million rows and keeps the logarithm', () => {
    const { pValue, logPValue } = fisherTest([
      [400_000, 600_000],
      [600_000, 400_000],
    ]);
    expect(pValue).toBe(Number.MIN_VALUE);
    expect(logPValue).toBeLessThan(-30_000);
    expect(
      fisherTest([
        [500_000, 500_000],
        [500_000, 500_000],
      ]).pValue,
    ).toBe(1);
  });

  it('has no odds ratio where it is 0/0, and an infinite one where only the denominator is 0', () => {
    expect(
      fisherTest([
        [0, 5],
        [0, 7],
      ]),
    ).toEqual({ pValue: 1, logPValue: 0 });
    expect(
      fisherTest([
        [3, 0],
        [2, 4],
      ]).oddsRatio,
    ).toBe(Infinity);
  });

  it('refuses what is no count', () => {
    expect(() =>
      fisherTest([
        [1.5, 2],
        [3, 4],
      ]),
    ).toThrow('fisherTest: a0: expected an integer of at least 0, got 1.5');
  });
});

describe('mcnemarTest', () => {
  it('is 1 without discordant pairs, symmetric, and one-sided in the direction of b', () => {
    expect(mcnemarTest(0, 0)).toEqual({ statistic: 0, pValue: 1, logPValue: 0 });
    expect(mcnemarTest(10, 25).pValue).toBe(mcnemarTest(25, 10).pValue);
    expect(
      relativeError(mcnemarTest(25, 10, { alternative: 'greater' }).pValue, binomial(35, 0.5).sf(24)),
    ).toBeLessThan(1e-13);
    expect(mcnemarTest(10, 25, { alternative: 'less' }).pValue).toBe(
      mcnemarTest(25, 10, { alternative: 'greater' }).pValue,
    );
    expect(mcnemarTest(10, 25, { alternative: 'greater' }).pValue).toBeGreaterThan(0.99);
    expect(mcnemarTest(6, 6).pValue).toBe(1);
  });
});

describe('intervals of a share', () => {
  it('clopperPearson inverts the binomial tails', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0.9, 0.95, 0.999),
        (n, u, level) => {
          const k = Math.round(u * n);
          const [low, high] = clopperPearson(k, n, { level });
          const tail = (1 - level) / 2;
          if (k > 0) expect(relativeError(binomial(n, low).sf(k - 1), tail)).toBeLessThan(1e-9);
          else expect(low).toBe(0);
          if (k < n) expect(relativeError(binomial(n, high).cdf(k), tail)).toBeLessThan(1e-9);
          else expect(high).toBe(1);
          const [wilsonLow, wilsonHigh] = wilson(k, n, { level });
          expect(wilsonLow).toBeLessThanOrEqual(k / n);
          expect(wilsonHigh).toBeGreaterThanOrEqual(k / n);
        },
      ),
    );
  });

  it('wilson has the textbook value', () => {
    const [low, high] = wilson(5, 100);
    expect(low).toBeCloseTo(0.0215437, 6);
    expect(high).toBeCloseTo(0.11175, 5);
    expect(wilson(0, 10)[0]).toBe(0);
    expect(wilson(10, 10)[1]).toBe(1);
  });

  it('bound one side at the whole error, and leave the other end open', () => {
    expect(clopperPearson(5, 100, { level: 0.95, side: 'upper' })).toEqual([
      0,
      clopperPearson(5, 100, { level: 0.9 })[1],
    ]);
    expect(wilson(5, 100, { side: 'lower' })[1]).toBe(1);
  });

  it('cover the true share as often as they say', () => {
    const random = seededRandom('coverage');
    const [runs, n, p] = [3000, 60, 0.2];
    let [exact, score] = [0, 0];
    for (let run = 0; run < runs; run++) {
      let k = 0;
      for (let i = 0; i < n; i++) if (random.uniform() < p) k++;
      const covers = ([low, high]: readonly [number, number]) => low <= p && p <= high;
      if (covers(clopperPearson(k, n))) exact++;
      if (covers(wilson(k, n))) score++;
    }
    expect(exact / runs).toBeGreaterThan(0.95);
    expect(Math.abs(score / runs - 0.95)).toBeLessThan(0.02);
  });

  it('refuse counts and levels that are none', () => {
    expect(() => clopperPearson(5, 4)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(() => wilson(0, 0)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(() => wilson(1, 2, { level: 95 })).toThrow('wilson.level: expected a number between 0 and 1, got 95');
  });
});
