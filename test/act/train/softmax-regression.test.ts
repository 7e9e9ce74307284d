import { describe, expect, it } from 'vitest';
import { softmaxRegression } from '../../../src/act/train/trainers/softmax-regression.js';
import { seededRandom } from '../../../src/stats/random.js';

describe('softmaxRegression', () => {
  // Rows are taken by fours, in blocks of 256.
  it.each([
    [50, 'even'],
    [257, 'even'],
    [1_003, 'of their own'],
  ])('ends where the gradient is zero: %i rows, weights %s', async (rows, weighted) => {
    const random = seededRandom(`softmax ${rows}`);
    const [columns, classes, ridge] = [3, 4, 0.7];
    const values = Float64Array.from({ length: rows * columns }, () => random.normal());
    const y = Int32Array.from({ length: rows }, (_, row) =>
      row < classes ? row : Math.min(3, Math.max(0, Math.floor(1.5 + values[row * columns]! + random.normal()))),
    );
    const rowWeights = weighted === 'even' ? undefined : Float64Array.from(y, () => 0.5 + random.uniform());
    const options = { ridge, tolerance: 1e-10, maxIterations: 200, ...(rowWeights && { rowWeights }) };
    const fit = await softmaxRegression({ values, rows, columns }, y, classes, options, () => Promise.resolve());
    expect(fit.report.converged).toBe(true);

    const gradient = fit.weights.map((own) => [...Array.from(own, (weight) => ridge * weight), 0]);
    for (let row = 0; row < rows; row++) {
      const x = [...values.subarray(row * columns, (row + 1) * columns), 1];
      const eta = fit.weights.map((own, k) => x.reduce((sum, v, j) => sum + v * [...own, fit.intercepts[k]!][j]!, 0));
      const total = eta.reduce((sum, score) => sum + Math.exp(score), 0);
      for (const [k, score] of eta.entries()) {
        const residual = (rowWeights?.[row] ?? 1) * (Math.exp(score) / total - Number(y[row] === k));
        for (const [j, v] of x.entries()) gradient[k]![j]! += residual * v;
      }
    }
    for (const entry of gradient.flat()) expect(Math.abs(entry) / rows).toBeLessThan(2e-10);
  });
});
