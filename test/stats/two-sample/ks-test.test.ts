import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kolmogorov, ksTest } from '../../../src/stats.js';
import { seededRandom } from '../../../src/stats/random.js';
import { lnKsExact } from '../../../src/stats/two-sample/ks-exact.js';
import { relativeError } from '../golden.js';
import { numericPairs, smallPair } from '../golden-pairs.js';

describe('ksTest, golden values', () => {
  it.each(numericPairs())('%s', (_, { x, y, values: { ks } }) => {
    expect(relativeError(ksTest(x, y).statistic, ks.D)).toBeLessThan(1e-12);
    expect(relativeError(ksTest(x, y).pValue, ks.p_auto)).toBeLessThan(1e-10);
    expect(relativeError(ksTest(x, y, { method: 'exact' }).pValue, ks.p_exact)).toBeLessThan(1e-10);
    expect(relativeError(ksTest(x, y, { method: 'asymptotic' }).pValue, ks.p_asymp)).toBeLessThan(1e-9);
    const limit = ksTest(x, y, { method: 'limit' }).pValue;
    expect(relativeError(limit, ks.p_limiting_kolmogorov_sqrt_en)).toBeLessThan(1e-12);
  });

  it('of the small pair, both sides and each', () => {
    const { x, y, ks_exact, ks_asymp, ks_less, ks_greater, ks_ties } = smallPair();
    for (const [[statistic, p], result] of [
      [ks_exact, ksTest(x, y, { method: 'exact' })],
      [ks_asymp, ksTest(x, y, { method: 'asymptotic' })],
      [ks_less, ksTest(x, y, { alternative: 'less' })],
      [ks_greater, ksTest(x, y, { alternative: 'greater' })],
    ] as const) {
      expect(relativeError(result.statistic, statistic)).toBeLessThan(1e-12);
      expect(relativeError(result.pValue, p)).toBeLessThan(1e-10);
    }
    const tied = ksTest(ks_ties.x, ks_ties.y);
    expect(relativeError(tied.statistic, ks_ties.stat)).toBeLessThan(1e-12);
    expect(relativeError(tied.pValue, ks_ties.p_exact_treating_as_continuous)).toBeLessThan(1e-10);
  });
});

/** ln of 2 Σ_j (−1)^(j−1) C(2n, n − jk)/C(2n, n), in exact integers. */
function closedForm(n: number, k: number): number {
  let sum = 0n;
  for (let j = 1; j * k <= n; j++) sum += (j % 2 === 1 ? 2n : -2n) * choose(2 * n, n - j * k);
  return lnBig(sum) - lnBig(choose(2 * n, n));
}

function choose(n: number, k: number): bigint {
  let value = 1n;
  for (let i = 1; i <= k; i++) value = (value * BigInt(n - k + i)) / BigInt(i);
  return value;
}

function lnBig(value: bigint): number {
  const digits = value.toString();
  return Math.log(Number(digits.slice(0, 17))) + (digits.length - Math.min(17, digits.length)) * Math.LN10;
}

function allOrders(n: number, m: number) {
  const found: { 'two-sided': number; greater: number; less: number }[] = [];
  const walk = (i: number, j: number, above: number, below: number): void => {
    const [up, down] = [Math.max(above, i * m - j * n), Math.max(below, j * n - i * m)];
    if (i === n && j === m) found.push({ 'two-sided': Math.max(up, down), greater: up, less: down });
    if (i < n) walk(i + 1, j, up, down);
    if (j < m) walk(i, j + 1, up, down);
  };
  walk(0, 0, 0, 0);
  return found;
}

/** Two ramps of n values with D = k/n. */
const shifted = (n: number, k: number) =>
  ksTest(
    Array.from({ length: n }, (_, i) => i),
    Array.from({ length: n }, (_, i) => i + k - 0.5),
  );

describe('the exact law of the two-sample KS statistic', () => {
  it('agrees with the closed form of Gnedenko and Korolyuk for equal sizes', () => {
    expect(relativeError(shifted(30, 14).pValue, 0.00253006223627)).toBeLessThan(1e-11);
    for (const [n, k] of [
      [10, 3],
      [30, 14],
      [200, 31],
      [500, 77],
    ] as const)
      expect(Math.abs(shifted(n, k).logPValue - closedForm(n, k))).toBeLessThan(1e-10);
  });

  it('stays exact in logarithms far below the smallest double', () => {
    for (const [n, k] of [
      [800, 799],
      [1000, 900],
      [1200, 1000],
    ] as const) {
      const { pValue, logPValue } = shifted(n, k);
      expect(pValue).toBe(Number.MIN_VALUE);
      expect(Math.abs(logPValue - closedForm(n, k))).toBeLessThan(1e-9);
    }
  });

  it('agrees with the enumeration of all orders of small samples, on both sides and on each', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), (n, m) => {
        const orders = allOrders(n, m);
        for (const alternative of ['two-sided', 'greater', 'less'] as const)
          for (let k = 0; k <= n * m; k++) {
            const share = orders.filter((order) => order[alternative] >= k).length / orders.length;
            if (share > 0) expect(Math.exp(lnKsExact(n, m, k, alternative))).toBeCloseTo(share, 13);
          }
      }),
      { numRuns: 25 },
    );
  });
});

describe('the exact law of the two-sample KS statistic given the ties', () => {
  it('is the golden value, where the law without ties is far from it', () => {
    const { x, y } = smallPair().ks_ties;
    const { pValue, method } = ksTest(x, y, { method: 'exactTies' });
    expect(method).toBe('exactTies');
    expect(relativeError(pValue, 0.116179835778705)).toBeLessThan(1e-12);
  });

  it('is the share of all splits of the pooled values that lie as far apart, on both sides and on each', () => {
    const pooled = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(pooled, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (values, share) => {
        const n = Math.min(values.length - 1, Math.max(1, Math.round(share * values.length)));
        for (const alternative of ['two-sided', 'greater', 'less'] as const) {
          const statistics = splits(values, n).map(([x, y]) => ksTest(x, y, { alternative }).statistic);
          const seen = ksTest(values.slice(0, n), values.slice(n), { alternative, method: 'exactTies' });
          const as = statistics.filter((statistic) => statistic >= seen.statistic - 1e-12).length;
          expect(seen.pValue).toBeCloseTo(as / statistics.length, 13);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is that without ties where there are none, and never above it', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [given, plain] = (['exactTies', 'exact'] as const).map((method) => ksTest(x, y, { method }).pValue);
        expect(given!).toBeLessThanOrEqual(plain! * (1 + 1e-12));
        const apart = y.map((value, j) => value + 0.5 + j * 1e-3);
        const distinct = x.map((value, i) => value + i * 1e-3);
        const [one, other] = (['exactTies', 'exact'] as const).map(
          (method) => ksTest(distinct, apart, { method }).pValue,
        );
        expect(relativeError(one!, other!)).toBeLessThan(1e-12);
      }),
    );
  });

  it('keeps its logarithm below the smallest double', () => {
    const n = 700;
    const low = Array.from({ length: n }, (_, i) => Math.floor(i / 2));
    const high = low.map((value) => value + 10_000);
    // All of one sample below the other: one split of all, or its mirror.
    const one = lnBig(choose(2 * n, n));
    expect(ksTest(low, high, { method: 'exactTies' }).logPValue).toBeCloseTo(Math.LN2 - one, 8);
  });
});

/** Every way to give n of the values to the first sample. */
function splits(values: readonly number[], n: number): [number[], number[]][] {
  const [first, ...rest] = values;
  if (first === undefined) return [[[], []]];
  const out: [number[], number[]][] = [];
  if (n > 0) for (const [x, y] of splits(rest, n - 1)) out.push([[first, ...x], y]);
  if (rest.length >= n) for (const [x, y] of splits(rest, n)) out.push([x, [first, ...y]]);
  return out;
}

const ramp = (n: number, shift = 0) => Float64Array.from({ length: n }, (_, i) => i + shift);

describe('ksTest', () => {
  it('shows the example of its documentation', () => {
    const result = ksTest([1, 2, 3], [2, 3, 4]);
    expect(result).toEqual({ statistic: 1 / 3, pValue: 1, logPValue: 0, sign: 1, location: 1, method: 'exact' });
  });

  it('names side and place of the largest distance', () => {
    expect(ksTest([1, 2, 3, 4], [3.5, 5, 6])).toMatchObject({ sign: 1, location: 3, statistic: 0.75 });
    expect(ksTest([3.5, 5, 6], [1, 2, 3, 4])).toMatchObject({ sign: -1, location: 3, statistic: 0.75 });
    expect(ksTest([1, 2], [2, 1])).toMatchObject({ sign: 0, statistic: 0, pValue: 1 });
  });

  it('has p-value 1 for equal samples and never 0 for separate ones, whatever the method', () => {
    const [low, high] = [Array.from({ length: 800 }, (_, i) => i), Array.from({ length: 700 }, (_, i) => 1e4 + i)];
    for (const method of ['auto', 'exact', 'exactTies', 'asymptotic', 'limit'] as const) {
      expect(ksTest(low, low, { method }).pValue).toBe(1);
      const apart = ksTest(low, high, { method });
      expect(apart.pValue).toBeGreaterThan(0);
      expect(apart.logPValue).toBeGreaterThan(-Infinity);
      expect(apart.logPValue).toBeLessThan(-700);
    }
  });

  it('is symmetric in its samples and unchanged by a monotone transformation', () => {
    const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [forth, back] = [ksTest(x, y), ksTest(y, x)];
        expect(back.statistic).toBe(forth.statistic);
        expect(relativeError(back.pValue, forth.pValue)).toBeLessThan(1e-12);
        const stretched = ksTest(
          x.map((v) => v ** 3 + 7 * v),
          y.map((v) => v ** 3 + 7 * v),
        );
        expect({ ...stretched, location: 0 }).toEqual({ ...forth, location: 0 });
        expect(ksTest(x, y, { alternative: 'less' }).pValue).toBe(ksTest(y, x, { alternative: 'greater' }).pValue);
      }),
    );
  });

  it('switches to the asymptotic law for large samples and for much work, as documented', () => {
    expect(ksTest(ramp(10_000), ramp(9_999, 0.5)).method).toBe('exact');
    expect(ksTest(ramp(10_001), ramp(50, 0.5)).method).toBe('asymptotic');
    expect(ksTest(ramp(9_000), ramp(9_000, 4_000.5)).method).toBe('asymptotic');
  });

  it('holds its level with the exact p-value', () => {
    const random = seededRandom('ks level');
    const runs = process.env['NIGHTLY'] ? 40_000 : 2500;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const draw = (n: number) => Array.from({ length: n }, () => random.uniform());
      if (ksTest(draw(60), draw(47)).pValue < 0.05) rejected++;
    }
    // D is discrete: the attainable level is a little below the nominal one.
    expect(rejected / runs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
    expect(rejected / runs).toBeGreaterThan(0.035);
  });

  it('calls the limit law by its own name: asymptotic is another', () => {
    const { x, y } = smallPair();
    const [asymptotic, limit] = [ksTest(x, y, { method: 'asymptotic' }), ksTest(x, y, { method: 'limit' })];
    expect(limit.pValue).toBeCloseTo(kolmogorov.sf(Math.sqrt((23 * 31) / 54) * limit.statistic), 14);
    expect(Math.abs(limit.pValue - asymptotic.pValue)).toBeGreaterThan(0.01);
  });

  it('rounds an effective size of 100.5 to the even 100, as scipy 1.17.1 does', () => {
    const { pValue } = ksTest(ramp(201), ramp(201, 20.5), { method: 'asymptotic' });
    expect(relativeError(pValue, 0.209860205098992)).toBeLessThan(1e-9);
  });

  it('refuses exact work that would never end', () => {
    expect(() => ksTest(ramp(200_000), ramp(200_000, 100_000), { method: 'exact' })).toThrow("use 'asymptotic'");
  });
});
