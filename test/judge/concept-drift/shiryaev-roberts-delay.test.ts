import { describe, expect, it } from 'vitest';
import { bernoulliStream } from '../../../src/testing/streams.js';
import { cusumAlarm, cusumOf } from '../../oracles/bernoulli-cusum.js';
import { errorDelays } from './error-delays.js';

const runs = 1_000;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the best detector that knows both error rates', () => {
  it.each([
    [0.1, 0.15],
    [0.1, 0.2],
    [0.2, 0.3],
  ])('has the run length it was made for: %s against %s', (from, to) => {
    const cusum = cusumOf(from, to, 1_000);
    const found = Array.from({ length: 600 }, (_, seed) =>
      cusumAlarm(bernoulliStream({ rows: 20_000, rate: from, seed }), cusum),
    ).map((row) => (row ?? 20_000) + 1);
    // A run length is nearly exponential: a standard error of 4 %.
    expect(Math.abs(mean(found) / 1_000 - 1)).toBeLessThan(0.13);
  });
});

describe('shiryaevRoberts, which knows neither', () => {
  it.each([
    ['after 2,000 validation rows', { validation: { rows: 2_000, errors: 200 } }, 0],
    [
      'after 2,000 validation rows, learning on',
      { validation: { rows: 2_000, errors: 200 }, mode: 'adaptive' as const },
      0,
    ],
    ['with a limit at the rate before', { limit: 0.1 }, 0],
    ['having learnt from 2,000 rows of the stream', {}, 2_000],
  ])(
    '%s takes at most 1.3 times as long to see .1 go to .2',
    (_, options, learning) => {
      const change = { from: 0.1, to: 0.2, options, learning };
      const { own, best } = errorDelays(change, { runs, rowsPerFalseAlarm: 10_000, within: 3_000 });
      expect(own.found).toBeGreaterThan(0.75 * runs);
      expect(own.delay).toBeLessThanOrEqual(1.3 * best.delay);
    },
    600_000,
  );
});
