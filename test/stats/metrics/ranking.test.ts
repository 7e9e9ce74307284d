import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc, aucEstimate, averagePrecision, averagePrecisionEstimate } from '../../../src/stats/metrics/ranking.js';
import { seededRandom } from '../../../src/stats/random.js';
import { runs, threeErrors } from '../simulate.js';

const rows = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 1),
      fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ noNaN: true, noDefaultInfinity: true })),
    ),
    {
      minLength: 2,
      maxLength: 40,
    },
  )
  .filter((pairs) => pairs.some(([y]) => y === 0) && pairs.some(([y]) => y === 1))
  .map((pairs) => [pairs.map(([y]) => y), pairs.map(([, s]) => s)] as const);

describe('auc', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(rows, ([labels, scores]) => {
        let [right, pairs] = [0, 0];
        labels.forEach((y, i) => {
          if (y !== 1) return;
          labels.forEach((z, j) => {
            if (z !== 0) return;
            pairs++;
            right += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
          });
        });
        expect(auc(labels, scores)).toBeCloseTo(right / pairs, 13);
      }),
    );
  });

  it('does not change under a rising map, and turns around under a falling one', () => {
    const [labels, scores] = [
      [0, 1, 0, 1, 1],
      [0.2, 0.6, 0.6, 0.9, 0.1],
    ];
    expect(
      auc(
        labels,
        scores.map((s) => Math.exp(5 * s)),
      ),
    ).toBe(auc(labels, scores));
    expect(
      auc(
        labels,
        scores.map((s) => -s),
      ),
    ).toBeCloseTo(1 - auc(labels, scores), 15);
  });

  it('takes booleans', () => {
    expect(auc([false, false, true, true], [0.1, 0.4, 0.35, 0.8])).toBe(0.75);
  });

  it('is undefined with one class: refused, or no estimate', () => {
    expect(() => auc([1, 1], [0.1, 0.2])).toThrow(/both classes/);
    expect(aucEstimate([0, 0], [0.1, 0.2])).toBeUndefined();
  });

  it.each([
    [
      [0, 2],
      [0.1, 0.2],
    ],
    [
      [0, 1],
      [0.1, Number.NaN],
    ],
    [[0, 1], [0.1]],
    [[], []],
  ])('refuses labels %j with scores %j', (labels, scores) => {
    expect(() => auc(labels, scores)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });

  it('has Hanley and McNeil’s standard error, by hand', () => {
    // One positive, three negatives, A = 2/3: Q₂ = 8/15, variance (2/9 + 2·(8/15 − 4/9))/3 = 2/15.
    const { value, interval } = aucEstimate([1, 0, 0, 0], [3, 1, 2, 4])!;
    expect(interval[0]).toBeCloseTo(value - 1.6448536269514722 * Math.sqrt(2 / 15), 12);
    // Three positives, one negative: Q₁ = 1/2, variance (2/9 + 2·(1/2 − 4/9))/3 = 1/9.
    expect(aucEstimate([0, 1, 1, 1], [2, 1, 3, 4])!.interval[0]).toBeCloseTo(2 / 3 - 1.6448536269514722 / 3, 12);
  });

  it('has Hanley and McNeil’s interval, which contains the truth in about 90 of 100 samples', () => {
    // Exponential scores: P(positive > negative) = 2/3 is the law the standard error is made for.
    const random = seededRandom('auc');
    const trials = runs(400);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const labels = Array.from({ length: 150 }, (_, i) => (i < 50 ? 1 : 0));
      const scores = labels.map((y) => -Math.log(1 - random.uniform()) * (y === 1 ? 2 : 1));
      const { value, interval } = aucEstimate(labels, scores)!;
      expect(value).toBe(auc(labels, scores));
      if (interval[0] <= 2 / 3 && 2 / 3 <= interval[1]) covered++;
    }
    expect(Math.abs(covered - 0.9 * trials)).toBeLessThanOrEqual(threeErrors(trials, 0.9) + 0.02 * trials);
  });
});

describe('averagePrecision', () => {
  it('is the mean of precision at each positive row when no scores tie', () => {
    // Ranked 1, 0, 1, 1, 0: precisions 1, 2/3, 3/4.
    expect(averagePrecision([1, 0, 1, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5])).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 15);
  });

  it('is the share of positives for scores that are all the same', () => {
    expect(averagePrecision([1, 0, 0, 0, 1], [3, 3, 3, 3, 3])).toBeCloseTo(0.4, 15);
  });

  it('does not depend on the order of rows, ties included', () => {
    fc.assert(
      fc.property(rows, ([labels, scores]) => {
        const reversed = averagePrecision(labels.toReversed(), scores.toReversed());
        expect(reversed).toBe(averagePrecision(labels, scores));
      }),
    );
  });

  it('has an interval inside (0, 1] around its value', () => {
    fc.assert(
      fc.property(rows, ([labels, scores]) => {
        const { value, interval } = averagePrecisionEstimate(labels, scores)!;
        expect(interval[0]).toBeGreaterThan(0);
        expect(interval[0]).toBeLessThanOrEqual(value);
        expect(interval[1]).toBeGreaterThanOrEqual(value);
        expect(interval[1]).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('has an interval that contains the truth in about 90 of 100 samples', () => {
    // Exponential scores, positives twice as high, one row in five: the truth from one large sample.
    const random = seededRandom('average precision');
    const draw = (positives: number) => {
      const labels = Array.from({ length: 5 * positives }, (_, i) => (i < positives ? 1 : 0));
      return [labels, labels.map((y) => -Math.log(1 - random.uniform()) * (y === 1 ? 2 : 1))] as const;
    };
    const truth = averagePrecision(...draw(20_000));
    const trials = runs(400);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { interval } = averagePrecisionEstimate(...draw(40))!;
      if (interval[0] <= truth && truth <= interval[1]) covered++;
    }
    // Conservative: average precision varies less than a share of the positives.
    expect(covered).toBeGreaterThanOrEqual(0.9 * trials - threeErrors(trials, 0.9));
  });

  it('is undefined without positive rows: refused, or no estimate', () => {
    expect(() => averagePrecision([0, 0], [0.1, 0.2])).toThrow(/at least one 1/);
    expect(averagePrecisionEstimate([0, 0], [0.1, 0.2])).toBeUndefined();
  });
});
