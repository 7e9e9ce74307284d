import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectWindows } from '../../src/act/train/assemble.js';
import { predictGuarded } from '../../src/act/train/predict-guarded.js';
import {
  calibrate,
  compare,
  memoryClock,
  Monitor,
  profile,
  schedule,
  track,
  type ConceptDetector,
  type DataDriftTest,
  type ModelTrainer,
  type TrainingSource,
} from '../../src/index.js';
import { toBatch } from '../../src/table/batch.js';

// REL-15: a promise that rejects where nobody waits for one would end the process.

const rejected = (): never => Promise.reject(new Error('broken')) as never;
const table = { price: Array.from({ length: 200 }, (_, i) => i % 50) };
const detector: ConceptDetector<object> = {
  name: 'broken',
  input: 'error',
  initialState: () => ({}),
  update: () => ({ drift: true }),
};
const test: DataDriftTest = { name: 'broken', appliesTo: ['numeric'], threshold: 1, compare: rejected };
const trainer: ModelTrainer = { name: 'broken', train: rejected, predict: rejected };
const source: TrainingSource = { rows: rejected };

/** What is told of a part that answers by a promise where its answer is due at once. */
const told: Readonly<Record<string, () => unknown>> = {
  'a detector': () => track({ ...detector, update: rejected }).observe({ error: 1 }),
  'the start of a detector': () => new Monitor({ reference: table, concept: { ...detector, initialState: rejected } }),
  'a detector after a drift': () => {
    const tracked = track({ ...detector, afterDrift: rejected });
    tracked.observe({ error: 1 });
    tracked.observe({ error: 1 });
  },
  'the estimate of a detector': () => track({ ...detector, estimate: rejected }).observe({ error: 1 }),
  'a data-drift test': () => {
    const { error } = compare(table, table, { columns: { price: { test } } }).columns[0]!.tests[0]!;
    throw Object.assign(new Error(error!.message), error);
  },
  'a prediction': () => predictGuarded(trainer, {}, toBatch(table), 0),
  'rows to train on': () => collectWindows(source, ['w1'], profile(table).schema, new AbortController().signal),
};

describe('a promise in place of an answer', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));
  const allTold = async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    return unhandled;
  };

  it.each(Object.entries(told))('is told as a failure of %s, and what it rejects with ends nothing', async (_, ask) => {
    await expect((async () => ask())()).rejects.toMatchObject({
      code: expect.stringMatching(/^(DETECTOR|TEST|TRAINING)_/) as string,
      message: expect.stringContaining('expected an answer, got a promise') as string,
    });
    expect(await allTold()).toEqual([]);
  });

  it('is welcome from who is told of progress; what it rejects with ends the work, as what it throws does', async () => {
    const steps: number[] = [];
    const options = { windowSize: 50, replicates: 200 };
    await calibrate(table, { ...options, onProgress: async ({ done }) => void steps.push(done) });
    expect(steps.at(-1)).toBe(200);
    await expect(calibrate(table, { ...options, onProgress: rejected })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: 'calibrate.onProgress threw: broken',
    });
    expect(await allTold()).toEqual([]);
  });

  it.each([undefined, rejected])(
    'of a task by the clock stops neither it nor the next, whoever is told: %o',
    async (onError) => {
      const clock = memoryClock(0);
      const hourly = schedule(rejected, { every: '1h', clock, ...(onError && { onError }) });
      await clock.advance(3 * 3_600_000);
      expect(hourly.counts).toEqual({ runs: 0, skipped: 0, failed: 3 });
      await expect(hourly.stop()).rejects.toThrow('broken');
      expect(await allTold()).toEqual([]);
    },
  );
});
