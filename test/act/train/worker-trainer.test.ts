import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { logisticRegression } from '../../../src/act/train/trainers/logistic-regression.js';
import { runTraining } from '../../../src/act/train/run-training.js';
import type { WorkerTrainerOptions } from '../../../src/node.js';
import type { ModelTrainer, TrainingData } from '../../../src/contracts/model-trainer.js';
import { systemClock } from '../../../src/ports/system-clock.js';
import { seededRandom } from '../../../src/stats/random.js';
import { fromColumns } from '../../../src/table/batch.js';
import { codedColumn, parsedColumn } from '../../../src/table/columns.js';

// Of the built package: a thread needs a file.
const built = new URL('../../../dist/bundled/node.js', import.meta.url).href;
const { workerTrainer } = (await import(built)) as typeof import('../../../src/node.js');
const module = new URL('../../fixtures/trainers/trainers.mjs', import.meta.url);
const size = 600;
const random = seededRandom('threads');
const x = Float64Array.from({ length: size }, () => random.normal());
const data: TrainingData = {
  features: fromColumns({
    x,
    code: codedColumn(
      Int32Array.from({ length: size }, (_, row) => (row % 4) - 1),
      ['a', 'b', 'c'],
    ),
    read: parsedColumn(
      x.map((value) => Math.round(value)),
      new Map([[1, '+1']]),
    ),
  }),
  labels: x.map((value) => (value + random.normal() > 0 ? 1 : 0)),
  classes: [0, 1],
  size,
};
const context = { signal: new AbortController().signal, seed: 7 };

let trainers: Record<string, ModelTrainer>;
beforeAll(async () => {
  trainers = (await import(module.href)) as Record<string, ModelTrainer>;
});
const aside = (name: string, options: WorkerTrainerOptions = {}): ModelTrainer =>
  workerTrainer(trainers[name]!, module, { export: name, ...options });

describe('a trainer in a thread of its own', () => {
  it('gives the model that it gives here, byte for byte', async () => {
    const there = await aside('trainer').train(data, context);
    const here = await logisticRegression().train(data, context);
    expect(JSON.stringify(there.model)).toBe(JSON.stringify(here.model));
    expect(there.metrics).toEqual(here.metrics);
    expect(there.outOfFold).toEqual(here.outOfFold);
  });

  it('is given every sort of column, labels, classes and seed', async () => {
    const { model } = await aside('sums').train(data, context);
    expect(model).toEqual({
      names: ['x', 'code', 'read'],
      cells: ['x', 'code', 'read'].map((name) => [...(data.features.column(name) as Iterable<unknown>)].slice(0, 4)),
      kinds: ['plain', 'coded', 'parsed'],
      labels: Array.from(data.labels).slice(0, 4),
      classes: [0, 1],
      size,
      seed: 7,
    });
  });

  it('lets a loop that never ends be aborted at once, while the event loop here keeps turning', async () => {
    const beats = join(mkdtempSync(join(tmpdir(), 'driftsense-')), 'beats');
    vi.stubEnv('BEATS', beats);
    const controller = new AbortController();
    const training = aside('endless').train(data, { signal: controller.signal, seed: 0 });
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await expect.poll(() => existsSync(beats) && turns > 5).toBe(true);
    controller.abort(new Error('enough'));
    await expect(training).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'enough' } });
    clearInterval(timer);
    vi.unstubAllEnvs();
    // The thread is ended too: it beats no more.
    const between = async () => {
      const last = readFileSync(beats, 'utf8');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return readFileSync(beats, 'utf8') === last;
    };
    await expect.poll(between).toBe(true);
    rmSync(dirname(beats), { recursive: true });
  });

  it('is ended at its deadline, whether it loops or waits', async () => {
    for (const name of ['endless', 'silent'])
      await expect(
        runTraining(aside(name), { data, seed: 0, clock: systemClock, timeoutMs: 500 }),
      ).rejects.toMatchObject({ code: 'TRAINING_TIMEOUT' });
  });

  // Bun starts threads without a limit to their heap.
  it.skipIf('Bun' in globalThis)('fails when its heap is full, and the process lives on', async () => {
    await expect(aside('full', { maxHeapMb: 32 }).train(data, context)).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
      // Deno ends the thread as well, without a word why.
      message: expect.stringMatching('Deno' in globalThis ? /its thread/ : /more than 32 MB of heap/) as string,
    });
  });

  it.each([
    ['exits', 'TRAINING_FAILED', /ended with code 3/],
    ['throws', undefined, /^no step was small enough$/],
    ['throwsLater', 'TRAINING_FAILED', /from a timer/],
    ['refuses', 'TRAINING_ONE_CLASS', /^only one class$/],
    ['uncloneable', undefined, /(could|can) not be cloned/],
  ])('tells what went wrong when it %s', async (name, code, message) => {
    const failure = await aside(name)
      .train(data, context)
      .catch((error: unknown) => error as Error & { code?: string });
    expect(failure).toMatchObject({ message: expect.stringMatching(message) as string });
    expect((failure as { code?: string }).code).toBe(code);
  });

  it.each(['notFinite', 'nothing'])('is believed no more than one here: %s', async (name) => {
    const run = (trainer: ModelTrainer) =>
      runTraining(trainer, { data, seed: 0, clock: systemClock, timeoutMs: 300_000 }).catch((error: unknown) => error);
    const [there, here] = [await run(aside(name)), await run(trainers[name]!)];
    expect(there).toMatchObject({ code: expect.stringMatching(/^TRAINING_/) as string });
    expect((there as Error).message).toBe((here as Error).message);
  });

  it('refuses more rows than it may be given, before anything is copied', async () => {
    const rows = 150_000;
    const large = { features: fromColumns({ x: new Float64Array(rows) }), labels: new Float64Array(rows), size: rows };
    await expect(aside('sums', { maxInputMb: 1 }).train(large, context)).rejects.toMatchObject({
      code: 'TRAINING_DATA',
      details: { column: 'x' },
    });
  });

  it('says when the module exports another trainer, and when it was given no file', async () => {
    await expect(workerTrainer(trainers['endless']!, module).train(data, context)).rejects.toThrow(
      /expected trainer 'endless' exported as 'trainer' by file:/,
    );
    expect(() => workerTrainer(trainers['endless']!, './trainers.mjs')).toThrow(
      /absolute path, got '\.\/trainers\.mjs'/,
    );
  });
});
