import { describe, expect, it } from 'vitest';
import { addLogisticLoss } from '../../../src/act/train/trainers/logistic-loss.js';
import { seededRandom } from '../../../src/stats/random.js';

/** Rows with margins up to `scale`, and what the formula gives row by row. */
function example(rows: number, scale: number, weighted: boolean) {
  const random = seededRandom(`loss ${rows}`);
  const columns = 3;
  const values = Float64Array.from({ length: rows * columns }, () => random.normal());
  const y = Float64Array.from({ length: rows }, () => random.integer(2));
  const rowWeights = weighted ? Float64Array.from({ length: rows }, () => random.uniform() + 0.1) : undefined;
  const theta = Float64Array.of(scale, -scale / 2, scale / 3, 0.3);
  return { data: { x: { values, rows, columns }, y, rowWeights }, theta };
}

function plain({ data, theta }: ReturnType<typeof example>, from: number, to: number) {
  const { x, y, rowWeights } = data;
  const gradient = new Float64Array(4);
  const curvature: number[] = [];
  let loss = 0;
  for (let i = from; i < to; i++) {
    const row = [...x.values.subarray(3 * i, 3 * i + 3), 1];
    const eta = row.reduce((sum, value, j) => sum + value * theta[j]!, 0);
    const v = rowWeights?.[i] ?? 1;
    const mu = 1 / (1 + Math.exp(-eta));
    loss += v * (Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta))) - y[i]! * eta);
    for (const [j, value] of row.entries()) gradient[j]! += v * (mu - y[i]!) * value;
    curvature.push(v * mu * (1 - mu));
  }
  return { loss, gradient, curvature };
}

describe('the logistic loss', () => {
  it.each(
    [1, 2, 3, 4, 5, 255, 256, 257, 1_003].flatMap((rows) =>
      [0.5, 40, 2_000].flatMap((scale) => [false, true].map((weighted) => ({ rows, scale, weighted }))),
    ),
  )('of $rows rows with margins around $scale, weighted $weighted, is the formula’s', ({ rows, scale, weighted }) => {
    const given = example(rows + 7, scale, weighted);
    const expected = plain(given, 5, rows + 5);
    const gradient = Float64Array.of(1, 2, 3, 4);
    const curvature = new Float64Array(rows);
    const loss = addLogisticLoss(given.data, 5, rows + 5, given.theta, gradient, curvature);
    const close = 1e-12 * rows * scale;
    expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-12 + close);
    for (const [j, part] of expected.gradient.entries())
      expect(Math.abs(gradient[j]! - (j + 1) - part)).toBeLessThan(1e-12 + close);
    for (const [i, part] of expected.curvature.entries()) expect(Math.abs(curvature[i]! - part)).toBeLessThan(1e-12);
  });
});
