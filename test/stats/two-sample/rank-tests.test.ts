import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  andersonDarlingTest,
  cramerVonMisesTest,
  eppsSingletonTest,
  mannWhitneyTest,
  welchTest,
} from '../../../src/stats.js';
import { seededRandom } from '../../../src/stats/random.js';
import { lnAndersonDarlingTail } from '../../../src/stats/two-sample/anderson-darling.js';
import { lnCvmLimitTail } from '../../../src/stats/two-sample/cramer-von-mises.js';
import { clampedAndersonP, pooledTTest } from '../../oracles/scipy.js';
import { relativeError } from '../golden.js';
import { numericPairs, smallPair } from '../golden-pairs.js';

const check = (result: { statistic: number; pValue: number }, [statistic, p]: readonly [number, number, number?]) => {
  expect(relativeError(result.statistic, statistic)).toBeLessThan(1e-10);
  expect(relativeError(result.pValue, p)).toBeLessThan(1e-10);
};

describe('golden values of rank and moment tests', () => {
  it.each(numericPairs())('%s', (_, { x, y, values }) => {
    const cvm = cramerVonMisesTest(x, y);
    expect(relativeError(cvm.statistic, values.cvm.T)).toBeLessThan(1e-12);
    if (cvm.method === 'exact') expect(relativeError(cvm.pValue, values.cvm.p_auto)).toBeLessThan(1e-10);
    // The package stops its series at terms of 1e-7.
    const asymptotic = cramerVonMisesTest(x, y, { method: 'asymptotic' }).pValue;
    expect(Math.abs(asymptotic - values.cvm.p_asymp)).toBeLessThan(
      cvm.statistic <= 1 ? 1e-12 : cvm.statistic <= 4 ? 1e-9 : 1e-6,
    );

    const anderson = andersonDarlingTest(x, y);
    expect(relativeError(anderson.statistic, values.anderson_ksamp_midrank.A2)).toBeLessThan(1e-10);
    expect(relativeError(clampedAndersonP(anderson.statistic), values.anderson_ksamp_midrank.p_clipped)).toBeLessThan(
      1e-10,
    );

    const mannWhitney = mannWhitneyTest(x, y);
    expect(relativeError(mannWhitney.statistic, values.mannwhitney.U1)).toBeLessThan(1e-12);
    expect(relativeError(mannWhitney.pValue, values.mannwhitney.p_two)).toBeLessThan(1e-10);
    const less = mannWhitneyTest(x, y, { alternative: 'less' }).pValue;
    expect(relativeError(less, values.mannwhitney['p_less(evidently)'])).toBeLessThan(1e-10);

    const welch = welchTest(x, y);
    expect(relativeError(welch.statistic, values.ttest_welch.t)).toBeLessThan(1e-9);
    expect(relativeError(welch.pValue, values.ttest_welch.p)).toBeLessThan(1e-9);
    expect(relativeError(welch.degreesOfFreedom, values.ttest_welch.df)).toBeLessThan(1e-9);
    const pooled = pooledTTest(x, y);
    expect(relativeError(pooled.statistic, values.ttest_pooled.t)).toBeLessThan(1e-9);
    expect(relativeError(pooled.pValue, values.ttest_pooled.p)).toBeLessThan(1e-9);

    const epps = eppsSingletonTest(x, y);
    expect(relativeError(epps.statistic, values.epps_singleton.W)).toBeLessThan(1e-9);
    expect(relativeError(epps.pValue, values.epps_singleton.p)).toBeLessThan(1e-9);
  });

  it('of the small pair', () => {
    const { x, y, cvm_exact, cvm_asymp, ad_ksamp, mwu, epps_singleton } = smallPair();
    check(cramerVonMisesTest(x, y, { method: 'exact' }), cvm_exact);
    check(cramerVonMisesTest(x, y, { method: 'asymptotic' }), cvm_asymp);
    check(mannWhitneyTest(x, y), mwu);
    check(eppsSingletonTest(x, y), epps_singleton);
    expect(relativeError(andersonDarlingTest(x, y).statistic, ad_ksamp.stat)).toBeLessThan(1e-10);
    expect(clampedAndersonP(andersonDarlingTest(x, y).statistic)).toBe(ad_ksamp.p);
  });
});

/** All ways to draw n of the pooled values as x, with the statistic of each. */
function enumerate(pooled: readonly number[], n: number, statistic: (x: number[], y: number[]) => number): number[] {
  const found: number[] = [];
  const choose = (from: number, x: number[], y: number[]): void => {
    if (from === pooled.length) {
      if (x.length === n) found.push(statistic(x, y));
      return;
    }
    if (x.length < n) choose(from + 1, [...x, pooled[from]!], y);
    choose(from + 1, x, [...y, pooled[from]!]);
  };
  choose(0, [], []);
  return found;
}

it('cramerVonMisesTest is never impossible: ties may lift T above all that the exact law knows', () => {
  // All of x below all of y, and x tied: 2 of the 20 orders lie so far apart.
  const { pValue, logPValue, method } = cramerVonMisesTest([0, 0, 0], [1, 2, 3]);
  expect(method).toBe('exact');
  expect(pValue).toBeCloseTo(0.1, 12);
  expect(logPValue).toBeCloseTo(Math.log(0.1), 12);
});

describe('exact p-values by enumeration', () => {
  const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 5, maxLength: 9 });

  it('cramerVonMisesTest', () => {
    fc.assert(
      fc.property(distinct, (pooled) => {
        const n = Math.max(2, Math.floor(pooled.length / 2) - 1);
        const [x, y] = [pooled.slice(0, n), pooled.slice(n)];
        const { statistic, pValue } = cramerVonMisesTest(x, y);
        const all = enumerate(pooled, n, (a, b) => cramerVonMisesTest(a, b, { method: 'asymptotic' }).statistic);
        expect(pValue).toBeCloseTo(all.filter((t) => t >= statistic - 1e-9).length / all.length, 12);
      }),
      { numRuns: 30 },
    );
  });

  it('mannWhitneyTest', () => {
    fc.assert(
      fc.property(distinct, (pooled) => {
        const n = Math.floor(pooled.length / 2);
        const [x, y] = [pooled.slice(0, n), pooled.slice(n)];
        const { statistic, pValue, method } = mannWhitneyTest(x, y);
        expect(method).toBe('exact');
        const centre = (n * y.length) / 2;
        const all = enumerate(pooled, n, (a, b) => mannWhitneyTest(a, b).statistic);
        const share = all.filter((u) => Math.abs(u - centre) >= Math.abs(statistic - centre)).length / all.length;
        expect(pValue).toBeCloseTo(Math.min(1, share), 12);
        for (const [alternative, tail] of [
          ['greater', all.filter((u) => u >= statistic)],
          ['less', all.filter((u) => u <= statistic)],
        ] as const)
          expect(mannWhitneyTest(x, y, { alternative }).pValue).toBeCloseTo(tail.length / all.length, 12);
      }),
      { numRuns: 30 },
    );
  });
});

describe('cramerVonMisesTest', () => {
  it('shows the example of its documentation', () => {
    expect(cramerVonMisesTest([1, 2, 3, 4], [11, 12, 13, 14]).pValue).toBeCloseTo(2 / 70, 14);
  });

  it('refuses exact work that would never end', () => {
    const many = Array.from({ length: 33 }, (_, i) => i);
    expect(() => cramerVonMisesTest(many, many, { method: 'exact' })).toThrow('at most 32 values');
  });

  it('has a limit tail that goes on where the complement has no digits left', () => {
    expect(lnCvmLimitTail(0.46136)).toBeCloseTo(Math.log(0.05), 3); // tabulated 5 % point
    expect(lnCvmLimitTail(0.74346)).toBeCloseTo(Math.log(0.01), 3);
    // 1 − F in forty digits. The leading term takes over at 1e-8, where it is 1 % low.
    expect(relativeError(Math.exp(lnCvmLimitTail(2)), 1.27807361728e-5)).toBeLessThan(1e-9);
    expect(relativeError(Math.exp(lnCvmLimitTail(3)), 7.56774345932e-8)).toBeLessThan(1e-7);
    expect(relativeError(Math.exp(lnCvmLimitTail(4)), 4.73445303228e-10)).toBeLessThan(0.01);
    expect(relativeError(Math.exp(lnCvmLimitTail(6)), 2.00877417869e-14)).toBeLessThan(0.007);
    expect(lnCvmLimitTail(500)).toBeLessThan(-2000);
  });
});

describe('andersonDarlingTest', () => {
  it('has p-value 1 when everything is one value', () => {
    expect(andersonDarlingTest([4, 4, 4], [4, 4]).pValue).toBe(1);
  });

  it('holds its level at .05 and .01', () => {
    const random = seededRandom('anderson level');
    const runs = 3000;
    const draw = (n: number) => Array.from({ length: n }, () => random.uniform());
    const p = Array.from({ length: runs }, () => andersonDarlingTest(draw(50), draw(30)).pValue);
    for (const level of [0.05, 0.01]) {
      const share = p.filter((value) => value < level).length / runs;
      expect(Math.abs(share - level)).toBeLessThan(3 * Math.sqrt((level * (1 - level)) / runs) + 0.02 * level);
    }
  });

  // The series of Anderson and Darling (1952) in mpmath, in 25 digits and more: `benchmarks/parity/python/run_mpmath.py`.
  it.each([
    [0.2, 0.9904125472497941],
    [0.5, 0.7468143735303444],
    [1, 0.3572666732140191],
    [2, 0.09183677494125213],
    [3.857, 0.01024115322986121],
    [6, 9.674519415209469e-4],
    [10, 1.3815035410685864e-5],
    [40, 6.534126441475956e-19],
  ])('has the limit law at z = %f to 1e-13', (z, tail) => {
    expect(relativeError(Math.exp(lnAndersonDarlingTail(z)), tail)).toBeLessThan(1e-13);
  });

  it('falls from 1 on, without a step, however far', () => {
    expect(lnAndersonDarlingTail(0)).toBe(0);
    for (let z = 0.05; z < 60; z += 0.01)
      expect(lnAndersonDarlingTail(z + 0.01)).toBeLessThan(lnAndersonDarlingTail(z));
    // e^{-z} times a factor that falls like 1/√z.
    expect(lnAndersonDarlingTail(1e6)).toBeCloseTo(-1e6 + 0.5 * Math.log(3 / (Math.PI * 1e6)), 3);
  });
});

/** Orders with U ≥ u: partitions of at most nm − u into at most n parts of at most m, counted in whole numbers. */
function orders(n: number, m: number, u: number): number {
  const most = n * m - u;
  let counts: bigint[] = Array.from({ length: most + 1 }, (_, k) => (k === 0 ? 1n : 0n));
  for (let part = 1; part <= n; part++) {
    const next = [...counts];
    for (let k = most; k >= m + part; k--) next[k]! -= next[k - m - part]!;
    for (let k = part; k <= most; k++) next[k]! += next[k - part]!;
    counts = next;
  }
  return Number(counts.reduce((sum, count) => sum + count, 0n));
}

describe('mannWhitneyTest', () => {
  it('shows the example of its documentation', () => {
    const result = mannWhitneyTest([1, 2, 3], [4, 5, 6]);
    expect(result).toMatchObject({ statistic: 0, effect: 1, method: 'exact' });
    expect(result.pValue).toBeCloseTo(0.1, 14);
  });

  it('gives both samples together all pairs, and has p-value 1 when everything is tied', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [forth, back] = [mannWhitneyTest(x, y), mannWhitneyTest(y, x)];
        expect(forth.statistic + back.statistic).toBe(x.length * y.length);
        expect(relativeError(back.pValue, forth.pValue)).toBeLessThan(1e-12);
      }),
    );
    expect(mannWhitneyTest([3, 3], [3, 3, 3]).pValue).toBe(1);
  });

  it('keeps its digits when one sample is small and the other large', () => {
    const x = [900.5, 901.5, 950.5, 960.5, 970.5];
    const y = Array.from({ length: 1000 }, (_, i) => i);
    const { statistic, pValue, method } = mannWhitneyTest(x, y, { alternative: 'greater' });
    expect([statistic, method]).toEqual([4686, 'exact']);
    expect(relativeError(pValue, orders(5, 1000, 4686) / orders(5, 1000, 0))).toBeLessThan(1e-12);
  });
});

describe('welchTest', () => {
  it('shows the example of its documentation', () => {
    const { statistic, degreesOfFreedom } = welchTest([1, 2, 3, 4], [2, 4, 6, 8]);
    expect(statistic).toBeCloseTo(-Math.sqrt(3), 12);
    expect(degreesOfFreedom).toBeCloseTo(4.412, 3);
  });

  it('keeps its digits at a large offset and refuses samples without spread', () => {
    const [x, y] = [
      [1, 2, 3, 4],
      [2, 4, 6, 9],
    ];
    const far = welchTest(
      x.map((v) => v + 1e9),
      y.map((v) => v + 1e9),
    );
    expect(relativeError(far.pValue, welchTest(x, y).pValue)).toBeLessThan(1e-12);
    expect(() => welchTest([1, 1], [2, 2])).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(welchTest([1, 1], [2, 3]).degreesOfFreedom).toBe(1);
  });
});

describe('eppsSingletonTest', () => {
  it('refuses values without an interquartile range', () => {
    expect(() => eppsSingletonTest([0, 0, 0, 0, 0, 9], [0, 0, 0, 0, 0, 0])).toThrow('interquartile range');
  });

  it('sees spread, and counts only directions with variance', () => {
    const random = seededRandom('epps');
    const draw = (sd: number) => Array.from({ length: 200 }, () => sd * random.normal());
    expect(eppsSingletonTest(draw(1), draw(3)).pValue).toBeLessThan(1e-6);
    const two = eppsSingletonTest([0, 1, 0, 1, 0, 1], [1, 0, 1, 1, 1, 0]);
    expect(two.degreesOfFreedom).toBe(1);
  });
});
