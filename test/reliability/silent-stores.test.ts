import { beforeAll, describe, expect, it } from 'vitest';
import {
  logisticRegression,
  memoryAlerter,
  memoryCheckpoint,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type CheckpointStore,
  type MonitorOptions,
  type Registry,
} from '../../src/index.js';
import { edgeLimits } from '../../src/edge-limits.js';
import { memoryClock, type MemoryClock } from '../../src/ports/clock.js';
import { rowsOf } from '../monitor/loop.js';

const never = <T>(): Promise<T> => new Promise(() => undefined);
const reference = rowsOf(2_000, 'reference');

interface WatchedClock extends MemoryClock {
  /** Who sleeps now. */
  asleep(): number;
}

function watchedClock(): WatchedClock {
  const clock = memoryClock();
  let asleep = 0;
  const sleep: MemoryClock['sleep'] = (...given) => {
    asleep++;
    return clock.sleep(...given).finally(() => asleep--);
  };
  return { ...clock, sleep, asleep: () => asleep };
}

/**
 * Waits for work while time goes by, and says how much of it did, in milliseconds. None does while nobody sleeps, as where a
 * module is loaded, which takes the machine as long as it takes.
 */
async function passing(clock: WatchedClock, work: Promise<unknown>): Promise<number> {
  const began = clock.monotonic();
  const seen = { end: false };
  const end = (): void => void (seen.end = true);
  work.then(end, end);
  while (!seen.end) {
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    if (!seen.end && clock.asleep() > 0) await clock.advance(250);
  }
  return clock.monotonic() - began;
}

function monitorOf(options: Partial<MonitorOptions>) {
  const clock = watchedClock();
  const alerter = memoryAlerter();
  const monitor = new Monitor({ reference, clock, alerters: [alerter], ...options });
  const errors: string[] = [];
  monitor.on('error', ({ where, code, message }) => errors.push(`${where} ${code}: ${message}`));
  return { monitor, clock, errors, alerter };
}

// Time goes by in turns of the event loop here, of which loading takes any number: all parts that are asked are loaded before.
beforeAll(async () => {
  const { monitor } = monitorOf({ checkpoint: memoryCheckpoint() });
  await monitor.process(rowsOf(500, 'far', { shift: 3 }), { id: 'loads' });
  await monitor.close();
});

describe('a checkpoint store that does not answer', () => {
  it('holds one window up, is named, and is asked again once it has ended what it was asked', async () => {
    const kept = memoryCheckpoint();
    let end!: () => void;
    let saves = 0;
    const store: CheckpointStore = {
      load: () => kept.load(),
      save: (bytes) => (++saves > 1 ? kept.save(bytes) : new Promise((resolve) => (end = resolve))),
    };
    const { monitor, clock, errors, alerter } = monitorOf({
      checkpoint: store,
      checkpointEvery: { windows: 100 },
    });
    await monitor.process(rowsOf(500, 'first')); // without any save
    const held = await passing(clock, monitor.process(rowsOf(500, 'far', { shift: 3 }), { id: 'a' }));
    expect(held).toBeLessThanOrEqual(edgeLimits.answerMs + 500);
    expect(errors[0]).toBe(`checkpoint IO_FAILED: the checkpoint store, asked to save, did not answer within 60000 ms`);
    expect(await passing(clock, monitor.process(rowsOf(500, 'far', { shift: 3 }), { id: 'b' }))).toBe(0);
    expect(errors.at(-1)).toBe('checkpoint IO_FAILED: the checkpoint store has not ended the save before');
    expect(saves).toBe(1);
    end();
    const told = errors.length;
    await monitor.process(rowsOf(500, 'c'), { id: 'c' });
    await monitor.checkpoint();
    expect(errors).toHaveLength(told);
    const next = new Monitor({ reference, checkpoint: kept });
    await next.settled();
    expect(next.toJSON().state.windows).toBe(4);
    await passing(clock, monitor.settled());
    expect(alerter.messages.map(({ kind }) => kind).slice(0, 2)).toEqual(['data-drift', 'broken-part']);
  });

  it('and cannot be read fails the windows, by its name, and its closing leaves it as it is', async () => {
    const saved: Uint8Array[] = [];
    const store: CheckpointStore = { load: never, save: async (bytes) => void saved.push(bytes) };
    const { monitor, clock } = monitorOf({ checkpoint: store });
    const judged = monitor.process(rowsOf(500, 'a'));
    await passing(clock, judged);
    await expect(judged).rejects.toMatchObject({
      code: 'IO_FAILED',
      retryable: false,
      message: /asked to load, did not answer/,
    });
    await passing(clock, monitor.close());
    expect(saved).toEqual([]);
  });

  it('does not hold close longer than its deadline', async () => {
    const { monitor, clock, alerter } = monitorOf({
      checkpoint: { load: async () => undefined, save: never },
      checkpointEvery: { windows: 100 },
    });
    await monitor.process(rowsOf(500, 'a'));
    const closing = monitor.close({ deadlineMs: 3_000 });
    expect(await passing(clock, closing)).toBeLessThanOrEqual(3_250);
    await expect(closing).rejects.toMatchObject({ code: 'IO_FAILED', message: /checkpoint store, asked to save/ });
    expect(alerter.messages).toEqual([]);
  });

  it('nor where a window waits for it as the monitor is closed', async () => {
    const { monitor, clock } = monitorOf({ checkpoint: { load: async () => undefined, save: never } });
    void monitor.process(rowsOf(500, 'far', { shift: 3 })).catch(() => undefined);
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    const closing = monitor.close({ deadlineMs: 3_000 });
    expect(await passing(clock, closing)).toBeLessThanOrEqual(3_000 + edgeLimits.lastSaveMs + 250);
    await expect(closing).rejects.toMatchObject({ code: 'IO_FAILED' });
  });
});

it('a process waits for the answer that does not come, rather than to end without a word', async () => {
  const asked: (boolean | undefined)[] = [];
  const clock = watchedClock();
  const spied = {
    ...clock,
    sleep: (ms: number, signal?: AbortSignal, options?: { readonly keepAlive?: boolean }) => {
      if (ms === edgeLimits.answerMs) asked.push(options?.keepAlive);
      return clock.sleep(ms, signal);
    },
  };
  const monitor = new Monitor({ reference, clock: spied, checkpoint: { load: never, save: never } });
  const judged = monitor.process(rowsOf(500, 'a'));
  await passing(clock, judged);
  await expect(judged).rejects.toMatchObject({ code: 'IO_FAILED' });
  expect(asked).toEqual([true]);
});

it('a checkpoint that could not be read, for whatever reason, is not written over when the monitor is closed', async () => {
  const kept = memoryCheckpoint();
  const first = new Monitor({ reference, checkpoint: kept });
  await first.process(rowsOf(500, 'a'));
  await first.close();
  const before = await kept.load();
  const broken: CheckpointStore = {
    load: () => Promise.reject(new Error('the connection was reset')),
    save: (bytes) => kept.save(bytes),
  };
  const second = new Monitor({ reference, checkpoint: broken });
  await expect(second.process(rowsOf(500, 'b'))).rejects.toThrow('the connection was reset');
  await second.close();
  expect(await kept.load()).toEqual(before);
});

describe('a registry that does not answer', () => {
  const columns = { label: { role: 'label' } } as const;

  it('holds one window up and is then left alone for a while; the model known last goes on serving', async () => {
    const registry = memoryRegistry();
    const settings = { columns, trainer: logisticRegression() };
    await trainInitialModel({ ...settings, reference, registry });
    let silent = false;
    let asked = 0;
    const mute: Registry = {
      ...registry,
      alias: (name) => (asked++, silent ? never() : registry.alias(name)),
    };
    const { monitor, clock, errors } = monitorOf({ ...settings, registry: mute });
    expect((await monitor.process(rowsOf(500, 'a'))).modelVersion).toBe(1);
    silent = true;
    const judged = monitor.process(rowsOf(500, 'b'));
    expect(await passing(clock, judged)).toBeLessThanOrEqual(edgeLimits.answerMs + 500);
    expect((await judged).modelVersion).toBe(1);
    expect(errors).toEqual([`registry IO_FAILED: the registry, asked for 'alias', did not answer within 60000 ms`]);
    const before = asked;
    expect(await passing(clock, monitor.process(rowsOf(500, 'c')))).toBe(0);
    expect(asked).toBe(before);
    silent = false;
    await clock.advance(5 * edgeLimits.answerMs);
    await monitor.process(rowsOf(500, 'd'));
    expect(asked).toBe(before + 1);
    expect(errors).toHaveLength(2);
  });

  it('is asked again as soon as it has answered after all', async () => {
    const registry = memoryRegistry();
    const settings = { columns, trainer: logisticRegression() };
    await trainInitialModel({ ...settings, reference, registry });
    let answer: (() => void) | undefined;
    let silent = false;
    const slow: Registry = {
      ...registry,
      async alias(name) {
        if (silent) await new Promise<void>((resolve) => (answer = resolve));
        return registry.alias(name);
      },
    };
    const { monitor, clock, errors } = monitorOf({ ...settings, registry: slow });
    await monitor.process(rowsOf(500, 'a'));
    silent = true;
    await passing(clock, monitor.process(rowsOf(500, 'b')));
    await monitor.process(rowsOf(500, 'c'));
    expect(errors.at(-1)).toBe(
      "registry IO_FAILED: the registry was not asked for 'alias': it has not answered an earlier call within 60000 ms",
    );
    silent = false;
    answer!();
    const told = errors.length;
    await monitor.promote(1);
    expect(errors).toHaveLength(told);
    expect(await registry.alias('champion')).toBe(1);
  });

  it('fails the training that it does not keep, and its history fails a rollback', async () => {
    const registry = memoryRegistry();
    const settings = { columns, trainer: logisticRegression() };
    await trainInitialModel({ ...settings, reference, registry });
    const mute: Registry = {
      ...registry,
      append: never,
      async *history() {
        await never();
        yield* [];
      },
    };
    const { monitor, clock } = monitorOf({
      ...settings,
      registry: mute,
      training: rowBuffer({ rows: 5_000 }),
      retrain: { on: 'data', mode: 'auto', strategy: 'replace', confirm: { windows: 1, of: 1 }, minRows: 100 },
    });
    const failed: string[] = [];
    monitor.on('retrain', ({ phase, code, message }) => phase === 'failed' && failed.push(`${code} ${message}`));
    await passing(clock, monitor.process(rowsOf(2_000, 'far', { shift: 2 })));
    await passing(clock, monitor.settled());
    expect(failed).toEqual([`IO_FAILED the registry, asked for 'append', did not answer within 60000 ms`]);
    await clock.advance(5 * edgeLimits.answerMs);
    const back = monitor.rollback();
    await passing(clock, back);
    await expect(back).rejects.toMatchObject({ code: 'IO_FAILED', message: /'history'/ });
    expect(await registry.alias('champion')).toBe(1);
  });
});
