import { describe, expect, it, vi } from 'vitest';
import {
  logisticRegression,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type ModelTrainer,
  type Registry,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from './loop.js';

const reference = rowsOf(4_000, 'reference');
const columns = { label: { role: 'label' } } as const;

/** Holds something for each model that it predicts with, as a session of another runtime does, until it is told to give it back. */
function holding(onDispose: () => unknown = () => undefined) {
  const linear: ModelTrainer = logisticRegression();
  const held = new Set<unknown>();
  let loads = 0;
  const trainer: ModelTrainer = {
    ...linear,
    predict(model, rows) {
      if (!held.has(model)) loads++;
      held.add(model);
      return linear.predict(model, rows);
    },
    dispose(model) {
      held.delete(model);
      return onDispose() as undefined;
    },
  };
  return { trainer, held, loads: () => loads };
}

/** Gives another object with each reading, as a registry in files does. */
function fresh(): Registry {
  const registry = memoryRegistry();
  return { ...registry, read: async (version) => structuredClone(await registry.read(version)) };
}

describe('what a trainer holds for a model', () => {
  it('that cannot be given back loses no model: the first one is registered before', async () => {
    const { trainer } = holding(() => Promise.reject(new Error('no session')));
    const registry = memoryRegistry();
    await expect(trainInitialModel({ reference, columns, registry, trainer })).rejects.toThrow('no session');
    expect(await registry.alias('champion')).toBe(1);
  });

  it('and that never ends giving it back is not waited for longer than a minute: the model is registered', async () => {
    const clock = memoryClock();
    const dispose = vi.fn(() => new Promise(() => undefined));
    const { trainer } = holding(dispose);
    const registry = memoryRegistry();
    const told = trainInitialModel({ reference, columns, registry, trainer, clock }).catch((error: unknown) => error);
    await vi.waitFor(() => expect(dispose).toHaveBeenCalled());
    await clock.advance(60_000);
    const message = 'the trainer, asked to dispose of a model, did not answer within 60000 ms';
    expect(await told).toMatchObject({ code: 'IO_FAILED', message });
    expect(await registry.alias('champion')).toBe(1);
  });

  it('is given back once the model does not serve: candidates, versions before, and all at the end', async () => {
    const { trainer, held, loads } = holding();
    const registry = fresh();
    const settings = { reference, columns, registry, trainer };
    await trainInitialModel(settings);
    expect([held.size, loads()]).toEqual([0, 1]);
    const retrain = { on: 'data', strategy: 'replace', confirm: { windows: 1, of: 1 }, minRows: 400 } as const;
    const monitor = new Monitor({
      ...settings,
      training: rowBuffer({ rows: 9_000 }),
      retrain: { ...retrain, mode: 'auto', cooldown: { windows: 0 }, probation: { windows: 4 } },
    });
    const sizes: number[] = [];
    const versions: (number | undefined)[] = [];
    for (let i = 0; i < 8; i++) {
      const { modelVersion } = await monitor.process(rowsOf(2_000, `window ${i}`, { shift: 1, flipped: i > 1 }));
      versions.push(modelVersion);
      await monitor.settled();
      sizes.push(held.size);
    }
    expect(new Set(versions).size).toBeGreaterThan(1); // a version was promoted, and probation asked the one before
    expect(await registry.read(3)).toBeDefined();
    await monitor.process(rowsOf(500, 'last'));
    expect(held.size).toBe(1); // that of the version which serves
    await monitor.close();
    expect(held.size).toBe(0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
    expect(loads()).toBeGreaterThan(4);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no such session');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no such session'))],
  ] as const)('and cannot be given back, as it %s, is told, and nothing else changes', async (_how, misbehave) => {
    const sound = holding();
    const registry = fresh();
    await trainInitialModel({ reference, columns, registry, trainer: sound.trainer });
    const { trainer } = holding(misbehave);
    const monitor = new Monitor({ reference, columns, registry, trainer });
    const errors: string[] = [];
    monitor.on('error', ({ where, message }) => errors.push(`${where}: ${message}`));
    const { modelVersion } = await monitor.process(rowsOf(500, 'a'));
    await monitor.close();
    expect(modelVersion).toBe(1);
    expect(errors).toEqual(['trainer: no such session']);
  });

  it('and never is, does not hold close', async () => {
    const registry = fresh();
    await trainInitialModel({ reference, columns, registry, trainer: holding().trainer });
    const { trainer } = holding(() => new Promise(() => undefined));
    const monitor = new Monitor({ reference, columns, registry, trainer });
    await monitor.process(rowsOf(500, 'a'));
    await monitor.close({ deadlineMs: 10 });
  });
});
