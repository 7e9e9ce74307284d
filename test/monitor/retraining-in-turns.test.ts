import { expect, it } from 'vitest';
import {
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type Batch,
  type ModelTrainer,
} from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns } from '../../src/table/batch.js';

const features = 25;
const rows = 11_000;

/** Rows whose label says whether a feature is above 0, and `from` some row on whether it is below; all features are the same. */
function rowsOf(seed: string, from: number): Batch {
  const random = seededRandom(seed);
  const x = Float64Array.from({ length: rows }, () => random.normal());
  const all = Array.from({ length: features }, (_, k) => [`x${k}`, x] as const);
  return fromColumns({
    ...Object.fromEntries(all),
    label: x.map((value, row) => Number(row < from ? value > 0 : value < 0)),
  });
}

/** Counts turns of the event loop until it is stopped. */
function turns() {
  let count = 0;
  let next = setImmediate(function turn() {
    count++;
    next = setImmediate(turn);
  });
  return { now: () => count, stop: () => clearImmediate(next) };
}

it('a retraining, from the gate to probation, predicts some rows a turn', async () => {
  const loop = turns();
  const cells = new Map<number, number>();
  const trainer: ModelTrainer = {
    name: 'sign',
    train: async ({ features: given, labels }) => {
      const x = given.column('x0') as Float64Array;
      const right = labels.reduce((sum, label, i) => sum + Number(label === Number(x[i]! > 0)), 0);
      return { model: { sign: 2 * right > labels.length ? 1 : -1 } };
    },
    predict: (model, given) => {
      cells.set(loop.now(), (cells.get(loop.now()) ?? 0) + given.size * given.names.length);
      const { sign } = model as { readonly sign: number };
      return (given.column('x0') as Float64Array).map((value) => (sign * value > 0 ? 0.9 : 0.1));
    },
  };
  const settings = {
    reference: rowsOf('reference', rows),
    columns: { label: { role: 'label', type: 'categorical' } },
    registry: memoryRegistry(),
    trainer,
    training: rowBuffer({ rows: 2 * rows }),
    retrain: { mode: 'auto', strategy: 'replace', confirm: { windows: 1, of: 1 } },
  } as const;
  await trainInitialModel(settings);
  const monitor = new Monitor(settings);
  const told: string[] = [];
  monitor.on('gate', ({ version, verdict }) => told.push(`${verdict} ${version}`));
  await monitor.process(rowsOf('first', 2_000));
  await monitor.settled();
  await monitor.process(rowsOf('second', 0));
  loop.stop();
  expect(told).toEqual(['promote 2']);
  const kinds: string[] = [];
  for await (const { kind } of settings.registry.decisions()) kinds.push(kind);
  expect(kinds).toEqual(['gate', 'probation']);
  const sums = [...cells.values()];
  // Two windows scored, a fifth of one held out, of which two versions are asked, and a window on probation of which two are.
  expect(sums.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(4 * rows * features);
  expect(Math.max(...sums)).toBeLessThanOrEqual(400_000);
});
