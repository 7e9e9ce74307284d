import { describe, expect, it } from 'vitest';
import { linearRegression, toBatch } from 'driftsense';
import { seededRandom } from '../../../src/stats/random.js';

const context = { signal: new AbortController().signal, seed: 0 };
const code = (error: string) => expect.objectContaining({ code: error });
const column = (size: number, value: (row: number) => number) =>
  Float64Array.from({ length: size }, (_, row) => value(row));

describe('linearRegression', () => {
  it('learns a line from unscaled columns, gaps and categories, and measures itself out of fold', async () => {
    const random = seededRandom('line');
    const size = 1_000;
    const area = column(size, () => 120 + 40 * random.normal());
    const town = Array.from({ length: size }, () => ['Lyon', 'Nice'][random.integer(2)]!);
    const labels = column(
      size,
      (row) => 1e6 + 3_000 * area[row]! + (town[row] === 'Nice' ? 50_000 : 0) + 10_000 * random.normal(),
    );
    const gaps = area.map((value, row) => (row % 20 === 0 ? Number.NaN : value));
    const trainer = linearRegression({ ridge: 1e-6 });
    const { model, metrics, outOfFold } = await trainer.train(
      { features: toBatch({ area: gaps, town }), labels, size },
      context,
    );
    const [low, high, nice] = trainer.predict(
      model,
      toBatch({ area: [100, 101, 100], town: ['Lyon', 'Lyon', 'Nice'] }),
    );
    expect(high! - low!).toBeCloseTo(3_000, -2);
    expect(nice! - low!).toBeCloseTo(50_000, -4);
    expect(metrics!['rSquared']).toBeGreaterThan(0.9);
    expect(Math.abs(metrics!['bias']!)).toBeLessThan(2_000);
    expect(metrics!['rmse']).toBeGreaterThanOrEqual(metrics!['mae']!);
    expect(outOfFold).toHaveLength(size);
  });

  it('ends where the gradient is zero, also on rows of several slices that are no multiple of four', async () => {
    const random = seededRandom('slices');
    const [size, width] = [50_003, 40]; // two slices and a bit
    const x = Array.from({ length: width }, () => column(size, () => random.normal()));
    const labels = column(size, (row) => 7 + 2 * x[0]![row]! + random.normal() + (row < 5_000 ? 3 : 0));
    const features = toBatch(Object.fromEntries(x.map((values, j) => [`x${j}`, values])));
    const trainer = linearRegression({ ridge: 10, folds: 2 });
    const { model } = await trainer.train({ features, labels, size }, context);
    const [weights, predicted] = [model.weights[0]!, trainer.predict(model, features)];
    const rest = labels.map((label, row) => label - predicted[row]!);
    for (const [j, own] of model.encoding.entries()) {
      if (own.type !== 'numeric') throw new Error('a number was read as text');
      const against = rest.reduce((sum, r, row) => sum + (r * (x[j]![row]! - own.center)) / own.scale, 0);
      expect((against - 10 * weights[j]!) / size).toBeCloseTo(0, 10);
    }
    expect(rest.reduce((sum, r) => sum + r / size, 0)).toBeCloseTo(0, 10);
  });

  it('gives out-of-fold predictions that have not seen their row', async () => {
    const random = seededRandom('noise');
    const columns = Object.fromEntries(
      Array.from({ length: 40 }, (_, j) => [`x${j}`, column(100, () => random.normal())]),
    );
    const labels = column(100, () => random.normal());
    const trainer = linearRegression();
    const { model, metrics } = await trainer.train({ features: toBatch(columns), labels, size: 100 }, context);
    const seen = trainer.predict(model, toBatch(columns));
    const inSample = Math.sqrt(labels.reduce((sum, label, row) => sum + (label - seen[row]!) ** 2, 0) / 100);
    expect(inSample).toBeLessThan(0.9);
    expect(metrics!['rmse']).toBeGreaterThan(1.05);
  });

  it('takes labels that are all the same, two rows, one row', async () => {
    const trainer = linearRegression();
    const same = await trainer.train(
      { features: toBatch({ x: column(30, (row) => row) }), labels: new Float64Array(30).fill(7), size: 30 },
      context,
    );
    expect(Array.from(trainer.predict(same.model, toBatch({ x: [0, 99] })))).toEqual([
      expect.closeTo(7, 10),
      expect.closeTo(7, 10),
    ]);
    expect(same.metrics).not.toHaveProperty('rSquared');
    const two = await trainer.train(
      { features: toBatch({ x: [1, 2] }), labels: Float64Array.of(1, 2), size: 2 },
      context,
    );
    expect(two.outOfFold).toHaveLength(2);
    const one = await trainer.train({ features: toBatch({ x: [1] }), labels: Float64Array.of(5), size: 1 }, context);
    expect(trainer.predict(one.model, toBatch({ x: [8] }))[0]).toBeCloseTo(5, 10);
    expect(one.outOfFold).toBeUndefined();
  });

  it('refuses missing labels, no rows and unknown options, and stops at its signal', async () => {
    const features = toBatch({ x: [1, 2, 3] });
    const train = (labels: Float64Array, signal = context.signal) =>
      linearRegression().train({ features, labels, size: 3 }, { seed: 0, signal });
    await expect(train(Float64Array.of(1, Number.NaN, 3))).rejects.toEqual(code('TRAINING_NOT_FINITE'));
    await expect(train(Float64Array.of(1, 2))).rejects.toEqual(code('TRAINING_DATA'));
    await expect(train(Float64Array.of(1e308, -1e308, 1e308))).rejects.toEqual(code('TRAINING_NOT_FINITE'));
    await expect(train(Float64Array.of(1, 2, 3), AbortSignal.abort())).rejects.toEqual(code('ABORTED'));
    expect(() => linearRegression({ ridge: 0 })).toThrow(code('OPTION_INVALID'));
  });
});
