import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyDistance, kuiperTest, wassersteinDistance, wassersteinFromCells } from '../../../src/stats.js';
import { relativeError } from '../golden.js';
import { numericPairs, smallPair } from '../golden-pairs.js';

const sample = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('golden distances', () => {
  it.each(numericPairs())('%s', (_, { x, y, values }) => {
    expect(relativeError(wassersteinDistance(x, y), values.wasserstein)).toBeLessThan(1e-12);
    expect(relativeError(energyDistance(x, y), values.energy_distance)).toBeLessThan(1e-12);
  });

  it('of the small pair', () => {
    const { x, y, wasserstein, energy } = smallPair();
    expect(relativeError(wassersteinDistance(x, y), wasserstein)).toBeLessThan(1e-12);
    expect(relativeError(energyDistance(x, y), energy)).toBeLessThan(1e-12);
  });
});

describe('wassersteinDistance', () => {
  it('of samples of equal size is the mean distance in order', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true })),
          { minLength: 1, maxLength: 30 },
        ),
        (pairs) => {
          const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
          const [inOrderX, inOrderY] = [x.toSorted((a, b) => a - b), y.toSorted((a, b) => a - b)];
          const expected = inOrderX.reduce((sum, value, i) => sum + Math.abs(value - inOrderY[i]!), 0) / x.length;
          expect(wassersteinDistance(x, y)).toBeCloseTo(expected, 10);
        },
      ),
    );
  });

  it('is a distance: symmetric, 0 from itself, within the triangle, in the unit of the values', () => {
    fc.assert(
      fc.property(sample, sample, sample, (x, y, z) => {
        expect(wassersteinDistance(y, x)).toBeCloseTo(wassersteinDistance(x, y), 12);
        expect(wassersteinDistance(x, x)).toBe(0);
        expect(wassersteinDistance(x, z)).toBeLessThanOrEqual(
          wassersteinDistance(x, y) + wassersteinDistance(y, z) + 1e-10,
        );
        const scaled = wassersteinDistance(
          x.map((v) => 3 * v + 1),
          y.map((v) => 3 * v + 1),
        );
        expect(scaled).toBeCloseTo(3 * wassersteinDistance(x, y), 9);
      }),
    );
  });
});

const meanGap = (x: number[], y: number[]) =>
  x.reduce((sum, a) => sum + y.reduce((inner, b) => inner + Math.abs(a - b), 0), 0) / (x.length * y.length);

describe('energyDistance', () => {
  it('is √(2E|X−Y| − E|X−X′| − E|Y−Y′|)', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const squared = 2 * meanGap(x, y) - meanGap(x, x) - meanGap(y, y);
        expect(energyDistance(x, y) ** 2).toBeCloseTo(squared, 9);
      }),
    );
  });
});

describe('wassersteinFromCells', () => {
  it('is the distance of the samples when every cell holds one value', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 2, maxLength: 12 }), (counts) => {
        const [a, b] = [counts.map(([n]) => n), counts.map(([, m]) => m)];
        fc.pre(a.some((n) => n > 0) && b.some((m) => m > 0));
        const centres = counts.map((_, k) => k * k - 3);
        const spread = (of: number[]) => of.flatMap((n, k) => Array.from({ length: n }, () => centres[k]!));
        expect(wassersteinFromCells(a, b, centres)).toBeCloseTo(wassersteinDistance(spread(a), spread(b)), 11);
      }),
    );
  });

  it('does not read the centre of a cell that nothing is in', () => {
    expect(wassersteinFromCells([10, 0, 10], [5, 0, 15], [0, NaN, 2])).toBe(0.5);
  });

  it('refuses centres that are missing, no numbers or out of order', () => {
    for (const centres of [[0], [0, NaN], [0, Infinity], [1, 0]])
      expect(() => wassersteinFromCells([1, 2], [2, 1], centres)).toThrow(
        expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }),
      );
  });
});

describe('kuiperTest', () => {
  it('adds the largest distances of both directions', () => {
    expect(kuiperTest([-3, -2, 2, 3], [-1, 0, 0, 1]).statistic).toBe(1);
    expect(kuiperTest([1, 2], [1, 2])).toEqual({ statistic: 0, pValue: 1, logPValue: 0 });
  });

  it('does not depend on where a circle is cut', () => {
    const circle = fc.array(fc.integer({ min: 0, max: 359 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(circle, circle, fc.integer({ min: 0, max: 359 }), (x, y, turn) => {
        const turned = kuiperTest(
          x.map((v) => (v + turn) % 360),
          y.map((v) => (v + turn) % 360),
        );
        expect(turned.statistic).toBeCloseTo(kuiperTest(x, y).statistic, 12);
      }),
    );
  });

  it('corrects for the sample size: V = ½ of 20 and 20 values is λ = (√10 + .155 + .24/√10)/2', () => {
    const x = Array.from({ length: 20 }, (_, i) => i);
    const { statistic, pValue } = kuiperTest(
      x,
      x.map((value) => value + 9.5),
    );
    expect(statistic).toBe(0.5);
    expect(pValue).toBeCloseTo(0.06647093562892854, 12);
  });

  it('has the tail of Kuiper: 5 % at λ = 1.747, 1 % at 2.001', () => {
    // Two samples whose V is K/n exactly: shift by K places in n equally spaced values.
    const n = 40_000;
    const p = (v: number) => {
      const shift = Math.round(v * n);
      return kuiperTest(
        Float64Array.from({ length: n }, (_, i) => i),
        Float64Array.from({ length: n }, (_, i) => i + shift - 0.5),
      ).pValue;
    };
    const root = Math.sqrt(n / 2);
    const at = (lambda: number) => lambda / (root + 0.155 + 0.24 / root);
    expect(p(at(1.747))).toBeCloseTo(0.05, 3);
    expect(p(at(2.001))).toBeCloseTo(0.01, 3);
  });
});
