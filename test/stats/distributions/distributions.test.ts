import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beta,
  binomial,
  chiSquared,
  fDistribution,
  kolmogorov,
  kolmogorovTwoSided,
  nonCentralChiSquared,
  normal,
  studentT,
  type Distribution,
} from '../../../src/stats.js';
import { golden, relativeError } from '../golden.js';

type Rows = Record<string, number[][]>;
const functions = golden('functions') as Rows;

describe('golden values of distributions', () => {
  it('chi-squared tails down to 4e-199', () => {
    for (const [x, df, sf] of functions['chi2_sf']!) {
      expect(relativeError(chiSquared(df!).sf(x!), sf!)).toBeLessThan(1e-12);
      expect(Math.abs(chiSquared(df!).logSf(x!) - Math.log(sf!))).toBeLessThan(1e-11);
    }
  });

  it('non-central chi-squared quantiles', () => {
    for (const [p, df, lambda, x] of functions['ncx2_isf']!)
      expect(relativeError(nonCentralChiSquared(df!, lambda!).isf(p!), x!)).toBeLessThan(1e-12);
  });

  it('Kolmogorov tails', () => {
    for (const [x, sf] of functions['kolmogorov_sf']!)
      expect(relativeError(kolmogorov.sf(x!), sf!)).toBeLessThan(1e-13);
  });

  it('two-sided Kolmogorov tails at finite size', () => {
    for (const [d, n, sf] of functions['kstwo_sf']!)
      expect(relativeError(kolmogorovTwoSided(n!).sf(d!), sf!)).toBeLessThan(1e-9);
  });

  it('F quantiles', () => {
    for (const [p, d1, d2, x] of functions['f_isf']!)
      expect(relativeError(fDistribution(d1!, d2!).isf(p!), x!)).toBeLessThan(1e-12);
  });
});

/** A distribution with arbitrary parameters, its name, and a point of its support from a number in (0, 1). */
const arbitrary: Record<string, fc.Arbitrary<readonly [Distribution, (u: number) => number]>> = {
  normal: fc.constant([normal, (u) => 16 * (u - 0.5)] as const),
  chiSquared: logUniform(0.5, 1e4).map((df) => [chiSquared(df), (u) => df * 16 ** (2 * u - 1)] as const),
  nonCentralChiSquared: fc
    .tuple(logUniform(0.5, 100), logUniform(1e-6, 1e4))
    .map(([df, lambda]) => [nonCentralChiSquared(df, lambda), (u) => (df + lambda) * 16 ** (2 * u - 1)] as const),
  studentT: logUniform(1, 1e5).map((df) => [studentT(df), (u) => 20 * (u - 0.5)] as const),
  fDistribution: fc
    .tuple(logUniform(1, 1e3), logUniform(1, 1e3))
    .map(([d1, d2]) => [fDistribution(d1, d2), (u) => 20 ** (2 * u - 1)] as const),
  beta: fc.tuple(logUniform(0.5, 1e3), logUniform(0.5, 1e3)).map(([a, b]) => [beta(a, b), (u) => u] as const),
  kolmogorov: fc.constant([kolmogorov, (u) => 6 * u] as const),
  kolmogorovTwoSided: fc
    .integer({ min: 1, max: 400 })
    .map((n) => [kolmogorovTwoSided(n), (u) => Math.min(1, (4 * u) / Math.sqrt(n))] as const),
};

function logUniform(low: number, high: number): fc.Arbitrary<number> {
  return fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);
}
const unit = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe.each(Object.entries(arbitrary))('%s', (name, distribution) => {
  // The one switch of kolmogorovTwoSided at n > 140 joins two approximations that differ by 2e-6 of the value.
  const slack = name === 'kolmogorovTwoSided' ? 1e-5 : 1e-12;

  it('has a survival function in [0, 1] that falls, whose complement is the distribution function', () => {
    fc.assert(
      fc.property(distribution, unit, unit, ([law, at], u, v) => {
        const [low, high] = [at(Math.min(u, v)), at(Math.max(u, v))];
        for (const x of [low, high]) {
          expect(law.sf(x)).toBeGreaterThanOrEqual(0);
          expect(law.sf(x)).toBeLessThanOrEqual(1);
          expect(law.sf(x) + law.cdf(x)).toBeCloseTo(1, 13);
        }
        expect(law.logSf(high)).toBeLessThanOrEqual(law.logSf(low) + slack);
      }),
      { numRuns: name === 'kolmogorovTwoSided' ? 40 : 100 },
    );
  });

  it('has a logarithm that is the logarithm', () => {
    fc.assert(
      fc.property(distribution, unit, ([law, at], u) => {
        const sf = law.sf(at(u));
        fc.pre(sf > 1e-300);
        expect(Math.abs(law.logSf(at(u)) - Math.log(sf))).toBeLessThan(1e-12);
      }),
      { numRuns: name === 'kolmogorovTwoSided' ? 40 : 100 },
    );
  });

  it('has an inverse: isf(sf(x)) is x where sf resolves x, and sf(isf(p)) is p down to 1e-290', () => {
    fc.assert(
      fc.property(distribution, unit, fc.double({ min: -290, max: 0, noNaN: true }), ([law, at], u, exponent) => {
        const x = at(u);
        const sf = law.sf(x);
        if (sf > 1e-290 && sf < 0.99) expect(relativeError(law.isf(sf), x)).toBeLessThan(sf < 0.5 ? 1e-9 : 1e-7);
        const p = 10 ** exponent;
        const back = law.isf(p);
        // Beta and D end at 1: there the quantile of a small p can round to 1 itself. A quantile of F may overflow.
        const resolved = name === 'beta' || name === 'kolmogorovTwoSided' ? back < 1 - 1e-4 : back < 1e300;
        if (resolved && !(name === 'kolmogorovTwoSided' && p > 1e-3))
          expect(relativeError(law.sf(back), p)).toBeLessThan(1e-9);
      }),
      { numRuns: name === 'kolmogorovTwoSided' ? 15 : 60 },
    );
  });

  it('refuses what is no number and no probability', () => {
    const [law] = fc.sample(distribution, 1)[0]!;
    for (const call of [
      () => law.sf(NaN),
      () => law.cdf(NaN),
      () => law.logSf(NaN),
      () => law.isf(-0.1),
      () => law.isf(1.1),
      () => law.isf(NaN),
    ])
      expect(call).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });

  it('ends at the ends of its support', () => {
    const [law] = fc.sample(distribution, 1)[0]!;
    const [low, high] = [law.isf(1), law.isf(0)];
    expect([law.sf(low), law.cdf(low), law.sf(high), law.cdf(high)]).toEqual([1, 0, 0, 1]);
  });
});

describe('the far tails', () => {
  it('stay true in logarithms far below the smallest double', () => {
    expect(normal.sf(40)).toBe(0);
    // ln φ(x)/x·(1 − 1/x² + 3/x⁴ − …), Abramowitz & Stegun 26.2.12
    expect(normal.logSf(40)).toBeCloseTo(
      -800 - 0.9189385332046728 - Math.log(40) + Math.log1p(-1 / 1600 + 3 / 1600 ** 2),
      8,
    );
    expect(chiSquared(2).logSf(5000)).toBe(-2500);
    expect(kolmogorov.logSf(100)).toBeCloseTo(Math.LN2 - 20000, 9);
  });

  it('of Student have a power law, also where t² overflows', () => {
    expect(relativeError(studentT(1).sf(1e160), 1e-160 / Math.PI)).toBeLessThan(1e-12);
    expect(relativeError(studentT(1).isf(1e-300), 1e300 / Math.PI)).toBeLessThan(1e-12);
  });

  it('of the normal law are inverted at 1e-300', () => {
    expect(normal.isf(1e-300)).toBeCloseTo(37.0470964, 6);
    expect(normal.isf(0.5)).toBeCloseTo(0, 15);
    expect(normal.isf(0.975)).toBeCloseTo(-1.959963984540054, 14);
  });
});

describe('kolmogorovTwoSided', () => {
  it('is exact for one value: D is uniform on [½, 1]', () => {
    for (const d of [0.5, 0.6, 0.75, 0.99]) expect(kolmogorovTwoSided(1).sf(d)).toBeCloseTo(2 - 2 * d, 14);
  });

  it('is exact for two values', () => {
    // P(D₂ ≤ d) = 2(2d − ½)² on [¼, ½], 1 − 2(1 − d)² on [½, 1]
    for (const d of [0.3, 0.4, 0.5]) expect(kolmogorovTwoSided(2).cdf(d)).toBeCloseTo(2 * (2 * d - 0.5) ** 2, 13);
    for (const d of [0.6, 0.8, 0.95]) expect(kolmogorovTwoSided(2).sf(d)).toBeCloseTo(2 * (1 - d) ** 2, 14);
  });

  it('agrees with scipy 1.17.1 where D lies early in its cell of the lattice, whose matrix has a corner of its own', () => {
    for (const [d, n, sf] of [
      [0.4, 3, 0.5946666666666665],
      [0.24, 5, 0.8741708800000001],
      [0.23, 10, 0.5885983746197224],
      [0.06, 60, 0.9732301430519831],
    ] as const)
      expect(relativeError(kolmogorovTwoSided(n).sf(d), sf)).toBeLessThan(1e-12);
  });

  it('approaches the limit law', () => {
    for (const x of [0.5, 0.9, 1.4, 2]) {
      const d = x / Math.sqrt(90_000) - 1 / (6 * 90_000); // the leading correction of the limit
      expect(relativeError(kolmogorovTwoSided(90_000).sf(d), kolmogorov.sf(x))).toBeLessThan(1e-4);
    }
  });

  it('joins its methods where they meet', () => {
    for (const [n, d] of [
      [100, Math.sqrt(4 / 100)],
      [100, 1 / 100],
      [30, 0.5],
      [500, Math.sqrt(2.2 / 500)],
      [20_000, (1.4 / 20_000) ** (2 / 3)],
    ] as const) {
      const [before, after] = [
        kolmogorovTwoSided(n).logSf(d * (1 - 1e-10)),
        kolmogorovTwoSided(n).logSf(d * (1 + 1e-10)),
      ];
      expect(Math.abs(before - after), `n = ${n}, D = ${d}`).toBeLessThan(5e-6);
    }
  });
});

describe('binomial', () => {
  it('sums its probabilities', () => {
    const law = binomial(5, 0.3);
    const pmf = [0.16807, 0.36015, 0.3087, 0.1323, 0.02835, 0.00243];
    for (let k = 0; k <= 5; k++) {
      expect(law.cdf(k)).toBeCloseTo(
        pmf.slice(0, k + 1).reduce((a, b) => a + b),
        14,
      );
      expect(law.sf(k)).toBeCloseTo(
        pmf.slice(k + 1).reduce((a, b) => a + b, 0),
        14,
      );
    }
    expect([law.sf(-1), law.cdf(-0.5), law.sf(2.9) - law.sf(2), law.sf(7)]).toEqual([1, 0, 0, 0]);
  });

  it('inverts to the smallest k whose tail is small enough', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        unit,
        (n, p, q) => {
          const law = binomial(n, p);
          const k = law.isf(q);
          expect(law.sf(k)).toBeLessThanOrEqual(q);
          expect(k === 0 || law.sf(k - 1) > q).toBe(true);
          expect(law.sf(law.isf(law.sf(k)))).toBe(law.sf(k));
        },
      ),
    );
  });

  it('has one value where nothing is random', () => {
    expect([binomial(0, 0.4).cdf(0), binomial(7, 0).cdf(0), binomial(7, 1).sf(6), binomial(7, 1).isf(0.5)]).toEqual([
      1, 1, 1, 7,
    ]);
  });
});

describe('parameters outside their domain', () => {
  it.each([
    ['chiSquared', () => chiSquared(0)],
    ['nonCentralChiSquared', () => nonCentralChiSquared(3, -1)],
    ['studentT', () => studentT(NaN)],
    ['fDistribution', () => fDistribution(1, Infinity)],
    ['beta', () => beta(-1, 2)],
    ['binomial', () => binomial(2.5, 0.5)],
    ['binomial', () => binomial(2, 1.5)],
    ['kolmogorovTwoSided', () => kolmogorovTwoSided(0)],
  ])('are refused by %s', (name, make) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN', message: expect.stringContaining(name) }),
    );
  });

  it('name what was expected and what came', () => {
    expect(() => chiSquared(-2)).toThrow('chiSquared: df: expected a finite number above 0, got -2');
  });
});

describe('nonCentralChiSquared', () => {
  it('is chiSquared without non-centrality, also as the limit', () => {
    expect(nonCentralChiSquared(4, 0).sf(9)).toBe(chiSquared(4).sf(9));
    expect(relativeError(nonCentralChiSquared(4, 1e-12).sf(9), chiSquared(4).sf(9))).toBeLessThan(1e-11);
    expect(nonCentralChiSquared(4, Number.MIN_VALUE).sf(9)).toBe(chiSquared(4).sf(9));
  });

  it('with one degree of freedom is the square of a shifted normal', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        fc.double({ min: 0.1, max: 40, noNaN: true }),
        (shift, root) => {
          const expected = normal.sf(root - shift) + normal.sf(root + shift);
          fc.pre(expected > 1e-300);
          expect(relativeError(nonCentralChiSquared(1, shift ** 2).sf(root ** 2), expected)).toBeLessThan(1e-11);
        },
      ),
    );
  });

  it('adds up a hundred thousand non-centrality in milliseconds and keeps its digits', () => {
    const law = nonCentralChiSquared(9, 2e5);
    expect(law.sf(law.isf(1e-6)) / 1e-6).toBeCloseTo(1, 9);
    expect(law.isf(0.5)).toBeGreaterThan(2e5 + 7);
    expect(law.isf(0.5)).toBeLessThan(2e5 + 9);
  });
});
