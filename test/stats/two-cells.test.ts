import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellDeviance } from '../../src/stats/cell-deviance.js';
import { chiSquared } from '../../src/stats/distributions/chi-squared.js';
import { deciderTest } from '../../src/stats/decider.js';
import { lnTwoCells } from '../../src/stats/two-cells.js';
import { relativeError } from './golden.js';

/** ln k! for small k, as a sum. */
const lnFactorial = [0];
for (let k = 1; k < 5_000; k++) lnFactorial.push(lnFactorial[k - 1]! + Math.log(k));
const lnChoose = (n: number, k: number) => lnFactorial[n]! - lnFactorial[k]! - lnFactorial[n - k]!;

/** Every table with these margins: rows of the window in the first cell, how probable, and its deviance. */
function tables(first: number, n: number, m: number) {
  const [from, to] = [Math.max(0, first - n), Math.min(first, m)];
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const b = from + i;
    return {
      counts: { a: [first - b, n - first + b], b: [b, m - b], n, m },
      chance: Math.exp(lnChoose(first, b) + lnChoose(n + m - first, m - b) - lnChoose(n + m, m)),
      deviance: cellDeviance(first - b, b, n, m) + cellDeviance(n - first + b, m - b, n, m),
    };
  });
}

describe('lnTwoCells', () => {
  it('is the probability of all tables whose G is as large, whatever the margins', () => {
    const margins = fc
      .tuple(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      )
      .map(([n, m, share]) => [Math.max(1, Math.round(share * (n + m))), n, m] as const);
    fc.assert(
      fc.property(margins, ([first, n, m]) => {
        const all = tables(first, n, m);
        for (const { counts, deviance } of all) {
          const large = all.filter((table) => table.deviance >= deviance * (1 - 1e-9));
          const p = large.reduce((sum, { chance }) => sum + chance, 0);
          if (p > 1e-250) expect(relativeError(Math.exp(lnTwoCells(counts)), p)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('knows neither which side is the reference nor which cell is the first', () => {
    const [a, b] = [
      [830, 170],
      [44, 3],
    ];
    const expected = lnTwoCells({ a, b, n: 1_000, m: 47 });
    expect(lnTwoCells({ a: b, b: a, n: 47, m: 1_000 })).toBeCloseTo(expected, 10);
    expect(lnTwoCells({ a: a.toReversed(), b: b.toReversed(), n: 1_000, m: 47 })).toBeCloseTo(expected, 10);
  });

  it('is true far below the smallest double, and of many rows', () => {
    const ln = lnTwoCells({ a: [5e6, 5e6], b: [4e5, 1e5], n: 1e7, m: 5e5 });
    expect(ln).toBeLessThan(-9e4);
    expect(ln).toBeGreaterThan(-1e5);
    expect(lnTwoCells({ a: [5e6, 5e6], b: [25e4, 25e4], n: 1e7, m: 5e5 })).toBe(0);
  });
});

describe('deciderTest on two categories without a tolerance', () => {
  const levels = [0.05, 0.01, 0.001, 0.00025];
  /** By the most of all margins that keep a cell of five rows: how often p is below each level, as a multiple of it. */
  const worst = (n: number, m: number, p: (table: ReturnType<typeof tables>[number]) => number) => {
    const most = levels.map(() => 0);
    for (let first = Math.ceil((5 * (n + m)) / Math.min(n, m)); first <= (n + m) / 2; first += 11) {
      const all = tables(first, n, m).map((table) => ({ chance: table.chance, p: p(table) }));
      for (const [i, level] of levels.entries()) {
        const share = all.reduce((sum, table) => sum + (table.p < level ? table.chance : 0), 0);
        most[i] = Math.max(most[i]!, share / level);
      }
    }
    return most;
  };

  it.each([
    [200, 30],
    [1_000, 50],
    [1_000, 200],
  ])('rejects no more often than its level at any margins, n = %i, m = %i, where χ² does up to four times', (n, m) => {
    const decider = worst(
      n,
      m,
      ({ counts }) => deciderTest(counts.a, counts.b, { ordered: false, tolerance: 0 }).pValue,
    );
    for (const multiple of decider) expect(multiple).toBeLessThanOrEqual(1 + 1e-9);
    const chi = worst(n, m, ({ deviance }) => chiSquared(1).sf(deviance / 1.03));
    expect(Math.max(...chi)).toBeGreaterThan(2);
  });

  it('rejects all that χ² rejects where χ² keeps its level', () => {
    const [n, m] = [1_000, 50];
    for (let first = 105; first < 525; first += 7) {
      const all = tables(first, n, m).map(({ counts, chance }) => ({
        chance,
        exact: deciderTest(counts.a, counts.b, { ordered: false, tolerance: 0 }).pValue,
        // Counts a hair from whole have the χ² law.
        chi: deciderTest(
          counts.a.map((rows) => rows * (1 + 1e-9)),
          counts.b,
          { ordered: false, tolerance: 0 },
        ).pValue,
      }));
      for (const level of levels) {
        const share = all.reduce((sum, { chi, chance }) => sum + (chi < level ? chance : 0), 0);
        if (share < level) expect(all.filter(({ chi, exact }) => chi < level && exact >= level)).toEqual([]);
      }
    }
  });
});
