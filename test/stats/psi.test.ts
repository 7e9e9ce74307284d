import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCells } from '../../src/stats/count-cells.js';
import { nonCentralChiSquared } from '../../src/stats/distributions/non-central-chi-squared.js';
import { buildGrid, viewCounts } from '../../src/stats/grid.js';
import { noncentralityOf } from '../../src/stats/noncentrality.js';
import { populationStabilityIndex, psiContributions, psiTest } from '../../src/stats/psi.js';
import { seededRandom } from '../../src/stats/random.js';
import { golden, relativeError } from './golden.js';
import { drawCounts, runs, threeErrors } from './simulate.js';

/** Pairs of counts over the same cells with rows on both sides, disjoint and huge ones among them. */
const pairs = fc
  .array(
    fc.tuple(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1e9)), fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1e9))),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((cells) => [cells.map(([a]) => a), cells.map(([, b]) => b)] as const)
  .filter(([a, b]) => a.some((count) => count > 0) && b.some((count) => count > 0));

/** The index while a row appears in an empty cell of the window: filling zeros with 1e-4 would make it jump. */
const at = (count: number): number => populationStabilityIndex([500, 400, 100], [52, 48, count]);

const tenths = Array.from({ length: 10 }, () => 1);

describe('populationStabilityIndex', () => {
  it('is the golden value of two probability vectors without smoothing', () => {
    const { p, q, psi } = golden('functions') as { p: number[]; q: number[]; psi: number };
    expect(relativeError(populationStabilityIndex(p, q, { smoothing: 0 }), psi)).toBeLessThan(1e-12);
  });

  it('is (q − p)·ln(q/p) summed over +½ shares of active cells, by hand', () => {
    // Cells (3, 1), (0, 0), (1, 2): two active ones; p = 3.5/5, 1.5/5, q = 1.5/4, 2.5/4.
    const byHand = (0.375 - 0.7) * Math.log(0.375 / 0.7) + (0.625 - 0.3) * Math.log(0.625 / 0.3);
    expect(populationStabilityIndex([3, 0, 1], [1, 0, 2])).toBeCloseTo(byHand, 14);
  });

  it('is finite, at least 0 and symmetric for any counts, disjoint ones included', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const psi = populationStabilityIndex(a, b);
        expect(Number.isFinite(psi)).toBe(true);
        expect(psi).toBeGreaterThanOrEqual(0);
        expect(relativeError(populationStabilityIndex(b, a), psi)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is the sum of the contributions of its cells, none of them negative', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(0.5, 1, 0.01), ([a, b], smoothing) => {
        const psi = populationStabilityIndex(a, b, { smoothing });
        const parts = psiContributions(a, b, { smoothing });
        expect(parts).toHaveLength(a.length);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - psi)).toBeLessThanOrEqual(1e-12 * psi);
      }),
    );
  });

  it('does not depend on the order of cells', () => {
    const [a, b] = [
      [5, 0, 9, 40],
      [2, 7, 0, 40],
    ];
    expect(populationStabilityIndex(a, b)).toBeCloseTo(populationStabilityIndex(a.toReversed(), b.toReversed()), 14);
  });

  it('moves continuously as the count of a cell goes from 0 to 1', () => {
    let before = at(0);
    for (let step = 1; step <= 1_000; step++) {
      const here = at(step / 1_000);
      expect(Math.abs(here - before)).toBeLessThan(5e-4);
      before = here;
    }
    expect(at(1e-9)).toBeCloseTo(at(0), 8);
  });

  it('is infinite only without smoothing, when a cell is empty on one side', () => {
    expect(populationStabilityIndex([1, 0], [1, 1], { smoothing: 0 })).toBe(Infinity);
  });

  it.each([
    ['different lengths', [1, 2], [1], 'VALUE_OUT_OF_DOMAIN'],
    ['a negative count', [1, -1], [1, 1], 'VALUE_OUT_OF_DOMAIN'],
    ['NaN', [1, Number.NaN], [1, 1], 'VALUE_OUT_OF_DOMAIN'],
    ['an empty window', [1, 1], [0, 0], 'VALUE_OUT_OF_DOMAIN'],
  ])('refuses %s', (_, a, b, code) => {
    expect(() => populationStabilityIndex(a, b)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses unknown and wrong options', () => {
    expect(() => populationStabilityIndex([1], [1], { smoothing: -1 })).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
    expect(() => psiTest([1], [1], { tolerence: 0 } as object)).toThrow(
      "unknown option 'tolerence'; did you mean 'tolerance'?",
    );
  });
});

describe('psiTest', () => {
  it('has the p-value of χ² without tolerance and of the non-central χ² with one', () => {
    const result = psiTest([500, 300, 200], [200, 150, 150]);
    const h = 1 / 1_000 + 1 / 500;
    expect(relativeError(result.pValue, nonCentralChiSquared(2, 0.05 / h).sf(result.statistic / h))).toBeLessThan(
      1e-12,
    );
    expect(result.expectedUnderNull).toBeCloseTo(2 * h, 14);
    expect(result.cells).toBe(3);
    expect(psiTest([500, 300, 200], [200, 150, 150], { tolerance: 0 }).pValue).toBeLessThan(result.pValue);
  });

  it('estimates the divergence with an interval that contains it and the value', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { statistic, effect, pValue, logPValue } = psiTest(a, b);
        const [low, high] = effect.interval;
        expect(effect.value).toBeLessThanOrEqual(statistic);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(effect.value * (1 + 1e-9));
        expect(high).toBeGreaterThanOrEqual(effect.value * (1 - 1e-9));
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(Number.isFinite(logPValue)).toBe(true);
      }),
    );
  });

  it('says nothing about a single active cell', () => {
    expect(psiTest([7, 0], [9, 0])).toEqual({
      statistic: 0,
      pValue: 1,
      logPValue: 0,
      effect: { value: 0, interval: [0, 0] },
      cells: 1,
      expectedUnderNull: 0,
    });
  });

  it('holds its level on quantile cells of a small reference and a much larger window', () => {
    // n = 600, m = 6,000: X² on the same cells alarms in .14 at a nominal .05.
    const random = seededRandom('small reference');
    const trials = runs(400);
    let alarms = 0;
    for (let trial = 0; trial < trials; trial++) {
      const draw = (n: number) => Float64Array.from({ length: n }, () => random.uniform());
      const grid = buildGrid(draw(600).toSorted());
      const window = viewCounts(countCells(draw(6_000), grid.edges), grid.view);
      if (psiTest(viewCounts(grid.counts, grid.view), window, { tolerance: 0 }).pValue < 0.05) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(0.055 * trials + threeErrors(trials, 0.055));
    expect(alarms).toBeGreaterThanOrEqual(0.04 * trials - threeErrors(trials, 0.04));
  });

  it('has 90 % intervals that contain the true divergence in about 90 of 100 windows', () => {
    // q moves so that the divergence of the shares themselves is known.
    const p = tenths.map(() => 0.1);
    const q = p.map((share, k) => share * (1 + (k - 4.5) / 12));
    const truth = populationStabilityIndex(p, q, { smoothing: 0 });
    const random = seededRandom('intervals');
    const trials = runs(300);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { interval } = psiTest(drawCounts(random, 5_000, p), drawCounts(random, 1_000, q)).effect;
      if (interval[0] <= truth && truth <= interval[1]) covered++;
    }
    expect(Math.abs(covered - 0.9 * trials)).toBeLessThanOrEqual(threeErrors(trials, 0.9) + 0.02 * trials);
  });

  it('corrected for its expectation, passes .25 without drift in at most 1.5 % of windows of 50 rows and .1 % of 100', () => {
    const random = seededRandom('corrected');
    for (const [m, share] of [
      [50, 0.015],
      [100, 0.001],
    ] as const) {
      const trials = 4_000;
      let beyond = 0;
      for (let trial = 0; trial < trials; trial++) {
        // The value alone is wanted: PSI − (B − 1)·h.
        const psi = populationStabilityIndex(drawCounts(random, 1_000, tenths), drawCounts(random, m, tenths));
        if (psi - 9 * (1 / 1_000 + 1 / m) > 0.25) beyond++;
      }
      expect(beyond / trials).toBeLessThanOrEqual(share);
    }
  });
});

describe('noncentralityOf', () => {
  it('solves the survival function for λ', () => {
    for (const df of [1, 2, 9, 59])
      for (const x of [0.01, 3, 20, 1e3, 1e6])
        for (const p of [0.05, 0.95, 0.5, 1e-3]) {
          const lambda = noncentralityOf(x, df, p);
          if (lambda === 0) expect(nonCentralChiSquared(df, 0).sf(x)).toBeGreaterThanOrEqual(p);
          else expect(relativeError(nonCentralChiSquared(df, lambda).sf(x), p)).toBeLessThan(1e-5);
        }
    // Far out the start is taken as it is.
    for (const p of [0.05, 0.95])
      expect(relativeError(nonCentralChiSquared(9, noncentralityOf(1e7, 9, p)).sf(1e7), p)).toBeLessThan(1e-4);
  });
});
