import { expect, it } from 'vitest';
import {
  type Batch,
  logisticRegression,
  memoryRegistry,
  type ModelTrainer,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type TrainingSource,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from '../monitor/loop.js';
import { nightly, record } from './evidence.js';

// REL-16 beside `failing-training.test.ts`, whose trainings fail in threads: these fail where the monitor runs, so they are many.
/** Time stands still but in a training that hangs: on a busy machine others would pass the deadline. */
const clock = memoryClock(0);
const timeoutMs = 20;
const right = logisticRegression();
type Train = ModelTrainer['train'];
const isConstant = (model: unknown): boolean => Object.hasOwn(Object(model), 'constant');

/** How a training goes wrong, and what is then said of it. */
const wrong: Readonly<Record<string, { readonly train: Train; readonly says: string }>> = {
  throws: {
    train: () => {
      throw new RangeError('no step was small enough');
    },
    says: 'TRAINING_FAILED',
  },
  rejects: { train: () => Promise.reject(new TypeError('rejected')), says: 'TRAINING_FAILED' },
  hangs: {
    train: () => {
      setImmediate(() => void clock.advance(timeoutMs));
      return new Promise(() => {});
    },
    says: 'TRAINING_TIMEOUT',
  },
  'gives NaN': { train: async () => ({ model: { weights: [Number.NaN] } }), says: 'TRAINING_NOT_FINITE' },
  'gives Infinity': { train: async () => ({ model: { weights: [Infinity] } }), says: 'TRAINING_NOT_FINITE' },
  'gives nothing': { train: async () => undefined as never, says: 'TRAINING_FAILED' },
  'is worse': { train: async () => ({ model: { constant: 0.5 } }), says: 'trained' },
  'reads half its rows': { train: right.train.bind(right) as Train, says: 'TRAINING_DATA' },
};
const rounds = nightly ? 125 : 25;

it('no champion changes in trainings that fail in each way, of which each window starts at most one', async () => {
  const kinds = Object.keys(wrong);
  let kind = kinds[0]!;
  const rows = rowBuffer({ rows: 2_000 });
  const registry = memoryRegistry();
  const trainer: ModelTrainer = {
    ...(right as ModelTrainer),
    train: (data, context) => wrong[kind]!.train(data, context),
    predict: (known, given) =>
      isConstant(known) ? new Float64Array(given.size).fill(0.5) : right.predict(known as never, given),
  };
  const training: TrainingSource = {
    ...rows,
    async *rows(query) {
      for await (const batch of rows.rows(query)) {
        yield batch;
        if (kind === 'reads half its rows') throw new Error('the connection was lost');
      }
    },
  };
  const settings = {
    reference: rowsOf(2_000, 'reference'),
    columns: { label: { role: 'label' } } as const,
    registry,
    training,
    concept: false as const,
  };
  await trainInitialModel({ ...settings, trainer: right });
  const monitor = new Monitor({
    ...settings,
    clock,
    trainer,
    retrain: {
      mode: 'auto',
      strategy: 'replace',
      confirm: { windows: 1, of: 1 },
      cooldown: { windows: 0 },
      maxPerDay: 1e6,
      minRows: 50,
      timeoutMs,
    },
  });
  // One that is worse is trained and kept, and told to be no better by the gate.
  const said: Record<string, string[]> = Object.fromEntries(kinds.map((one) => [one, []]));
  let started = 0;
  monitor.on('retrain', ({ phase, code }) => {
    if (phase === 'started') started++;
    else said[kind]!.push(code ?? phase);
  });
  const windows: Batch[] = [0, 1, 2].map((n) => rowsOf(200, `window ${n}`, { shift: 2, flipped: true }));
  for (let run = 0; run < rounds * kinds.length; run++) {
    kind = kinds[run % kinds.length]!;
    const report = await monitor.process(windows[run % windows.length]!);
    expect(report.modelVersion).toBe(1);
    await monitor.settled();
  }
  await monitor.close();
  expect(said).toEqual(Object.fromEntries(kinds.map((one) => [one, Array(rounds).fill(wrong[one]!.says)])));
  expect(started).toBe(rounds * kinds.length);
  expect(await registry.alias('champion')).toBe(1);
  record({ id: 'REL-16', variant: 'where the monitor runs', trials: started, bad: 0 });
});
