import { describe, expect, it, vi } from 'vitest';
import {
  logisticRegression,
  memoryAlerter,
  memoryCheckpoint,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type Alerter,
  type CheckpointStore,
  type ColumnToCount,
  type ConceptDetector,
  type DataDriftTest,
  type Executor,
  type Logger,
  type ModelTrainer,
  type MonitorOptions,
  type Registry,
} from '../../src/index.js';
import { allSteps } from '../../src/all-steps.js';
import { memoryClock } from '../../src/ports/clock.js';
import { countInSteps } from '../../src/profile/profile-window.js';
import { rowsOf } from '../monitor/loop.js';

/** How a hook misbehaves. */
const faults: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error('broken');
  },
  rejects: () => Promise.reject(new Error('broken')),
  'never settles': () => new Promise(() => undefined),
  'throws what has no text': () => {
    throw Object.create(null); // oxlint-disable-line no-throw-literal, typescript/only-throw-error -- what it is about
  },
  'throws nothing': () => {
    throw undefined; // oxlint-disable-line no-throw-literal, typescript/only-throw-error -- what it is about
  },
};

const reference = [...rowsOf(1_000, 'reference')].map((row) => ({ ...row, guess: row['label'] }));
const columns = { label: { role: 'label' }, guess: { role: 'prediction' } } as const;

/**
 * Runs three windows, the last two drifting, and tells what the parts that are not broken did.
 *
 * @param awaited - Whether all has happened that the test is about: time passes until then, however long the machine takes.
 */
async function run(
  options: Partial<MonitorOptions>,
  prepare: (monitor: Monitor) => void = () => undefined,
  awaited: (named: readonly string[]) => boolean = () => true,
) {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const sound = memoryAlerter();
  const clock = memoryClock();
  const monitor = new Monitor({
    reference,
    columns,
    concept: false,
    clock,
    ...options,
    alerters: [...(options.alerters ?? []), sound],
  });
  const told: string[] = [];
  const named: string[] = [];
  prepare(monitor);
  monitor.on('window', ({ verdict }) => told.push(verdict));
  monitor.on('error', ({ where }) => named.push(where));
  monitor.on('listenerError', ({ event }) => named.push(event));
  monitor.on('deliveryFailed', ({ channel }) => named.push(channel));
  for (const [i, shift] of [0, 2, 2].entries()) {
    const rows = [...rowsOf(300, `window ${i}`, { shift })].map((row) => ({ ...row, guess: row['label'] }));
    await monitor.process(rows, { id: `w${i}` });
  }
  const drifts = () => sound.messages.filter(({ kind }) => kind === 'data-drift').length;
  const pass = async (ms = 60_000) => {
    await clock.advance(ms);
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  };
  while (drifts() === 0 || !awaited(named)) await pass();
  for (let minute = 0; minute < 5; minute++) await pass();
  process.off('unhandledRejection', note);
  return { told, named, drift: drifts(), unhandled, monitor, pass };
}

describe.each(Object.entries(faults))('a part that %s', (_fault, misbehave) => {
  it('as a listener: all others hear, and it is named', async () => {
    const { told, named, drift, unhandled } = await run({}, (monitor) => monitor.on('window', misbehave));
    expect([told, drift, unhandled]).toEqual([['stable', 'drift', 'drift'], 1, []]);
    expect(named.slice(0, 3)).toEqual(['window', 'window', 'window']);
  });

  it('as an alerter: the others are told, and it is named', async () => {
    const broken: Alerter = { name: 'broken', send: async () => void (await misbehave()) };
    const isNamed = (named: readonly string[]) => named.includes('broken');
    const { told, named, drift, unhandled } = await run({ alerters: [broken] }, undefined, isNamed);
    expect([told, drift, unhandled]).toEqual([['stable', 'drift', 'drift'], 1, []]);
    expect(named).toContain('broken');
  });

  it('as a logger: nothing is lost', async () => {
    const broken = { info: misbehave, warn: misbehave, error: misbehave, debug: misbehave } as unknown as Logger;
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { told, drift, unhandled } = await run({ logger: broken });
    expect([told, drift, unhandled]).toEqual([['stable', 'drift', 'drift'], 1, []]);
    if (_fault !== 'never settles') expect(said.mock.calls.join()).toContain('driftsense: the logger failed');
    said.mockRestore();
  });
});

const countedHere = async (given: readonly ColumnToCount[]) => given.map((column) => allSteps(countInSteps(column)));

describe.each(Object.entries(faults))('the end of a part that %s', (_fault, misbehave) => {
  it('is named, of an alerter, an executor and a trainer, and the others end', async () => {
    const checkpoint = memoryCheckpoint();
    const alerter: Alerter = { name: 'broken', send: async () => undefined, close: () => misbehave() as never };
    const executor = { name: 'broken', count: countedHere, close: misbehave } as unknown as Executor;
    const trainer = logisticRegression();
    const registry = memoryRegistry();
    const model = { reference, columns: { label: { role: 'label' } }, registry, trainer } as const;
    await trainInitialModel(model);
    const broken = { ...trainer, dispose: misbehave } as unknown as ModelTrainer;
    const { monitor, named, pass, unhandled } = await run({
      ...model,
      trainer: broken,
      alerters: [alerter],
      executor,
      checkpoint,
    });
    monitor.observe(reference[0]!); // which the last save alone keeps
    const seen = { end: false };
    const closing = monitor.close().finally(() => (seen.end = true));
    while (!seen.end) await pass(100);
    await closing;
    expect([named, unhandled]).toEqual([["alerter 'broken'", 'executor broken', 'trainer'], []]);
    expect(new TextDecoder().decode(await checkpoint.load())).toBe(JSON.stringify(monitor));
  });
});

describe.each(Object.entries(faults))('a part of retraining or storage that %s', (fault, misbehave) => {
  it('as a trainer: the champion serves on, the failure is told with its code, nothing is registered', async () => {
    const registry = memoryRegistry();
    const failed: (string | undefined)[] = [];
    const broken = { name: 'broken', train: misbehave, predict: () => new Float64Array() } as unknown as ModelTrainer;
    const options: Partial<MonitorOptions> = {
      trainer: broken,
      registry,
      training: rowBuffer({ rows: 5_000 }),
      retrain: { on: 'data', mode: 'auto', confirm: { windows: 1, of: 1 }, minRows: 100, timeoutMs: 60_000 },
    };
    const { told, drift, unhandled } = await run(
      options,
      (monitor) => monitor.on('retrain', ({ phase, code }) => phase === 'failed' && failed.push(code)),
      () => failed.length > 0,
    );
    expect([told, drift, unhandled]).toEqual([['stable', 'drift', 'drift'], 1, []]);
    expect(failed).toEqual([fault === 'never settles' ? 'TRAINING_TIMEOUT' : 'TRAINING_FAILED']);
    expect(await registry.read(1)).toBeUndefined();
  });

  // Stores and registries that never settle: `silent-stores.test.ts`.
  it.skipIf(fault === 'never settles')(
    'as a checkpoint store: windows are judged and told, and it is named',
    async () => {
      const broken = { load: () => Promise.resolve(undefined), save: misbehave } as unknown as CheckpointStore;
      const { told, drift, unhandled, named } = await run({ checkpoint: broken });
      expect([told, drift, unhandled]).toEqual([['stable', 'drift', 'drift'], 1, []]);
      expect(named).toContain('checkpoint');
    },
  );

  it.skipIf(fault === 'never settles')('as a registry: windows are judged and told, and it is named', async () => {
    const broken = { ...memoryRegistry(), alias: misbehave, read: misbehave } as unknown as Registry;
    const { told, drift, unhandled, named } = await run({ registry: broken });
    expect([told, drift, unhandled]).toEqual([['stable', 'drift', 'drift'], 1, []]);
    expect(named).toContain('registry');
  });
});

describe.each(Object.entries(faults).filter(([name]) => name !== 'never settles'))(
  'a part that %s',
  (_fault, misbehave) => {
    it('as a data-drift test: its column has no verdict from it, the others are judged, and it is named', async () => {
      const broken: DataDriftTest = {
        name: 'broken',
        appliesTo: ['numeric'],
        threshold: 1,
        compare: () => misbehave() as never,
      };
      const { told, drift, unhandled, named } = await run({ columns: { ...columns, age: { test: broken } } });
      expect([told, drift, unhandled]).toEqual([['stable', 'drift', 'drift'], 1, []]);
      expect(named.filter((part) => part === "test 'broken'")).toHaveLength(3); // once a window
    });

    it('as a detector: it is disabled after three failures, named, and windows are judged', async () => {
      const broken: ConceptDetector<{ n: number }> = {
        name: 'broken',
        input: 'error',
        initialState: () => ({ n: 0 }),
        update: () => misbehave() as never,
      };
      const { told, drift, unhandled, named, monitor } = await run({ concept: broken });
      expect([told, drift, unhandled]).toEqual([['stable', 'drift', 'drift'], 1, []]);
      expect(named).toContain('concept detector');
      expect(monitor.toJSON().state.concept!.failures).toBe(3);
    });
  },
);

describe('a listener', () => {
  it('cannot change what others hear, and may call the monitor', async () => {
    const heard: unknown[] = [];
    const { told } = await run({}, (monitor) => {
      monitor.on('window', (report) => {
        expect(() => Object.assign(report, { verdict: 'stable' })).toThrow(TypeError);
        if (heard.length === 0) void monitor.process(reference.slice(0, 300), { id: 'again' });
        heard.push(report.window.id);
      });
    });
    expect(told.filter((verdict) => verdict === 'drift')).toHaveLength(2);
    expect(heard).toContain('again');
  });
});

describe('a part that calls the monitor it belongs to', () => {
  const again = (monitor: Monitor, id: string) => monitor.process(reference.slice(0, 300), { id });

  it('as an alerter or a detector: what it asks for is done behind the window under way', async () => {
    let inner: Monitor | undefined;
    let detected = false;
    const asked: Promise<unknown>[] = [];
    const alerter: Alerter = {
      name: 'asks',
      async send() {
        const judged = again(inner!, `alert ${asked.length}`);
        asked.push(judged);
        await judged; // delivery holds no window up
      },
    };
    const detector: ConceptDetector<{ n: number }> = {
      name: 'asks',
      input: 'error',
      initialState: () => ({ n: 0 }),
      update() {
        if (!detected) asked.push(again(inner!, 'detector'));
        detected = true;
        return { drift: false };
      },
    };
    const ids: string[] = [];
    const { told, drift, unhandled, named } = await run(
      { alerters: [alerter], concept: detector },
      (monitor) => {
        inner = monitor;
        monitor.on('window', ({ window }) => ids.push(window.id));
      },
      () => ids.some((id) => id.startsWith('alert')),
    );
    await Promise.all(asked);
    expect([told.filter((verdict) => verdict === 'drift').length, drift, unhandled, named]).toEqual([2, 1, [], []]);
    expect(ids.slice(0, 2)).toEqual(['w0', 'detector']);
    expect(ids.filter((id) => id.startsWith('alert'))).not.toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('as a trainer: it may wait for a window, as training holds none up', async () => {
    let inner: Monitor | undefined;
    const seen: string[] = [];
    const asks = {
      name: 'asks',
      train: async () => {
        seen.push((await again(inner!, 'trainer')).window.id);
        throw new Error('enough');
      },
      predict: () => new Float64Array(),
    } as unknown as ModelTrainer;
    const { told, unhandled } = await run(
      {
        trainer: asks,
        registry: memoryRegistry(),
        training: rowBuffer({ rows: 5_000 }),
        retrain: { on: 'data', confirm: { windows: 1, of: 1 }, minRows: 100 },
      },
      (monitor) => (inner = monitor),
      () => seen.length > 0,
    );
    expect([seen, unhandled]).toEqual([['trainer'], []]);
    expect(told).toHaveLength(4);
  });
});
