import { describe, expect, it } from 'vitest';
import { fromColumns, linearRegression, logisticRegression, mlLogisticRegression, type ModelTrainer } from 'driftsense';
import { modelTrainerKit } from 'driftsense/testing';
import { exportedParts } from './exported-parts.js';

const runner = { describe, it, expect };

/** The trainer of the callers' guide, as it stands there. */
const majority: ModelTrainer<{ label: number }> = {
  name: 'majority',
  async train({ labels, size }) {
    const ones = Array.from(labels).reduce((a, b) => a + b, 0);
    return { model: { label: ones * 2 > size ? 1 : 0 }, metrics: { share: ones / size } };
  },
  predict: (model, rows) => Array.from(rows as Iterable<unknown>, () => model.label),
};

modelTrainerKit(() => majority, runner);
modelTrainerKit(() => logisticRegression(), runner, { aborts: true });
modelTrainerKit(() => logisticRegression(), runner, { task: 'multiclass', aborts: true });
modelTrainerKit(() => logisticRegression({ classWeight: 'balanced', ridge: 1e-6 }), runner, { aborts: true });
modelTrainerKit(() => linearRegression(), runner, { task: 'regression', aborts: true });
modelTrainerKit(() => mlLogisticRegression({ steps: 100, folds: 2 }), runner, { aborts: true });
modelTrainerKit(() => mlLogisticRegression({ steps: 100, folds: 2 }), runner, { task: 'multiclass', aborts: true });

// Rows of your own: a trainer that knows only these.
const lengths = { features: fromColumns({ length: [1, 2, 8, 9, 7, 3] }), labels: Float64Array.of(0, 0, 1, 1, 1, 0) };
const data = { ...lengths, classes: ['short', 'long'], size: 6 };
const seen = new Set<string>();
const ofLengths: ModelTrainer<{ limit: number }> = {
  name: 'of lengths',
  train: async ({ features }) => {
    for (const name of features.names) seen.add(name);
    return { model: { limit: 5 } };
  },
  predict: ({ limit }, rows) => Array.from(rows, ({ length }) => Number(Number(length) > limit)),
};
modelTrainerKit(() => ofLengths, runner, { data });
it('a trainer meets the rows handed in, and none of the kit', () => {
  expect([...seen]).toEqual(['length']);
});

it('every exported trainer has been through the kit', () => {
  expect(exportedParts('train', 'predict')).toEqual(['linearRegression', 'logisticRegression', 'mlLogisticRegression']);
});

/** Names of the kit's tests that a trainer fails. */
async function failures<Model>(trainer: ModelTrainer<Model>, aborts = false): Promise<string[]> {
  const failed: string[] = [];
  const running: Promise<void>[] = [];
  modelTrainerKit(
    () => trainer,
    {
      describe: (_, body) => body(),
      it: (name, body) => {
        const run = async () => body();
        running.push(run().catch(() => void failed.push(name)));
      },
      expect: (actual) => {
        const same = (expected: unknown) => {
          expect(actual).toEqual(expected);
        };
        return { toBe: same, toEqual: same };
      },
    },
    { aborts },
  );
  await Promise.all(running);
  return failed;
}

describe('modelTrainerKit', () => {
  let calls = 0;
  const broken: Record<string, [Partial<ModelTrainer>, RegExp, boolean?]> = {
    'a model with NaN': [{ train: async () => ({ model: { label: Number.NaN } }) }, /plain finite JSON/],
    'a model with a function': [{ train: async () => ({ model: { f: () => 1 } }) }, /plain finite JSON/],
    'a metric that is infinite': [
      { train: async () => ({ model: {}, metrics: { auc: Infinity } }) },
      /plain finite JSON/,
    ],
    'one prediction for all rows': [{ predict: () => [0.5] }, /predicts every row/],
    'NaN for missing values': [
      { predict: (_, rows) => Array.from(rows, (row) => (row['amount'] === null ? Number.NaN : 0.5)) },
      /missing, infinite and unseen/,
    ],
    'probabilities above 1': [{ predict: (_, rows) => Array.from(rows, () => 1.5) }, /predicts every row/],
    'predictions that depend on the batch': [
      { predict: (_, rows) => Array.from(rows, () => 1 / rows.size) },
      /alone and among others/,
    ],
    'a model that differs from run to run': [
      { train: async () => ({ model: { run: calls++ } }) },
      /same rows and seed/,
    ],
    'out-of-fold predictions of another number': [
      { train: async () => ({ model: {}, outOfFold: new Float64Array(3) }) },
      /out-of-fold/,
    ],
    'sorted labels': [
      {
        train: async ({ labels }) => {
          labels.sort();
          return { model: {} };
        },
      },
      /leaves its input alone/,
    ],
    'an ignored signal': [{}, /signal has fired/, true],
    'an empty name': [{ name: '' }, /declares a name/],
  };
  const sound: ModelTrainer = {
    name: 'constant',
    train: async () => ({ model: {} }),
    predict: (_, rows) => Array.from(rows, () => 0.5),
  };

  it('passes a trainer that is sound', async () => {
    expect(await failures(sound)).toEqual([]);
  });

  it.each(Object.entries(broken))('catches %s', async (_, [part, test, aborts = false]) => {
    expect(await failures({ ...sound, ...part }, aborts)).toContainEqual(expect.stringMatching(test));
  });

  it('catches what a trainer keeps beside its model', async () => {
    let last: Float64Array | undefined;
    const forgetful: ModelTrainer = {
      ...sound,
      train: async ({ labels }) => {
        last = labels;
        return { model: {} };
      },
      predict: (_, rows) => Array.from(rows, (_row, i) => last?.[i] ?? 0),
    };
    expect(await failures(forgetful)).toContainEqual(expect.stringMatching(/outside its model/));
  });
});
