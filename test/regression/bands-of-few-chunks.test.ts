import { expect, it } from 'vitest';
import { lossBetweenStretches } from '../../src/judge/performance/loss-between-stretches.js';
import { performanceFell, type ValidatedLoss } from '../../src/judge/performance/performance-fell.js';
import { seededRandom } from '../../src/stats/random.js';

// Row 10: NannyML's band is mean ± 3 sd of ten reference chunks that are in it themselves: ten times as many windows lie outside as it says.
it('a band of ten chunks is left by a model that does as well as ever as rarely as three standard errors say', () => {
  const random = seededRandom('ten chunks');
  const [chunks, size, runs] = [10, 500, 800];
  const draw = (rows: number) => Float64Array.from({ length: rows }, () => Number(random.uniform() < 0.1));
  const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
  const summary = (loss: Float64Array): ValidatedLoss => {
    const meanLoss = meanOf(loss);
    return { rows: loss.length, meanLoss, sd: Math.sqrt(meanLoss * (1 - meanLoss)) };
  };
  const outside = { theirs: 0, ours: 0 };
  for (let run = 0; run < runs; run++) {
    const reference = draw(chunks * size);
    const window = draw(size);
    const means = Array.from({ length: chunks }, (_, k) => meanOf(reference.subarray(k * size, (k + 1) * size)));
    const centre = meanOf(means);
    const sd = Math.sqrt(meanOf(means.map((mean) => (mean - centre) ** 2)));
    if (Math.abs(meanOf(window) - centre) > 3 * sd) outside.theirs++;
    const validated = { ...summary(reference), between: lossBetweenStretches(reference) };
    const loss = summary(window);
    if (performanceFell({ loss, metrics: {}, rows: 'rows' }, validated, 0)!.holds) outside.ours++;
  }
  // Three standard errors on one side are .00135.
  expect(outside.ours / runs).toBeLessThanOrEqual(0.00135 + 3 * Math.sqrt(0.00135 / runs));
  expect(outside.theirs / runs).toBeGreaterThan(0.015);
});
