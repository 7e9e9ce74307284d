import { describe, expect, it } from 'vitest';
import {
  bias,
  biasEstimate,
  mae,
  maeEstimate,
  rmse,
  rmseEstimate,
  rSquared,
  rSquaredEstimate,
} from '../../../src/stats/metrics/regression.js';
import { seededRandom } from '../../../src/stats/random.js';
import { runs, threeErrors } from '../simulate.js';

const labels = [3, -0.5, 2, 7];
const predictions = [2.5, 0, 2, 8];

describe('regression metrics', () => {
  it('by hand', () => {
    expect(mae(labels, predictions)).toBe(0.5);
    expect(rmse(labels, predictions)).toBeCloseTo(Math.sqrt(0.375), 15);
    expect(bias(labels, predictions)).toBe(0.25);
    // Σ(y − 2.875)² = 29.1875; 1 − 1.5/29.1875.
    expect(rSquared(labels, predictions)).toBeCloseTo(0.9486081370449679, 14);
  });

  it('R² is 1 for perfect predictions, 0 for the mean, negative for worse', () => {
    expect(rSquared(labels, labels)).toBe(1);
    expect(rSquared(labels, [2.875, 2.875, 2.875, 2.875])).toBeCloseTo(0, 15);
    expect(rSquared(labels, [9, 9, 9, 9])).toBeLessThan(0);
  });

  it('are undefined where nothing varies or nothing is there', () => {
    expect(() => rSquared([2, 2], [1, 3])).toThrow(/labels that differ/);
    expect(rSquaredEstimate([2, 2], [1, 3])).toBeUndefined();
    expect(maeEstimate([1], [2])).toBeUndefined();
    expect(rmseEstimate([1], [2])).toBeUndefined();
    expect(rSquaredEstimate([1], [2])).toBeUndefined();
  });

  it.each([
    [[], []],
    [[1], [1, 2]],
    [[1], [Number.NaN]],
    [[Infinity], [1]],
  ])('refuse labels %j with predictions %j', (y, p) => {
    for (const metric of [mae, rmse, bias, rSquared])
      expect(() => metric(y, p)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });

  it('R² has the standard error that leaving out one row at a time gives', () => {
    const random = seededRandom('jackknife');
    const y = Array.from({ length: 200 }, () => 2 * random.normal());
    const p = y.map((value) => 0.5 * value + random.normal());
    const without = y.map((_, row) => rSquared(y.toSpliced(row, 1), p.toSpliced(row, 1)));
    const mean = without.reduce((sum, x) => sum + x, 0) / 200;
    const error = Math.sqrt((199 / 200) * without.reduce((sum, x) => sum + (x - mean) ** 2, 0));
    const { interval } = rSquaredEstimate(y, p)!;
    expect((interval[1] - interval[0]) / 2 / 1.6448536269514722 / error).toBeCloseTo(1, 1);
  });

  it('have intervals that contain the truth in about 90 of 100 samples', () => {
    const random = seededRandom('regression');
    const trials = runs(400);
    // y = 2z, prediction 2z + .3 + e, e standard normal: error variance 1, mean .3.
    const truths = { bias: 0.3, rmse: Math.sqrt(1.09), rSquared: 1 - 1.09 / 4 };
    const covered = { bias: 0, rmse: 0, rSquared: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const y = Array.from({ length: 300 }, () => 2 * random.normal());
      const p = y.map((value) => value + 0.3 + random.normal());
      const found = { bias: biasEstimate(y, p)!, rmse: rmseEstimate(y, p)!, rSquared: rSquaredEstimate(y, p)! };
      expect(found.rSquared.value).toBeCloseTo(rSquared(y, p), 14);
      expect(found.rmse.value).toBe(rmse(y, p));
      for (const name of ['bias', 'rmse', 'rSquared'] as const)
        if (found[name].interval[0] <= truths[name] && truths[name] <= found[name].interval[1]) covered[name]++;
    }
    for (const count of Object.values(covered))
      expect(Math.abs(count - 0.9 * trials)).toBeLessThanOrEqual(threeErrors(trials, 0.9) + 0.02 * trials);
  });
});
