import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeCells } from '../../src/stats/active-cells.js';
import { deciderStatistics, deciderTails, deciderTest } from '../../src/stats/decider.js';
import { normal } from '../../src/stats/distributions/normal.js';
import { populationStabilityIndex } from '../../src/stats/psi.js';
import { seededRandom } from '../../src/stats/random.js';
import { lnTemperedTail } from '../../src/stats/tempered-tail.js';
import { nonCentralChiSquared } from '../../src/stats/distributions/non-central-chi-squared.js';
import { fDistribution } from '../../src/stats/distributions/f-distribution.js';
import { golden, relativeError } from './golden.js';
import { drawCounts, runs, threeErrors } from './simulate.js';

interface Case {
  a: number[];
  b: number[];
  psi0: number;
  ordered: boolean;
  phi?: number;
  df?: number;
  active: number;
  G: number;
  q: number;
  D?: number;
  location?: number;
  spread?: number;
  psi: number;
  lam: number;
  pD?: number;
  pG: number;
  pPsi?: number;
  p: number;
}
const { decider } = golden('decider') as { decider: Case[] };

const diluted = ({ a, b, phi = 1 }: Case) =>
  activeCells(
    a.map((x) => x / phi),
    b.map((x) => x / phi),
    'test',
  );

/** p-values to 1e-9 relative; where they underflow, both must. */
function expectP(ln: number | undefined, p: number | undefined): void {
  if (p === undefined) return expect(ln).toBeUndefined();
  if (p < 1e-290) expect(ln!).toBeLessThan(-290 * Math.LN10);
  else expect(relativeError(Math.exp(ln!), p)).toBeLessThan(1e-9);
}

/** Statistics to 1e-12 relative. */
const error = (actual: number, expected: number): void => expect(relativeError(actual, expected)).toBeLessThan(1e-12);

describe('deciderTest against the golden cases', () => {
  it.each(decider.map((c, i) => [i, c] as const))('has the statistics and p-values of case %i', (_, c) => {
    const s = deciderStatistics(diluted(c), c.ordered);
    expect(s.cells).toBe(c.active);
    error(s.deviance / s.q, c.G);
    error(s.q, c.q);
    error(s.psi, c.psi);
    if (c.ordered) {
      const { location, spread } = s.projections!;
      expect(Math.abs(location - c.location!)).toBeLessThan(1e-12 * Math.sqrt(c.G));
      expect(Math.abs(spread - c.spread!)).toBeLessThan(1e-12 * Math.sqrt(c.G));
      error((location ** 2 + spread ** 2) / s.q, c.D!);
    } else expect(s.projections).toBeUndefined();
    const tails = deciderTails(s, c.psi0, c.df ?? null);
    expect(relativeError(tails.lambda, c.lam)).toBeLessThan(1e-12);
    expectP(tails.lnShape, c.pG);
    expectP(tails.lnOrdered, c.pD);
    expectP(tails.lnPsi, c.pPsi);
    expectP(tails.lnP, c.p);
    const result = deciderTest(c.a, c.b, {
      tolerance: c.psi0,
      ordered: c.ordered,
      ...(c.phi !== undefined && { dispersion: c.phi, dispersionDf: c.df! }),
    });
    expectP(result.logPValue, c.p);
    expect(result.pValue).toBeGreaterThan(0);
  });
});

const tenths = Array.from({ length: 10 }, () => 1);

/** Counts over the same cells with rows on both sides, disjoint and very uneven ones among them. */
const pairs = fc
  .array(
    fc.tuple(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1e6)), fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1e6))),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .map((cells) => [cells.map(([a]) => a), cells.map(([, b]) => b)] as const)
  .filter(([a, b]) => a.some((count) => count > 0) && b.some((count) => count > 0));

/** Shares of a normal variable with this mean and spread over the tenths of the standard normal. */
function normalTenths(mean: number, sd: number): number[] {
  const below = tenths.map((_, k) => (k === 0 ? 0 : normal.cdf((normal.isf(1 - k / 10) - mean) / sd)));
  return below.map((share, k) => (below[k + 1] ?? 1) - share);
}

describe('deciderTest', () => {
  it('gives finite numbers for any counts and options, disjoint supports included', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.constantFrom(0, 1e-9, 0.0025, 0.05),
        fc.boolean(),
        fc.constantFrom(1, 3.5, 40),
        fc.constantFrom(null, 7, 300),
        (pair, tolerance, ordered, dispersion, dispersionDf) => {
          const result = deciderTest(...pair, { tolerance, ordered, dispersion, dispersionDf });
          const { pValue, logPValue, noChange, effect } = result;
          for (const x of [
            result.statistic,
            logPValue,
            noChange.logPValue,
            effect.value,
            ...effect.interval,
            result.expectedUnderNull,
          ])
            expect(Number.isFinite(x)).toBe(true);
          expect(pValue).toBeGreaterThan(0);
          expect(pValue).toBeLessThanOrEqual(1);
          expect(logPValue).toBeGreaterThanOrEqual(noChange.logPValue - 1e-9 * Math.abs(noChange.logPValue) - 1e-9);
          expect(effect.interval[0]).toBeLessThanOrEqual(effect.interval[1]);
          expect(JSON.parse(JSON.stringify(result))).toEqual(result);
        },
      ),
    );
  });

  it('is symmetric in reference and window, and under turning the order of cells around', () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), (pair, ordered) => {
        const [a, b] = pair;
        const { logPValue } = deciderTest(a, b, { ordered });
        const slack = 1e-6 * Math.abs(logPValue) + 1e-6;
        expect(Math.abs(deciderTest(b, a, { ordered }).logPValue - logPValue)).toBeLessThanOrEqual(slack);
        expect(
          Math.abs(deciderTest(a.toReversed(), b.toReversed(), { ordered }).logPValue - logPValue),
        ).toBeLessThanOrEqual(slack);
      }),
    );
  });

  it('does not look at the order of categories, and does at that of numbers', () => {
    const [a, b] = [
      [100, 100, 100, 100, 100],
      [10, 15, 20, 25, 30],
    ];
    const mixed = [2, 0, 4, 1, 3];
    const [c, d] = [mixed.map((k) => a[k]!), mixed.map((k) => b[k]!)];
    expect(deciderTest(c, d, { ordered: false }).logPValue).toBeCloseTo(
      deciderTest(a, b, { ordered: false }).logPValue,
      10,
    );
    expect(deciderTest(c, d).logPValue).toBeGreaterThan(deciderTest(a, b).logPValue + 0.5);
  });

  it('names what decided', () => {
    const reference = [500, 500, 500, 500, 500, 500, 500, 500, 500, 500];
    const named = (window: number[], tolerance = 0) => deciderTest(reference, window, { tolerance }).part;
    expect(named([30, 34, 38, 42, 46, 54, 58, 62, 66, 70])).toBe('location');
    expect(named([72, 58, 46, 38, 36, 36, 38, 46, 58, 72])).toBe('spread');
    expect(named([10, 90, 10, 90, 10, 90, 90, 10, 90, 10])).toBe('shape');
    // λ = 2,083 and a widening a little beyond the tolerance: the guard is the most careful.
    const many = reference.map((count) => 50 * count);
    expect(
      deciderTest(
        many,
        normalTenths(0, 1.25).map((share) => 50_000 * share),
      ).part,
    ).toBe('psi');
  });

  it('reports the PSI of the counts as they are, and thins them out only for significance', () => {
    const [a, b] = [
      [500, 400, 300, 200, 100],
      [60, 70, 80, 90, 100],
    ];
    const plain = deciderTest(a, b);
    const thinned = deciderTest(a, b, { dispersion: 8 });
    expect(plain.statistic).toBe(populationStabilityIndex(a, b));
    expect(thinned.statistic).toBe(plain.statistic);
    expect(thinned.expectedUnderNull).toBeCloseTo(8 * plain.expectedUnderNull, 13);
    expect(thinned.logPValue).toBeGreaterThan(plain.logPValue);
    expect(deciderTest(a, b, { dispersion: 8, dispersionDf: 7 }).logPValue).toBeGreaterThan(thinned.logPValue);
    expect(deciderTest(a, b, { dispersion: 8, dispersionDf: 1e7 }).logPValue).toBeCloseTo(thinned.logPValue, 4);
  });

  it('says nothing about a single active cell', () => {
    expect(deciderTest([0, 9, 0], [0, 7, 0])).toMatchObject({
      statistic: 0,
      pValue: 1,
      logPValue: 0,
      cells: 1,
      effect: { value: 0, interval: [0, 0] },
    });
  });

  it.each([
    [5_000, 100],
    [5_000, 500],
    [600, 6_000],
  ])('holds its level without tolerance, n = %i, m = %i', (n, m) => {
    const random = seededRandom(`decider ${n} ${m}`);
    const trials = runs(500);
    const alarms = { 0.05: 0, 0.01: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const { noChange } = deciderTest(drawCounts(random, n, tenths), drawCounts(random, m, tenths));
      if (noChange.pValue < 0.05) alarms[0.05]++;
      if (noChange.pValue < 0.01) alarms[0.01]++;
    }
    for (const level of [0.05, 0.01] as const)
      expect(alarms[level]).toBeLessThanOrEqual(1.12 * level * trials + threeErrors(trials, 1.12 * level));
    expect(alarms[0.05]).toBeGreaterThan(0.02 * trials);
  });

  it('holds its level at the boundary of the tolerance', () => {
    const shares = normalTenths(0.2285, 1);
    const truth = populationStabilityIndex(tenths, shares, { smoothing: 0 });
    expect(truth).toBeCloseTo(0.05, 3);
    const random = seededRandom('boundary');
    const trials = runs(500);
    let alarms = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { pValue } = deciderTest(drawCounts(random, 5_000, tenths), drawCounts(random, 1_000, shares), {
        tolerance: truth,
      });
      if (pValue < 0.05) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(0.05 * trials + threeErrors(trials, 0.05));
  });

  it.each([
    [{ tolerance: -1 }],
    [{ tolerance: Number.NaN }],
    [{ dispersion: 0 }],
    [{ dispersionDf: 0 }],
    [{ ordered: 'yes' as never }],
    [{ tolerence: 0.05 } as never],
  ])('refuses %j', (options) => {
    expect(() => deciderTest([1, 2], [2, 1], options)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });
});

describe('lnTemperedTail', () => {
  it('is the F law without tolerance', () => {
    for (const [x, df, scaleDf] of [
      [3, 2, 7],
      [20, 9, 31],
      [400, 9, 5],
    ] as const)
      expect(
        relativeError(Math.exp(lnTemperedTail(x, df, 0, scaleDf)), fDistribution(df, scaleDf).sf(x / df)),
      ).toBeLessThan(1e-11);
  });

  it('comes to the non-central χ² as the scale becomes certain', () => {
    for (const [x, df, lambda] of [
      [10, 9, 3],
      [200, 9, 100],
      [60, 2, 25],
    ] as const)
      expect(relativeError(lnTemperedTail(x, df, lambda, 1e9), nonCentralChiSquared(df, lambda).logSf(x))).toBeLessThan(
        1e-5,
      );
  });

  it('falls with x and grows with λ, without gaps, down to very small and up to very large numbers', () => {
    for (const scaleDf of [3, 31, 400])
      for (const lambda of [0, 1, 40, 5_000]) {
        let before = 0;
        for (let x = 1e-3; x < 1e9; x *= 3) {
          const here = lnTemperedTail(x, 9, lambda, scaleDf);
          expect(Number.isFinite(here)).toBe(true);
          expect(here).toBeLessThanOrEqual(before + 1e-12);
          expect(lnTemperedTail(x, 9, lambda * 1.5 + 0.1, scaleDf)).toBeGreaterThanOrEqual(here - 1e-12);
          before = here;
        }
      }
  });
});
