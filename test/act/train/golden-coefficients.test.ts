import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linearRegression, logisticRegression, toBatch, type LinearModel, type ModelTrainer } from 'driftsense';

interface Golden {
  readonly ridge: number;
  readonly weights: readonly (readonly number[])[];
  readonly intercepts: number | readonly number[];
  readonly probabilities?: readonly (readonly number[])[];
}
const golden = JSON.parse(readFileSync(new URL('../../fixtures/logistic.json', import.meta.url), 'utf8')) as {
  readonly data: Readonly<Record<string, readonly (number | string | null)[]>>;
} & Readonly<Record<string, readonly Golden[]>>;

const plain = ['height', 'income', 'share', 'rate'];
const mixed = ['heightWithGaps', 'income', 'share', 'rate', 'shop'];
const context = { signal: new AbortController().signal, seed: 0 };

async function fit(trainer: ModelTrainer<LinearModel>, columns: readonly string[], label: string, classes: number) {
  const features = toBatch(Object.fromEntries(columns.map((name) => [name, [...golden.data[name]!]])));
  const labels = Float64Array.from(golden.data[label] as number[]);
  const known = classes === 0 ? {} : { classes: Array.from({ length: classes }, (_, k) => k) };
  const { model } = await trainer.train({ features, labels, size: labels.length, ...known }, context);
  return { model, predicted: trainer.predict(model, features) };
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  a.length === b.length ? Math.max(...a.map((x, i) => Math.abs(x - b[i]!))) : Infinity;

/** Largest distance of a weight or intercept; infinite when the fit did not converge or has another shape. */
function difference(model: LinearModel, expected: Golden): number {
  if (!model.fit.converged || model.weights.length !== expected.weights.length) return Infinity;
  const rows = expected.weights.map((row, k) => distance(model.weights[k]!, row));
  return Math.max(...rows, distance(model.intercepts, [expected.intercepts].flat()));
}

describe('coefficients of scikit-learn 1.9.1', () => {
  // The promise is 1e-4; Newton and the softmax come far closer.
  const close = 1e-7;

  it.each(golden['binary']!)('two classes, unscaled numbers, ridge $ridge', async (expected) => {
    const { model, predicted } = await fit(logisticRegression({ ridge: expected.ridge }), plain, 'binary', 2);
    expect(difference(model, expected)).toBeLessThan(close);
    expect(
      distance(
        Array.from(predicted).slice(0, 8),
        expected.probabilities!.map((p) => p[1]!),
      ),
    ).toBeLessThan(close);
  });

  it('balanced classes', async () => {
    const { model } = await fit(logisticRegression({ classWeight: 'balanced' }), plain, 'binary', 2);
    expect(difference(model, golden['balanced']![0]!)).toBeLessThan(close);
  });

  it.each(golden['multinomial']!)('three classes, ridge $ridge', async (expected) => {
    const { model, predicted } = await fit(logisticRegression({ ridge: expected.ridge }), plain, 'three', 3);
    expect(difference(model, expected)).toBeLessThan(close);
    expect(distance(Array.from(predicted).slice(0, 24), expected.probabilities!.flat())).toBeLessThan(close);
  });

  it('gaps as the mean with an indicator, categories as 0/1 columns', async () => {
    const { model } = await fit(logisticRegression(), mixed, 'binary', 2);
    expect(model.columns).toEqual([
      'heightWithGaps',
      'heightWithGaps missing',
      'income',
      'share',
      'rate',
      'shop=north',
      'shop=south',
      'shop=west',
    ]);
    expect(difference(model, golden['mixed']![0]!)).toBeLessThan(close);
    const three = await fit(logisticRegression(), mixed, 'three', 3);
    expect(difference(three.model, golden['mixedMultinomial']![0]!)).toBeLessThan(close);
  });

  it.each(golden['linear']!)('ridge regression, ridge $ridge', async (expected) => {
    const { model } = await fit(linearRegression({ ridge: expected.ridge }), plain, 'target', 0);
    expect(difference(model, expected)).toBeLessThan(close);
  });

  it('ridge regression with gaps and categories', async () => {
    const { model } = await fit(linearRegression(), mixed, 'target', 0);
    expect(difference(model, golden['mixedLinear']![0]!)).toBeLessThan(close);
  });
});
