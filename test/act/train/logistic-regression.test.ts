import { describe, expect, it } from 'vitest';
import {
  logisticRegression,
  mlLogisticRegression,
  toBatch,
  type Batch,
  type LinearModel,
  type ModelTrainer,
} from 'driftsense';
import { accuracy, auc } from 'driftsense/stats';
import type { TrainingData } from '../../../src/contracts/model-trainer.js';
import { version } from '../../../src/version.js';
import { seededRandom } from '../../../src/stats/random.js';

const context = { signal: new AbortController().signal, seed: 0 };
const code = (error: string) => expect.objectContaining({ code: error });
const column = (size: number, value: (row: number) => number) =>
  Float64Array.from({ length: size }, (_, row) => value(row));

/** Two classes that two unscaled features tell apart with noise. */
function twoClasses(size = 400, seed = 'two classes') {
  const random = seededRandom(seed);
  const salary = column(size, () => 40_000 + 15_000 * random.normal());
  const rate = column(size, () => 2e-6 + 1e-6 * random.normal());
  const labels = column(size, (row) =>
    Number((salary[row]! - 40_000) / 15_000 - (rate[row]! - 2e-6) / 1e-6 + random.normal() > 0),
  );
  return { salary, rate, labels, size };
}

const dataOf = (
  columns: Record<string, ArrayLike<unknown>>,
  labels: Float64Array,
  classes?: readonly (string | number)[],
): TrainingData => ({
  features: toBatch(columns),
  labels,
  size: labels.length,
  ...(classes && { classes }),
});

const trainers: [string, () => ModelTrainer<LinearModel>][] = [
  ['logisticRegression', () => logisticRegression({ folds: 2 })],
  ['mlLogisticRegression', () => mlLogisticRegression({ folds: 2, steps: 300 })],
];

describe.each(trainers)('%s', (_, make) => {
  it('learns from unscaled columns, and reports how the fit ended', async () => {
    const { salary, rate, labels } = twoClasses();
    const trainer = make();
    const { model, metrics } = await trainer.train(dataOf({ salary, rate }, labels, ['no', 'yes']), context);
    expect(model.fit).toMatchObject({ converged: true, iterations: expect.any(Number), rows: 400 });
    expect(model.fit.gradNorm).toBeLessThan(1e-3);
    const fresh = twoClasses(2_000, 'fresh');
    const scores = trainer.predict(model, toBatch({ salary: fresh.salary, rate: fresh.rate }));
    expect(auc(fresh.labels, scores)).toBeGreaterThan(0.87); // the noise allows .90
    expect(metrics!['auc']).toBeGreaterThan(0.85);
  });

  it('has an intercept: a rare class is not predicted half of the time', async () => {
    const random = seededRandom('rare');
    const x = column(1_000, () => random.normal());
    const labels = column(1_000, (row) => Number(row % 10 === 0));
    const trainer = make();
    const { model } = await trainer.train(dataOf({ x }, labels), context);
    const mean = Array.from(trainer.predict(model, toBatch({ x }))).reduce((a, b) => a + b, 0) / 1_000;
    expect(mean).toBeCloseTo(0.1, 3);
  });

  it('takes labels 1 and 2 without classes, and predicts the second', async () => {
    const { salary, rate, labels } = twoClasses();
    const trainer = make();
    const other = await trainer.train(
      dataOf(
        { salary, rate },
        labels.map((y) => y + 1),
      ),
      context,
    );
    const usual = await trainer.train(dataOf({ salary, rate }, labels), context);
    expect(other.model.classes).toEqual([1, 2]);
    expect(other.model.weights).toEqual(usual.model.weights);
    const scores = trainer.predict(other.model, toBatch({ salary, rate }));
    expect(auc(labels, scores)).toBeGreaterThan(0.85);
  });

  it('refuses labels that are no indices into the classes', async () => {
    const { salary, labels } = twoClasses();
    const data = dataOf(
      { salary },
      labels.map((y) => y + 1),
      [1, 2],
    );
    await expect(make().train(data, context)).rejects.toThrow(
      /label of row \d+: expected an index into 2 classes, got 2/,
    );
    await expect(make().train(data, context)).rejects.toEqual(code('TRAINING_DATA'));
  });

  it('refuses one class, a class with a single row, a missing label, no rows, no features, measurements as labels', async () => {
    const x = column(50, (row) => row);
    const train = (labels: Float64Array, columns: Record<string, ArrayLike<unknown>> = { x }) =>
      make().train(dataOf(columns, labels), context);
    await expect(train(new Float64Array(50))).rejects.toEqual(code('TRAINING_ONE_CLASS'));
    await expect(make().train(dataOf({ x }, new Float64Array(50).fill(1), ['a', 'b']), context)).rejects.toEqual(
      code('TRAINING_ONE_CLASS'),
    );
    await expect(train(column(50, (row) => Number(row === 3)))).rejects.toEqual(code('TRAINING_DATA'));
    await expect(train(column(50, (row) => (row === 7 ? Number.NaN : row % 2)))).rejects.toThrow(
      /label of row 7 is NaN/,
    );
    await expect(train(column(50, (row) => (row === 7 ? Infinity : row % 2)))).rejects.toEqual(
      code('TRAINING_NOT_FINITE'),
    );
    await expect(train(new Float64Array(), { x: new Float64Array() })).rejects.toThrow(/rows to train on, got none/);
    await expect(
      train(
        column(50, (row) => row % 2),
        {},
      ),
    ).rejects.toEqual(code('TRAINING_DATA'));
    const many = { features: toBatch({ x: column(150, (row) => row) }), labels: column(150, (row) => row), size: 150 };
    await expect(make().train(many, context)).rejects.toThrow(/150 distinct label values/);
    await expect(make().train({ ...many, size: 149 }, context)).rejects.toThrow(/expected 149 rows/);
  });

  it('handles missing and infinite cells: the model stays finite and still tells the classes apart', async () => {
    const { salary, rate, labels } = twoClasses();
    const holes = salary.map((x, row) =>
      row % 10 === 0 ? Number.NaN : row % 10 === 1 ? Infinity : row % 10 === 2 ? -Infinity : x,
    );
    const trainer = make();
    const { model, metrics } = await trainer.train(dataOf({ salary: holes, rate }, labels), context);
    expect(model.columns).toEqual(['salary', 'salary missing', 'rate']);
    expect(metrics!['auc']).toBeGreaterThan(0.75);
    const scores = trainer.predict(
      model,
      toBatch({ salary: [null, Number.NaN, Infinity, undefined], rate: [2e-6, 2e-6, 2e-6, 2e-6] }),
    );
    expect(new Set(scores).size).toBe(1);
  });

  it('is not thrown by columns that are constant, all missing, equal to each other or outlandish', async () => {
    const { salary, labels } = twoClasses();
    const columns = {
      salary,
      again: salary,
      constant: column(400, () => 7.3),
      empty: new Float64Array(400).fill(Number.NaN),
      wild: column(400, (row) => (row === 0 ? 1e150 : row)),
    };
    const { model, metrics } = await make().train(dataOf(columns, labels), context);
    expect(model.weights.flat().every(Number.isFinite)).toBe(true);
    expect(model.weights[0]![model.columns.indexOf('constant')]).toBe(0);
    expect(metrics!['auc']).toBeGreaterThan(0.75);
    const beyond = column(400, (row) => (row % 2 === 0 ? 1 : -1) * Number.MAX_VALUE);
    await expect(make().train(dataOf({ salary, beyond }, labels), context)).rejects.toThrow(
      /feature 'beyond'.*too large/,
    );
  });

  it('takes its rows as any table, and refuses what is none', async () => {
    const { salary, rate, labels, size } = twoClasses(100);
    const trainer = make();
    const batch = toBatch({ salary, rate });
    const rows = [...batch];
    const unnamed = { size, column: (name: string) => batch.column(name), [Symbol.iterator]: () => rows.values() };
    const { model } = await trainer.train({ features: batch, labels, size }, context);
    for (const table of [{ salary, rate }, rows, unnamed]) {
      const features = table as unknown as Batch;
      expect((await trainer.train({ features, labels, size }, context)).model).toEqual(model);
      expect(trainer.predict(model, features)).toEqual(trainer.predict(model, batch));
    }
    const refused = (data: unknown) => trainer.train(data as TrainingData, context);
    await expect(refused({ features: 7, labels, size })).rejects.toEqual(code('TABLE_INVALID'));
    await expect(refused(undefined)).rejects.toEqual(code('VALUE_OUT_OF_DOMAIN'));
  });

  it('keeps columns apart whatever they are called', async () => {
    const { salary, rate, labels } = twoClasses();
    const names = ['__proto__', 'constructor', 'toString'];
    const columns = Object.fromEntries([
      [names[0], salary],
      [names[1], rate],
      [names[2], column(400, (row) => row % 7)],
    ]) as Record<string, Float64Array>;
    const trainer = make();
    const { model } = await trainer.train(dataOf(columns, labels), context);
    expect(model.columns).toEqual(names);
    const stored = JSON.parse(JSON.stringify(model)) as LinearModel;
    expect(stored).toMatchObject({ kind: 'linearModel', schemaVersion: 1, libVersion: version });
    expect(auc(labels, trainer.predict(stored, toBatch(columns)))).toBeGreaterThan(0.85);
  });

  it('fits three classes, and gives probabilities that sum to one', async () => {
    const random = seededRandom('three');
    const labels = column(600, (row) => row % 3);
    const x = labels.map((k) => [-2, 0, 2][k]! + 0.5 * random.normal());
    const y = labels.map((k) => [0, 2, 0][k]! + 0.5 * random.normal());
    const trainer = make();
    const { model, metrics, outOfFold } = await trainer.train(dataOf({ x, y }, labels, ['a', 'b', 'c']), context);
    expect(metrics).toMatchObject({
      accuracy: expect.any(Number),
      macroF1: expect.any(Number),
      logLoss: expect.any(Number),
    });
    expect(metrics!['accuracy']).toBeGreaterThan(0.95);
    const p = trainer.predict(model, toBatch({ x: [-2, 0, 2], y: [0, 2, 0] }));
    expect(p.length).toBe(9);
    for (const k of [0, 1, 2]) {
      const row = Array.from(p).slice(3 * k, 3 * k + 3);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      expect(row.indexOf(Math.max(...row))).toBe(k);
    }
    expect(outOfFold!.length).toBe(1_800);
  });

  it('gives a class without training rows probability 0', async () => {
    const { salary, rate, labels } = twoClasses();
    const trainer = make();
    const twice = await trainer.train(
      dataOf(
        { salary, rate },
        labels.map((y) => 2 * y),
        ['a', 'b', 'c'],
      ),
      context,
    );
    const p = trainer.predict(twice.model, toBatch({ salary, rate }));
    const direct = trainer.predict(
      (await trainer.train(dataOf({ salary, rate }, labels), context)).model,
      toBatch({ salary, rate }),
    );
    for (let row = 0; row < 400; row++) {
      expect(p[3 * row + 1]).toBe(0);
      expect(p[3 * row + 2]).toBeCloseTo(direct[row]!, 10);
    }
  });

  it('gives out-of-fold predictions that have not seen their row', async () => {
    const random = seededRandom('noise');
    // As many columns as make a fit of pure noise look good on its own rows.
    const columns = Object.fromEntries(
      Array.from({ length: 40 }, (__, j) => [`x${j}`, column(120, () => random.normal())]),
    );
    const labels = column(120, () => random.integer(2));
    const trainer = make();
    const { model, metrics, outOfFold } = await trainer.train(dataOf(columns, labels), context);
    expect(auc(labels, trainer.predict(model, toBatch(columns)))).toBeGreaterThan(0.75);
    expect(metrics!['auc']).toBeLessThan(0.65);
    expect(metrics!['auc']).toBe(auc(labels, outOfFold!));
    expect(metrics!['accuracy']).toBe(
      accuracy(
        labels,
        outOfFold!.map((p) => Number(p >= 0.5)),
      ),
    );
    const other = await trainer.train(dataOf(columns, labels), { ...context, seed: 1 });
    expect(other.outOfFold).not.toEqual(outOfFold);
    expect(other.model).toEqual(model);
  });

  it('names the options that are wrong', () => {
    const factory = make().name === 'logisticRegression' ? logisticRegression : mlLogisticRegression;
    expect(() => factory({ fold: 3 } as never)).toThrow(/unknown option 'fold'/);
    expect(() => factory({ folds: 1, maxCategories: -1 })).toThrow(/folds.*\n.*maxCategories|maxCategories.*\n.*folds/);
  });
});

describe('logisticRegression', () => {
  it('stays finite where the classes can be separated', async () => {
    const x = column(100, (row) => row);
    const { model } = await logisticRegression({ ridge: 1e-6 }).train(
      dataOf(
        { x },
        column(100, (row) => Number(row >= 50)),
      ),
      context,
    );
    expect(model.fit.converged).toBe(true);
    expect(Math.abs(model.weights[0]![0]!)).toBeGreaterThan(20);
    expect(Math.abs(model.weights[0]![0]!)).toBeLessThan(1e4);
  });

  it('is within a few Newton steps', async () => {
    const { salary, rate, labels } = twoClasses(2_000);
    const { model } = await logisticRegression().train(dataOf({ salary, rate }, labels), context);
    expect(model.fit.iterations).toBeLessThanOrEqual(8);
  });

  it('says so when it had too few steps', async () => {
    const { salary, rate, labels } = twoClasses();
    const { model } = await logisticRegression({ maxIterations: 1 }).train(dataOf({ salary, rate }, labels), context);
    expect(model.fit).toMatchObject({ converged: false, iterations: 1 });
    expect(model.fit.gradNorm).toBeGreaterThan(1e-4);
  });

  it('lets the event loop turn while it trains, and stops within a slice of its signal', async () => {
    const size = 20_000;
    const random = seededRandom('long');
    const columns = Object.fromEntries(
      Array.from({ length: 20 }, (_, j) => [`x${j}`, column(size, () => random.normal())]),
    );
    const data = dataOf(
      columns,
      column(size, () => random.integer(2)),
    );
    let looks = 0;
    const controller = new AbortController();
    // Counts how often the trainer looks at its signal; every turn of the event loop comes with two looks.
    const signal = new Proxy(controller.signal, {
      get: (target, key) => {
        if (key === 'aborted') looks++;
        return Reflect.get(target, key, target) as unknown;
      },
    });
    let turns = 0;
    let turning = setImmediate(function turn() {
      turns++;
      turning = setImmediate(turn);
    });
    await logisticRegression({ folds: 2 }).train(data, { signal, seed: 0 });
    clearImmediate(turning);
    // At least 3 passes over 40,000 rows in all, of 270 multiply-adds each: 16 slices of 2,000,000, two looks in each.
    expect(looks).toBeGreaterThan(32);
    expect(turns).toBeGreaterThan(15);

    setImmediate(() => controller.abort(new Error('enough')));
    looks = 0;
    await expect(logisticRegression().train(data, { signal, seed: 0 })).rejects.toEqual(code('ABORTED'));
    expect(looks).toBeLessThan(10);
  });
});

describe('mlLogisticRegression', () => {
  it('comes near the coefficients of the penalised fit', async () => {
    const { salary, rate, labels } = twoClasses(1_000);
    const data = dataOf({ salary, rate }, labels);
    const { model } = await mlLogisticRegression({ folds: 2, steps: 500 }).train(data, context);
    const own = (await logisticRegression({ ridge: 1e-9 }).train(data, context)).model;
    for (const j of [0, 1]) expect(model.weights[0]![j]).toBeCloseTo(own.weights[0]![j]!, 2);
    expect(model.intercepts[0]).toBeCloseTo(own.intercepts[0]!, 2);
    expect(model.link).toBe('sigmoid');
  });

  it('fits the newest rows only, and predicts the older ones out of sample', async () => {
    const { salary, rate, labels } = twoClasses(400);
    const flipped = labels.map((y, row) => (row < 200 ? 1 - y : y)); // the concept turned half way
    const trainer = mlLogisticRegression({ folds: 2, maxRows: 200 });
    const { model, outOfFold, metrics } = await trainer.train(dataOf({ salary, rate }, flipped), context);
    expect(model.fit.rows).toBe(200);
    expect(outOfFold!.length).toBe(400);
    expect(auc(flipped.slice(200), outOfFold!.slice(200))).toBeGreaterThan(0.8);
    expect(auc(flipped.slice(0, 200), outOfFold!.slice(0, 200))).toBeLessThan(0.2);
    expect(metrics!['auc']).toBeGreaterThan(0.8);
  });
});
