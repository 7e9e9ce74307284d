import type { Task } from '../contracts/schema.js';
import type { Batch } from '../contracts/batch.js';
import type { ModelTrainer, TrainedModel, TrainingData } from '../contracts/model-trainer.js';
import { DriftSenseError, messageOf } from '../errors.js';
import { assertPlainJson } from '../plain-json.js';
import { seededRandom } from '../stats/random.js';
import { fromColumns, sliceBatch } from '../table/batch.js';
import { codedColumn } from '../table/columns.js';
import { runnerOf, type TestRunner } from './test-runner.js';

/** Options of {@link modelTrainerKit}. */
export interface ModelTrainerKitOptions {
  /** What the trainer is for. Default `binary`. */
  readonly task?: Task;
  /** Rows to train on; `task` follows from them. Default 300 seeded rows with numeric and categorical features and gaps. */
  readonly data?: TrainingData;
  /** The trainer looks at its signal, so that an aborted one must reject. Default false. */
  readonly aborts?: boolean;
}

/**
 * Checks that a trainer keeps the contract, as tests of your own runner: a model that is plain finite JSON and the
 * trainer's only memory, predictions of the right number and range for rows of any kind, finite metrics, the same model
 * for the same rows and seed, and hands off its input.
 *
 * @param make - Makes the trainer anew, the same each time.
 * @param runner - `describe`, `it` and `expect` of vitest, jest or bun.
 *
 * @example
 * import { describe, expect, it } from 'vitest';
 * modelTrainerKit(() => majority, { describe, it, expect });
 */
export function modelTrainerKit<Model>(
  make: () => ModelTrainer<Model>,
  runner: TestRunner,
  options: ModelTrainerKitOptions = {},
): void {
  const { describe, it, expect } = runnerOf('modelTrainerKit', make, runner);
  const { task = 'binary', data = kitData(task), aborts = false } = options;
  const classes = data.classes?.length ?? 0;
  const width = classes > 2 ? classes : 1;
  const untouched = snapshot(data); // before any of the tests below has trained
  const train = (seed?: number): Promise<TrainedModel<Model>> => make().train(data, context(seed));
  const odd = (predictions: ArrayLike<number>, rows: Batch) => oddities(predictions, rows.size, width, classes > 0);

  describe(`trainer '${make().name}' (${classes === 0 ? 'regression' : `${classes} classes`})`, () => {
    it('declares a name', () => {
      const { name, version = '1' } = make();
      expect(typeof name === 'string' && name.length > 0).toBe(true);
      expect(typeof version).toBe('string');
    });

    it('makes a model of plain finite JSON, and finite metrics', async () => {
      const { model, metrics = {} } = await train();
      assertPlainJson(model, `trainer '${make().name}'`);
      expect(Object.entries(metrics).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
    });

    it('predicts every row, finite and in range, from the model alone after it went through JSON', async () => {
      const { model } = await train();
      const stored = JSON.parse(JSON.stringify(model)) as Model;
      const predictions = make().predict(stored, data.features);
      expect(odd(predictions, data.features)).toEqual([]);
      expect(Array.from(predictions)).toEqual(Array.from(make().predict(model, data.features)));
    });

    it('predicts a row the same alone and among others', async () => {
      const { model } = await train();
      const trainer = make();
      const some = Math.min(20, data.size);
      const together = Array.from(trainer.predict(model, sliceBatch(data.features, 0, some)));
      const alone = Array.from({ length: some }, (_, row) =>
        Array.from(trainer.predict(model, sliceBatch(data.features, row, row + 1))),
      );
      expect(alone.flat()).toEqual(together);
    });

    it('predicts no rows, and rows with missing, infinite and unseen values', async () => {
      const { model } = await train();
      const trainer = make();
      expect(Array.from(trainer.predict(model, sliceBatch(data.features, 0, 0)))).toEqual([]);
      const strange = strangeRows(data.features);
      expect(odd(trainer.predict(model, strange), strange)).toEqual([]);
    });

    it('predicts the same after it gave back what it held for the model, if it can', async () => {
      const trainer = make();
      const { model } = await train();
      const before = Array.from(trainer.predict(model, data.features));
      await trainer.dispose?.(model);
      await trainer.dispose?.(model); // of no effect
      expect(Array.from(trainer.predict(model, data.features))).toEqual(before);
    });

    it('makes the same model of the same rows and seed', async () => {
      const [first, second] = [await train(7), await train(7)];
      expect(JSON.stringify(second.model)).toBe(JSON.stringify(first.model));
      expect(JSON.stringify(second.metrics)).toBe(JSON.stringify(first.metrics));
    });

    it('predicts each training row by a model that did not see it, if it gives out-of-fold predictions', async () => {
      const { outOfFold } = await train();
      if (outOfFold !== undefined) expect(odd(outOfFold, data.features)).toEqual([]);
    });

    it('leaves its input alone', async () => {
      const { model } = await train();
      make().predict(model, data.features);
      expect(snapshot(data)).toBe(untouched);
    });

    it('keeps nothing outside its model: training again does not change what an older model predicts', async () => {
      const trainer = make();
      const { model } = await trainer.train(data, context());
      const before = Array.from(trainer.predict(model, data.features));
      await trainer.train(reversed(data), context(1));
      expect(Array.from(trainer.predict(model, data.features))).toEqual(before);
    });

    if (aborts)
      it('rejects when its signal has fired', async () => {
        const controller = new AbortController();
        controller.abort(new Error('enough'));
        const outcome = await make()
          .train(data, { signal: controller.signal, seed: 0 })
          .then(
            () => 'trained',
            (error: unknown) => (DriftSenseError.is(error) ? error.code : messageOf(error)),
          );
        expect(outcome).toBe('ABORTED');
      });
  });
}

const context = (seed = 0) => ({ signal: new AbortController().signal, seed });

function oddities(predictions: ArrayLike<number>, rows: number, width: number, probabilities: boolean): string[] {
  if (predictions.length !== rows * width) return [`${predictions.length} predictions for ${rows} rows × ${width}`];
  return Array.from(predictions, (value, at) => {
    const inRange = Number.isFinite(value) && (!probabilities || (value >= 0 && value <= 1));
    return inRange ? '' : `prediction ${at} is ${value}`;
  }).filter((oddity) => oddity !== '');
}

const snapshot = ({ features, labels, classes, size }: TrainingData): string =>
  JSON.stringify([features.names, Array.from(features), Array.from(labels), classes, size]);

/** The same rows with the labels in reverse order: another concept. */
const reversed = (data: TrainingData): TrainingData => ({ ...data, labels: data.labels.toReversed() });

/** One row of each kind of trouble, in every column: missing, infinite, huge, unseen, of another type. */
function strangeRows(features: Batch): Batch {
  const cells = [null, undefined, Number.NaN, Infinity, -Infinity, 1e300, -1e300, '', 'never seen', '__proto__', true];
  return fromColumns(Object.fromEntries(features.names.map((name) => [name, cells])));
}

/** 300 seeded rows: two numeric features, one of them with gaps, a categorical one, and a label that depends on them. */
function kitData(task: Task): TrainingData {
  const size = 300;
  const random = seededRandom('model-trainer-kit');
  const shops = ['north', 'south', 'constructor'];
  const amount = Float64Array.from({ length: size }, () => 1_000 + 300 * random.normal());
  const age = Float64Array.from({ length: size }, () => 40 + 10 * random.normal());
  const shop = Int32Array.from({ length: size }, () => random.integer(shops.length));
  const signal = Array.from(amount, (value, row) => (value - 1_000) / 300 + shop[row]! - 1 + 0.5 * random.normal());
  const features = fromColumns({
    amount,
    age: age.map((value, row) => (row % 9 === 0 ? Number.NaN : value)),
    shop: codedColumn(
      shop.map((code, row) => (row % 11 === 0 ? -1 : code)),
      shops,
    ),
  });
  if (task === 'regression') return { features, labels: Float64Array.from(signal, (s) => 50 + 8 * s), size };
  const cuts = task === 'binary' ? [0] : [-0.7, 0.7];
  const labels = Float64Array.from(signal, (s) => cuts.filter((cut) => s > cut).length);
  return { features, labels, classes: task === 'binary' ? ['no', 'yes'] : ['low', 'middle', 'high'], size };
}
