import { describe, expect, it } from 'vitest';
import { builtIns, camelCase } from '../../src/config/names.js';
import type { ModelTrainer } from '../../src/index.js';
import { fromColumns } from '../../src/table/batch.js';
import { rowsOf } from '../monitor/loop.js';
import { everyOption } from './every-option.js';

const rows = rowsOf(600, 'trainer options');
const features = fromColumns({
  amount: rows.column('amount')!,
  age: rows.column('age')!,
  channel: rows.column('channel')!,
});
const classes = ['no', 'yes'];
const yes = Float64Array.from(rows.column('label')!, (label) => Number(label === 'yes'));
const amounts = Float64Array.from(rows.column('amount')!, Number);

/** The model and what it says, and the predictions out of fold. */
const trained = (make: (settings: never) => ModelTrainer, regression: boolean) => async (settings: never) => {
  const context = { signal: new AbortController().signal, seed: 3 };
  const data = regression ? { features, labels: amounts, size: 600 } : { features, labels: yes, classes, size: 600 };
  const { model, outOfFold } = await make(settings).train(data, context);
  return { model, outOfFold: outOfFold && [...outOfFold] };
};

const encoding = { maxCategories: 1, minCategoryRows: 240, folds: 3 };
const cases: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  logisticRegression: { ridge: 100, tolerance: 0.1, maxIterations: 1, classWeight: 'balanced', ...encoding },
  linearRegression: { ridge: 100, ...encoding },
  mlLogisticRegression: { steps: 20, maxRows: 300, ...encoding },
};

describe('the built-in trainers', () => {
  it('each has cases', () => {
    expect(Object.keys(cases).toSorted()).toEqual([...builtIns.trainers.keys()].map(camelCase).toSorted());
  });
});

for (const [name, { make, options }] of builtIns.trainers) {
  const observe = trained(make, name === 'linear_regression');
  const own = Object.entries(cases[camelCase(name)]!);
  everyOption(
    camelCase(name),
    options!,
    Object.fromEntries(own.map(([option, value]) => [option, { one: {}, other: { [option]: value }, observe }])),
  );
}
