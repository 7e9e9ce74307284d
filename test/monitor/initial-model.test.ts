import { expect, it } from 'vitest';
import { logisticRegression, memoryRegistry, trainInitialModel, type ModelTrainer, type Progress } from 'driftsense';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns } from '../../src/table/batch.js';

const random = seededRandom('rows');
const x = Float64Array.from({ length: 20_000 }, () => random.normal());
const features = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`x${k}`, x]));
const reference = fromColumns({ ...features, label: x.map((value) => Number(value > 0)) });

/** Prepares the first training and gives up at a turn of the event loop; tells at which turn training began, or it ended. */
async function prepared(at = Infinity) {
  const controller = new AbortController();
  let turns = 0;
  let next = setImmediate(function turn() {
    if (++turns === at) controller.abort();
    next = setImmediate(turn);
  });
  let began: number | undefined;
  const trainer: ModelTrainer = {
    name: 'none',
    train: async () => {
      began = turns;
      throw new Error('none is trained');
    },
    predict: () => [],
  };
  const columns = { label: { role: 'label', type: 'categorical' } } as const;
  const training = trainInitialModel(
    { reference, columns, registry: memoryRegistry(), trainer },
    { signal: controller.signal },
  );
  const code = await training.then(
    () => undefined,
    (error: { readonly code?: string }) => error.code,
  );
  clearImmediate(next);
  return { began, code, turns };
}

it('the rows of a first training are put together with turns in between, and at each it can be given up', async () => {
  const whole = await prepared();
  expect(whole.code).toBe('TRAINING_FAILED');
  // 20 columns are read, hashed, compared and taken, of 20,000 rows each.
  expect(whole.began).toBeGreaterThan(15);
  for (const at of [1, Math.floor(whole.began! / 2), whole.began! - 1]) {
    const { began, code, turns } = await prepared(at);
    expect([began, code]).toEqual([undefined, 'ABORTED']);
    expect(turns).toBeLessThanOrEqual(at + 1);
  }
});

it('a first training tells of its steps, and registers nothing where who is told throws', async () => {
  const few = { x: x.slice(0, 200), label: Array.from(x.slice(0, 200), (value) => (value > 0 ? 'yes' : 'no')) };
  const registry = memoryRegistry();
  const options = {
    reference: few,
    columns: { label: { role: 'label' } },
    registry,
    trainer: logisticRegression(),
  } as const;
  for (const last of [1, 4]) {
    const failing = ({ done }: Progress): void => {
      if (done === last) throw new Error('full');
    };
    const expected = { code: 'OPTION_INVALID', message: 'trainInitialModel.onProgress threw: full' };
    await expect(trainInitialModel(options, { onProgress: failing })).rejects.toMatchObject(expected);
  }
  expect(await registry.read(1)).toBeUndefined();
  const told: unknown[] = [];
  await trainInitialModel(options, { onProgress: (progress) => void told.push(progress) });
  expect(told).toEqual([1, 2, 3, 4].map((done) => ({ done, total: 4, unit: 'steps' })));
});
