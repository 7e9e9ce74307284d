import * as fc from 'fast-check';
import { mean, sampleKurtosis, sampleSkewness, variance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import type { Moments } from '../../src/contracts/column-profile.js';
import { blockMoments, mergeMoments } from '../../src/stats/moments.js';

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 60 });

/** Equal to 1e-12 of the size that sums of such powers have. */
function expectSame(actual: Moments, expected: Moments, size: number): void {
  expect(actual.n).toBe(expected.n);
  const { n } = expected;
  expect(Math.abs(actual.mean - expected.mean)).toBeLessThanOrEqual(1e-12 * size);
  expect(Math.abs(actual.m2 - expected.m2)).toBeLessThanOrEqual(1e-12 * n * size ** 2);
  expect(Math.abs(actual.m3 - expected.m3)).toBeLessThanOrEqual(1e-12 * n * size ** 3);
  expect(Math.abs(actual.m4 - expected.m4)).toBeLessThanOrEqual(1e-12 * n * size ** 4);
}

/** The largest value; not so small that its fourth power leaves the range of doubles. */
const sizeOf = (x: readonly number[]): number => Math.max(1e-60, ...x.map(Math.abs));

describe('blockMoments', () => {
  it('has mean and population variance, skewness and kurtosis as simple-statistics has', () => {
    const x = [2, 3, 5, 7, 11, 13, 17, 19, 23, 200];
    const { n, mean: centre, sd, m2, m3, m4 } = blockMoments(x);
    expect(centre).toBeCloseTo(mean(x), 12);
    expect(sd ** 2).toBeCloseTo(variance(x), 9);
    const skewness = (Math.sqrt(n) * m3) / m2 ** 1.5;
    expect((skewness * Math.sqrt(n * (n - 1))) / (n - 2)).toBeCloseTo(sampleSkewness(x), 12);
    const excess = (n * m4) / m2 ** 2 - 3;
    expect(((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6)).toBeCloseTo(sampleKurtosis(x), 11);
  });

  it('takes the first values only when told how many', () => {
    expect(blockMoments(Float64Array.of(1, 2, 3, 99), 3)).toEqual(blockMoments([1, 2, 3]));
    expect(blockMoments([], 0)).toEqual({ n: 0, mean: 0, sd: 0, m2: 0, m3: 0, m4: 0 });
  });
});

describe('mergeMoments', () => {
  it('gives the moments of all values, whatever the parts', () => {
    fc.assert(
      fc.property(values, values, (x, y) => {
        const all = [...x, ...y];
        expectSame(mergeMoments(blockMoments(x), blockMoments(y)), blockMoments(all), sizeOf(all));
      }),
    );
  });

  it('agrees with itself in any order of merging', () => {
    fc.assert(
      fc.property(values, values, values, (x, y, z) => {
        const [a, b, c] = [blockMoments(x), blockMoments(y), blockMoments(z)];
        const size = sizeOf([...x, ...y, ...z]);
        expectSame(mergeMoments(mergeMoments(a, b), c), mergeMoments(a, mergeMoments(b, c)), size);
        expectSame(mergeMoments(a, b), mergeMoments(b, a), size);
      }),
    );
  });

  it('returns the other sample when one is empty', () => {
    const [some, none] = [blockMoments([1, 5]), blockMoments([])];
    expect(mergeMoments(none, some)).toBe(some);
    expect(mergeMoments(some, none)).toBe(some);
  });

  it('keeps the variance of large numbers that lie close together', () => {
    const far = [1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4];
    const merged = mergeMoments(blockMoments(far.slice(0, 2)), blockMoments(far.slice(2)));
    expect(merged.m2).toBe(5);
  });
});
