import { describe, expect, it } from 'vitest';
import {
  accuracy,
  accuracyEstimate,
  confusionCounts,
  macroF1,
  macroF1Estimate,
} from '../../../src/stats/metrics/classification.js';
import { wilsonEstimate } from '../../../src/stats/metrics/sampling-interval.js';
import { seededRandom } from '../../../src/stats/random.js';
import { runs, threeErrors } from '../simulate.js';

describe('accuracy', () => {
  it('counts equal labels of any kind', () => {
    expect(accuracy(['a', 'b', 'b'], ['a', 'b', 'a'])).toBeCloseTo(2 / 3, 15);
    expect(accuracy([true, false], [true, true])).toBe(0.5);
    expect(() => accuracy([1], [1, 2])).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });

  it('has Wilson’s interval: the shares at which the value would be 1.645 standard errors away', () => {
    const { value, interval } = accuracyEstimate([1, 1, 1, 1, 0, 0, 0, 0, 1, 1], [1, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
    expect(value).toBe(0.8);
    for (const p of interval)
      expect(Math.abs(value - p) / Math.sqrt((p * (1 - p)) / 10)).toBeCloseTo(1.6448536269514722, 10);
  });

  it('ends exactly at 0 and 1', () => {
    expect(wilsonEstimate(0, 20).interval[0]).toBe(0);
    expect(wilsonEstimate(20, 20).interval[1]).toBe(1);
    expect(wilsonEstimate(20, 20).interval[0]).toBeCloseTo(20 / (20 + 1.6448536269514722 ** 2), 14);
  });
});

describe('confusionCounts', () => {
  it('sorts rows by truth and decision', () => {
    expect(confusionCounts([1, 1, 1, 0, 0, 1], [1, 0, 1, 1, 0, 1])).toEqual({
      truePositives: 3,
      falsePositives: 1,
      falseNegatives: 1,
      trueNegatives: 1,
    });
    expect(() => confusionCounts([0, 1], [0, 2])).toThrow(/predictions/);
  });
});

describe('macroF1', () => {
  it('is the mean of the F1 of every class on either side', () => {
    // a: TP 2, FP 1, FN 0 → .8; b: TP 1, FP 0, FN 2 → .5; c (only predicted): 0.
    expect(macroF1(['a', 'a', 'b', 'b', 'b'], ['a', 'a', 'a', 'b', 'c'])).toBeCloseTo((0.8 + 0.5 + 0) / 3, 15);
  });

  it('has an interval that contains the truth in about 90 of 100 samples', () => {
    const random = seededRandom('f1');
    const classes = [0.6, 0.3, 0.1];
    const draw = () => {
      const u = random.uniform();
      const y = u < 0.6 ? 0 : u < 0.9 ? 1 : 2;
      // Right with chance .8, else the next class.
      return [y, random.uniform() < 0.8 ? y : (y + 1) % 3] as const;
    };
    const truth =
      classes.reduce(
        (sum, share, k) => sum + (2 * 0.8 * share) / (share + 0.8 * share + 0.2 * classes[(k + 2) % 3]!),
        0,
      ) / 3;
    const trials = runs(400);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const rows = Array.from({ length: 400 }, draw);
      const { value, interval } = macroF1Estimate(
        rows.map(([y]) => y),
        rows.map(([, p]) => p),
      )!;
      expect(value).toBe(
        macroF1(
          rows.map(([y]) => y),
          rows.map(([, p]) => p),
        ),
      );
      if (interval[0] <= truth && truth <= interval[1]) covered++;
    }
    expect(Math.abs(covered - 0.9 * trials)).toBeLessThanOrEqual(threeErrors(trials, 0.9) + 0.02 * trials);
  });

  it('has no interval from a single row', () => {
    expect(macroF1Estimate([1], [1])).toBeUndefined();
  });
});
