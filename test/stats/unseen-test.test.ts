import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';
import { unseenTest } from '../../src/stats/unseen-test.js';
import { drawCounts, runs, threeErrors } from './simulate.js';

const zipf = (categories: number): number[] => Array.from({ length: categories }, (_, k) => 1 / (k + 1));
const uniform = (categories: number): number[] => Array.from({ length: categories }, () => 1);

/** Share of windows without drift that the test would flag. */
function level(
  weights: readonly number[],
  n: number,
  m: number,
  alphas: readonly number[],
  trials: number,
  seed: string,
): number[] {
  const random = seededRandom(seed);
  const alarms = alphas.map(() => 0);
  for (let trial = 0; trial < trials; trial++) {
    const reference = drawCounts(random, n, weights);
    const window = drawCounts(random, m, weights);
    const seen = {
      rows: n,
      once: reference.filter((count) => count === 1).length,
      twice: reference.filter((count) => count === 2).length,
    };
    const unseen = window.reduce((sum, count, k) => sum + (reference[k] === 0 ? count : 0), 0);
    const { pValue } = unseenTest(seen, unseen, m);
    alphas.forEach((alpha, i) => {
      if (pValue < alpha) alarms[i]!++;
    });
  }
  return alarms;
}

describe('unseenTest', () => {
  it.each([
    ['Zipf, 2,000 categories, n = 1,000, m = 1,000', zipf(2_000), 1_000, 1_000],
    ['Zipf, 500 categories, n = 2,000, m = 200', zipf(500), 2_000, 200],
    ['uniform, 500 categories, n = 1,000, m = 500', uniform(500), 1_000, 500],
  ])('holds its level where the binomial law would alarm in .06 to .36: %s', (name, weights, n, m) => {
    const trials = runs(500);
    const alphas = [0.05, 0.01, 0.001];
    level(weights, n, m, alphas, trials, name).forEach((alarms, i) => {
      expect(alarms).toBeLessThanOrEqual(alphas[i]! * trials + threeErrors(trials, alphas[i]!));
    });
  });

  it('says nothing without unseen rows, and little about a single one', () => {
    expect(unseenTest({ rows: 1_000, once: 0, twice: 0 }, 0, 500)).toEqual({ pValue: 1, logPValue: 0 });
    expect(unseenTest({ rows: 1_000, once: 0, twice: 0 }, 1, 1_000).pValue).toBeGreaterThan(0.05);
  });

  it('alarms when a new category takes a share no rare category explains', () => {
    expect(unseenTest({ rows: 5_000, once: 3, twice: 2 }, 100, 1_000).pValue).toBeLessThan(1e-6);
  });

  it('expects nothing but new categories where every reference row has its own', () => {
    expect(unseenTest({ rows: 100, once: 100, twice: 0 }, 50, 50).pValue).toBe(1);
  });

  it('gives a probability for every possible reference', () => {
    for (const seen of [
      { rows: 10, once: 0, twice: 5 },
      { rows: 1, once: 0, twice: 0 },
      { rows: 2, once: 0, twice: 1 },
      { rows: 1e6, once: 5e5, twice: 2e5 },
    ])
      for (const unseen of [1, 7, 30]) {
        const { pValue, logPValue } = unseenTest(seen, unseen, 30);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(Number.isFinite(logPValue)).toBe(true);
      }
  });

  it('grows surer with every unseen row', () => {
    let before = 0;
    for (let unseen = 1; unseen <= 200; unseen++) {
      const { logPValue } = unseenTest({ rows: 2_000, once: 20, twice: 10 }, unseen, 200);
      expect(logPValue).toBeLessThanOrEqual(before);
      before = logPValue;
    }
  });

  it.each([
    [{ rows: 10, once: 9, twice: 1 }, 1, 10],
    [{ rows: 10, once: 1, twice: 1 }, 11, 10],
    [{ rows: 0, once: 0, twice: 0 }, 0, 10],
  ])('refuses impossible counts %j, %i of %i', (seen, unseen, m) => {
    expect(() => unseenTest(seen, unseen, m)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });
});
