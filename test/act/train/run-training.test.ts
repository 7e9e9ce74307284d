import { describe, expect, it } from 'vitest';
import {
  linearRegression,
  logisticRegression,
  memoryClock,
  memoryRegistry,
  systemClock,
  toBatch,
  version,
  type ModelTrainer,
} from 'driftsense';
import { allSteps } from '../../../src/all-steps.js';
import { predictGuarded, predictInSteps } from '../../../src/act/train/predict-guarded.js';
import { runTraining, type RunTrainingOptions } from '../../../src/act/train/run-training.js';
import type { Batch } from '../../../src/contracts/batch.js';
import type { TrainingData } from '../../../src/contracts/model-trainer.js';
import { DriftSenseError } from '../../../src/errors.js';

const x = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i));
const data: TrainingData = {
  features: toBatch({ x, shop: Array.from(x, (_, i) => ['a', 'b'][i % 2]) }),
  labels: x.map((value, i) => Number(value + (i % 3) / 2 > 0.5)),
  classes: ['no', 'yes'],
  size: 300,
};
const options = (given: Partial<RunTrainingOptions> = {}): RunTrainingOptions => ({
  data,
  clock: memoryClock(1_000),
  seed: 0,
  timeoutMs: 60_000,
  ...given,
});
const constant: ModelTrainer = {
  name: 'constant',
  train: async () => ({ model: { p: 0.5 } }),
  predict: (_, rows) => Array.from(rows, () => 0.5),
};
const code = (error: string) => expect.objectContaining({ code: error });

describe('a training run', () => {
  it('gives an entry with everything a registry keeps', async () => {
    const facts = {
      name: 'fraud',
      trainingWindow: { from: 'reference', to: 'stream_0009.csv' },
      referenceHash: 'abc',
      parent: 3,
      reason: 'confirmed-data-drift',
      notes: 'after the merger',
    };
    const { entry, outOfFold } = await runTraining(logisticRegression(), options({ facts }));
    expect(entry).toMatchObject({
      ...facts,
      trainer: 'logisticRegression',
      trainerVersion: '1',
      libVersion: version,
      createdAt: 1_000,
      rows: 300,
      features: [
        { name: 'x', type: 'numeric' },
        { name: 'shop', type: 'categorical' },
      ],
      classes: ['no', 'yes'],
    });
    expect(entry.metrics['auc']).toBeGreaterThan(0.8);
    expect(outOfFold).toHaveLength(300);
    const registry = memoryRegistry();
    expect(await registry.append(entry)).toMatchObject({ version: 1, parent: 3 });
  });

  it('keeps the metrics of a custom trainer as they are named, whatever they are', async () => {
    const metrics = { 'cost per case': 12.5, __proto__x: -1 };
    const { entry } = await runTraining({ ...constant, train: async () => ({ model: null, metrics }) }, options());
    expect(entry.metrics).toEqual(metrics);
    expect(entry.trainerVersion).toBe('unversioned');
    const regression = { ...data, classes: undefined } as unknown as TrainingData;
    expect((await runTraining(linearRegression(), options({ data: regression }))).entry.classes).toBeUndefined();
  });

  it('hands the trainer its rows, a live signal and the seed', async () => {
    let seen: unknown;
    const trainer: ModelTrainer = {
      ...constant,
      train: async (given, { signal, seed }) => {
        seen = [given === data, signal.aborted, seed];
        return { model: {} };
      },
    };
    await runTraining(trainer, options({ seed: 42 }));
    expect(seen).toEqual([true, false, 42]);
  });
});

const failing: [string, Partial<ModelTrainer>, string, RegExp][] = [
  [
    'throws',
    {
      train: () => {
        throw new Error('boom');
      },
    },
    'TRAINING_FAILED',
    /trainer 'constant' failed: boom/,
  ],
  ['rejects', { train: () => Promise.reject(new Error('boom')) }, 'TRAINING_FAILED', /boom/],
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors
  ['rejects with what is no error', { train: () => Promise.reject('boom') }, 'TRAINING_FAILED', /boom/],
  [
    'rejects with a typed error',
    { train: () => Promise.reject(new DriftSenseError('TRAINING_ONE_CLASS', 'only frauds')) },
    'TRAINING_ONE_CLASS',
    /only frauds/,
  ],
  ['returns nothing', { train: async () => undefined as never }, 'TRAINING_FAILED', /expected \{ model \}/],
  ['returns no model', { train: async () => ({ metrics: {} }) as never }, 'TRAINING_FAILED', /expected \{ model \}/],
  [
    'returns NaN',
    { train: async () => ({ model: { w: [1, Number.NaN] } }) },
    'TRAINING_NOT_FINITE',
    /model\.w\[1\] is NaN/,
  ],
  ['returns Infinity', { train: async () => ({ model: -Infinity }) }, 'TRAINING_NOT_FINITE', /model is -Infinity/],
  ['returns a function', { train: async () => ({ model: { f: () => 1 } }) }, 'MODEL_INVALID', /model\.f is a function/],
  ['returns a Map', { train: async () => ({ model: { m: new Map() } }) }, 'MODEL_INVALID', /model\.m is a Map/],
  [
    'returns a typed array',
    { train: async () => ({ model: Float64Array.of(1) }) },
    'MODEL_INVALID',
    /model is a Float64Array/,
  ],
  [
    'returns a metric that is NaN',
    { train: async () => ({ model: {}, metrics: { auc: Number.NaN } }) },
    'TRAINING_NOT_FINITE',
    /metric 'auc'/,
  ],
  [
    'returns metrics that are none',
    { train: async () => ({ model: {}, metrics: 'good' as never }) },
    'TRAINING_FAILED',
    /expected metrics by name/,
  ],
  [
    'returns too few out-of-fold predictions',
    { train: async () => ({ model: {}, outOfFold: new Float64Array(2) }) },
    'TRAINING_FAILED',
    /outOfFold: expected a Float64Array of 300/,
  ],
  [
    'returns out-of-fold predictions with NaN',
    { train: async () => ({ model: {}, outOfFold: new Float64Array(300).fill(Number.NaN) }) },
    'TRAINING_NOT_FINITE',
    /outOfFold\[0\]/,
  ],
  [
    'cannot predict',
    {
      predict: () => {
        throw new Error('no weights');
      },
    },
    'TRAINING_FAILED',
    /predict threw: no weights/,
  ],
  [
    'predicts NaN',
    { predict: (_, rows) => Array.from(rows, () => Number.NaN) },
    'TRAINING_NOT_FINITE',
    /finite number for row 0, got NaN/,
  ],
  ['predicts too few', { predict: () => [0.5] }, 'TRAINING_FAILED', /expected 100 numbers for 100 rows, got 1/],
  ['predicts nothing', { predict: () => undefined as never }, 'TRAINING_FAILED', /got undefined/],
  [
    'predicts beyond 1',
    { predict: (_, rows) => Array.from(rows, () => 2) },
    'VALUE_OUT_OF_DOMAIN',
    /probability in \[0, 1\] for row 0, got 2/,
  ],
];

describe('a training run with a trainer that', () => {
  it.each(failing)('%s ends in a typed error', async (_, part, error, message) => {
    const run = runTraining({ ...constant, ...part }, options());
    await expect(run).rejects.toEqual(code(error));
    await expect(runTraining({ ...constant, ...part }, options())).rejects.toThrow(message);
  });

  it('needs what JSON does not keep fails before anything is registered', async () => {
    class Model {
      constructor(readonly p: number) {}
      predict() {
        return this.p;
      }
    }
    const trainer: ModelTrainer<Model> = {
      name: 'classy',
      train: async () => ({ model: new Model(0.5) }),
      predict: (model, rows) => Array.from(rows, () => model.predict()),
    };
    await expect(runTraining(trainer, options())).rejects.toEqual(code('MODEL_INVALID'));
  });

  it('makes too large a model is refused at the limit and not before', async () => {
    const trainer: ModelTrainer = { ...constant, train: async () => ({ model: 'é'.repeat(499) }) };
    // 499 letters of two bytes and two quotes
    await expect(runTraining(trainer, options({ maxModelBytes: 1_000 }))).resolves.toBeDefined();
    await expect(runTraining(trainer, options({ maxModelBytes: 999 }))).rejects.toThrow(
      /at most 999 bytes of JSON, got 1000/,
    );
    await expect(runTraining(trainer, options({ maxModelBytes: 999 }))).rejects.toEqual(code('MODEL_TOO_LARGE'));
  });

  it('hangs is left behind at the deadline, to the millisecond, and told so', async () => {
    const clock = memoryClock();
    let told: AbortSignal | undefined;
    const hanging: ModelTrainer = {
      ...constant,
      train: (_, { signal }) => {
        told = signal;
        return new Promise(() => {});
      },
    };
    let outcome: unknown;
    const run = runTraining(hanging, options({ clock, timeoutMs: 600_000 })).catch(
      (error: unknown) => (outcome = error),
    );
    await clock.advance(599_999);
    expect(outcome).toBeUndefined();
    await clock.advance(1);
    await run;
    expect(outcome).toEqual(code('TRAINING_TIMEOUT'));
    expect(outcome).toMatchObject({ retryable: true });
    expect(told!.aborted).toBe(true);
  });

  it('fails after the deadline disturbs nobody', async () => {
    const unheard: unknown[] = [];
    const listen = (error: unknown) => void unheard.push(error);
    process.on('unhandledRejection', listen);
    const clock = memoryClock();
    const slow: ModelTrainer = {
      ...constant,
      train: async () => {
        await clock.sleep(20);
        throw new Error('too late');
      },
    };
    const run = runTraining(slow, options({ clock, timeoutMs: 10 })).catch((error: unknown) => error);
    await clock.advance(50);
    expect(await run).toEqual(code('TRAINING_TIMEOUT'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', listen);
    expect(unheard).toEqual([]);
  });

  it('is aborted from outside ends as ABORTED, before and while it trains', async () => {
    await expect(runTraining(constant, options({ signal: AbortSignal.abort() }))).rejects.toEqual(code('ABORTED'));
    const controller = new AbortController();
    const hanging: ModelTrainer = { ...constant, train: () => new Promise(() => {}) };
    const run = runTraining(hanging, options({ signal: controller.signal }));
    controller.abort(new Error('closing'));
    await expect(run).rejects.toEqual(code('ABORTED'));
  });

  it('looks at its signal stops at the deadline by itself', async () => {
    const size = 40_000;
    const many = {
      features: toBatch(
        Object.fromEntries(
          Array.from({ length: 30 }, (_, j) => [
            `x${j}`,
            Float64Array.from({ length: size }, (__, i) => Math.sin(i * (j + 1))),
          ]),
        ),
      ),
      labels: Float64Array.from({ length: size }, (_, i) => i % 2),
      size,
    };
    let end: (error: unknown) => void = () => {};
    const ended = new Promise((resolve) => (end = resolve));
    const trainer = logisticRegression();
    const watched: ModelTrainer<never> = {
      ...(trainer as ModelTrainer<never>),
      train: (given, context) => trainer.train(given, context).catch((error: unknown) => end(error)) as Promise<never>,
    };
    await expect(runTraining(watched, options({ data: many, clock: systemClock, timeoutMs: 20 }))).rejects.toEqual(
      code('TRAINING_TIMEOUT'),
    );
    expect(await ended).toEqual(code('ABORTED'));
  });
});

describe('guarded prediction', () => {
  it('passes typed errors, any array of numbers, and checks the width for several classes', () => {
    const rows = toBatch({ x: [1, 2] });
    expect(predictGuarded({ ...constant, predict: () => [0, 1] }, {}, rows, 2)).toEqual(Float64Array.of(0, 1));
    expect(predictGuarded({ ...constant, predict: () => [-5, 1e9] }, {}, rows, 0)).toEqual(Float64Array.of(-5, 1e9));
    expect(() => predictGuarded({ ...constant, predict: () => [0, 1] }, {}, rows, 3)).toThrow(/expected 6 numbers/);
    const six = [0, 0, 1, 0.5, Number.NaN, 0.5];
    expect(() => predictGuarded({ ...constant, predict: () => six }, {}, rows, 3)).toThrow(/row 1, got NaN/);
    expect(() => predictGuarded(logisticRegression() as ModelTrainer, {}, rows, 2)).toThrow(code('MODEL_INVALID'));
  });

  it('in steps gives what it gives at once, of several classes too, and names the row that is wrong', () => {
    const numbers = Float64Array.from({ length: 4_500 }, (_, row) => row / 1e4);
    const rows = toBatch(Object.fromEntries(Array.from({ length: 100 }, (_, k) => [`x${k}`, numbers])));
    const sizes: number[] = [];
    const split = (_: unknown, some: Batch): Float64Array => {
      sizes.push(some.size);
      const own = some.column('x7') as Float64Array;
      return Float64Array.from({ length: 3 * some.size }, (__, i) => own[Math.floor(i / 3)]! * (i % 3));
    };
    const three = { ...constant, predict: split };
    expect(allSteps(predictInSteps(three, {}, rows, 3))).toEqual(predictGuarded(three, {}, rows, 3));
    expect(sizes).toEqual([2_000, 2_000, 500, 4_500]);
    const last = { ...constant, predict: (_: unknown, { size }: Batch) => Array(size).fill(size === 500 ? NaN : 0) };
    expect(() => allSteps(predictInSteps(last, {}, rows, 2))).toThrow(/for row 4000, got NaN/);
  });
});
