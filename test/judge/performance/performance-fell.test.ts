import { describe, expect, it } from 'vitest';
import { lossBetweenStretches } from '../../../src/judge/performance/loss-between-stretches.js';
import { performanceFell, type ValidatedLoss } from '../../../src/judge/performance/performance-fell.js';
import { seededRandom } from '../../../src/stats/random.js';

/** Wrong predictions, `wrong` of `rows`. */
const errors = (wrong: number, rows: number): ValidatedLoss => {
  const meanLoss = wrong / rows;
  return { rows, meanLoss, sd: Math.sqrt(meanLoss * (1 - meanLoss)) };
};
const fell = (loss: ValidatedLoss, validated: ValidatedLoss | undefined, tolerance = 0.02) =>
  performanceFell({ loss, metrics: {}, rows: 'labelled rows' }, validated, tolerance)?.holds;

describe('a fall of performance', () => {
  it('is a rise of the mean loss beyond the tolerance by three standard errors of both sides', () => {
    // Bounds of Wilson's interval at z = 3: of 200 in 1,000 (lower .164804), of 500 in 5,000 (upper .113455).
    const lower = 0.2 - Math.hypot(0.2 - 0.1648036, 0.1134555 - 0.1);
    expect(fell(errors(200, 1_000), errors(500, 5_000), lower - 0.1 - 1e-6)).toBe(true);
    expect(fell(errors(200, 1_000), errors(500, 5_000), lower - 0.1 + 1e-6)).toBe(false);
  });

  it('is none within the tolerance, however many rows show it', () => {
    expect(fell(errors(120_000, 1_000_000), errors(100_000, 1_000_000), 0.021)).toBe(false);
    expect(fell(errors(120_000, 1_000_000), errors(100_000, 1_000_000), 0.015)).toBe(true);
  });

  it('cannot be told of fewer than thirty rows on either side, or without validation', () => {
    expect(fell(errors(29, 29), errors(10, 100))).toBeUndefined();
    expect(fell(errors(30, 30), errors(10, 100))).toBe(true);
    expect(fell(errors(30, 30), errors(1, 29))).toBeUndefined();
    expect(fell(errors(30, 30), undefined)).toBeUndefined();
  });

  it('is not seen in what the loss varies from stretch to stretch anyway', () => {
    const validated = errors(500, 5_000);
    expect(fell(errors(200, 1_000), validated)).toBe(true);
    expect(fell(errors(200, 1_000), { ...validated, between: 0.04 })).toBe(false);
  });

  it('is told with the metric that people know, its interval, and both losses', () => {
    const loss = errors(231, 1_000);
    const say = (name: string) =>
      performanceFell(
        {
          loss,
          metrics: { [name]: { value: 0.769, interval: [0.7461, 0.7901] } },
          rows: 'labelled predictions of May',
        },
        errors(102, 1_000),
        0.02,
      )?.summary;
    const rest = 'mean loss 0.231 on 1,000 labelled predictions of May, validated at 0.102 on 1,000, tolerance 0.02';
    expect(say('accuracy')).toBe(`accuracy 0.769 (0.746 to 0.79), ${rest}`);
    expect(say('mae')).toBe(`mae 0.769 (0.746 to 0.79), ${rest}`);
    expect(say('other')).toBe(rest);
  });

  it('comes by chance in fewer than three of a thousand looks at a model that does as well as ever', () => {
    const random = seededRandom('same model');
    const draw = (rows: number, share: number): ValidatedLoss => {
      let wrong = 0;
      for (let i = 0; i < rows; i++) wrong += random.uniform() < share ? 1 : 0;
      return errors(wrong, rows);
    };
    const looks = 20_000;
    let told = 0;
    for (let i = 0; i < looks; i++) told += fell(draw(100, 0.12), draw(200, 0.1)) ? 1 : 0; // worse by the tolerance
    // .00135 expected; binomial upper limit of .003 at three sd.
    expect(told).toBeLessThan(0.003 * looks + 3 * Math.sqrt(0.003 * looks));
    expect(told).toBeGreaterThan(0);
  });
});

describe('what a loss varies from stretch to stretch', () => {
  it('is the standard deviation of the means of ten stretches beyond sampling', () => {
    const random = seededRandom('stretches');
    const days = Array.from({ length: 10 }, (_, k) => (k % 2 === 0 ? 0.05 : 0.15));
    const loss = Float64Array.from({ length: 20_000 }, (_, i) =>
      Number(random.uniform() < days[Math.floor(i / 2_000)]!),
    );
    expect(lossBetweenStretches(loss)).toBeCloseTo(0.05 * Math.sqrt(10 / 9), 2);
    const even = Float64Array.from({ length: 20_000 }, () => Number(random.uniform() < 0.1));
    expect(lossBetweenStretches(even)).toBeLessThan(0.005);
  });

  it('is not told of fewer than thirty rows a stretch', () => {
    const loss = Float64Array.from({ length: 299 }, (_, i) => Number(i < 100));
    expect(lossBetweenStretches(loss)).toBe(0);
    expect(lossBetweenStretches(Float64Array.of(...loss, 0))).toBeGreaterThan(0.4);
  });
});
