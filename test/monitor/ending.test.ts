import { describe, expect, it, vi } from 'vitest';
import {
  fromIterable,
  logisticRegression,
  memoryAlerter,
  memoryCheckpoint,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type Alerter,
  type AlertMessage,
  type Row,
} from '../../src/index.js';
import { memoryClock, type MemoryClock } from '../../src/ports/clock.js';
import { rowsOf } from './loop.js';
import { inOwnProcess } from './own-process.js';

const reference = rowsOf(2_000, 'reference');
const columns = { label: { role: 'label' } } as const;

/** Whether a promise has come to something by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settles = (): void => void (settled = true);
  promise.then(settles, settles);
  await new Promise(setImmediate);
  return settled;
}

describe('the end of a monitor', () => {
  it('comes with its block: what waits is judged and delivered, the channels are closed, later rows refused', async () => {
    const alerter = memoryAlerter();
    const closed: string[] = [];
    const channel: Alerter = {
      name: 'own',
      send: (message, options) => alerter.send(message, options),
      close: async () => void closed.push('own'),
    };
    let outside!: Monitor;
    {
      await using monitor = new Monitor({ reference, window: { rows: 500 }, alerters: [channel] });
      outside = monitor;
      for (const row of rowsOf(600, 'far', { shift: 3 })) monitor.observe(row);
    }
    expect(alerter.messages.map(({ kind, transition }) => [kind, transition])).toEqual([['data-drift', 'firing']]);
    expect(closed).toEqual(['own']);
    expect(outside.toJSON().state.windows).toBe(2); // the last 100 rows as a partial window
    expect(outside.observe({})).toBe('closed');
    await expect(outside.process(reference)).rejects.toThrow('closed');
    await outside.close(); // once more changes nothing
    expect(closed).toEqual(['own']);
  });

  it('waits for windows that were given before it, and refuses what is asked for afterwards', async () => {
    const monitor = new Monitor({ reference });
    const windows = [1, 2].map(() => monitor.process(rowsOf(100, 'before')));
    await monitor.close();
    expect((await Promise.all(windows)).map(({ window }) => window.rows)).toEqual([100, 100]);
    const asked = [
      monitor.rebaseline(reference, { reason: 'late' }),
      monitor.promote(1),
      monitor.rollback(),
      monitor.tick(),
    ];
    for (const answer of await Promise.allSettled(asked)) expect(answer).toMatchObject({ reason: { code: 'CLOSED' } });
  });

  it('is one, whoever asks for it: all wait for the state to be saved', async () => {
    let save: (() => void) | undefined;
    const store = { load: async () => undefined, save: () => new Promise<void>((resolve) => (save = resolve)) };
    const monitor = new Monitor({ reference, checkpoint: store });
    await monitor.settled();
    const ends = [monitor.close(), monitor.close(), monitor[Symbol.asyncDispose]()];
    expect(await Promise.all(ends.map(isSettled))).toEqual([false, false, false]);
    await expect.poll(() => save).toBeDefined();
    save!();
    await Promise.all(ends);
  });

  it('is refused for a deadline that is none, and has not begun then', async () => {
    const monitor = new Monitor({ reference });
    const refused = async (deadlineMs: unknown, got: string) =>
      await expect(monitor.close({ deadlineMs } as object)).rejects.toMatchObject({
        code: 'OPTION_INVALID',
        message: `close.deadlineMs: expected ${got}`,
      });
    await refused(Number.NaN, 'number or Infinity, got NaN');
    await refused('5s', 'number or Infinity, got "5s"');
    await refused(-5, 'at least 0, got -5');
    await expect(monitor.close({ deadline: 5 } as object)).rejects.toThrow("did you mean 'deadlineMs'?");
    expect(monitor.observe({})).toBe('taken');
    await monitor.close();
    expect(monitor.observe({})).toBe('closed');
  });

  it('comes with its block also where the block throws', async () => {
    const checkpoint = memoryCheckpoint();
    const fails = async () => {
      await using monitor = new Monitor({ reference, checkpoint, checkpointEvery: { windows: 100 } });
      await monitor.process(rowsOf(500, 'a'));
      throw new Error('the service fails');
    };
    await expect(fails()).rejects.toThrow('the service fails');
    const next = new Monitor({ reference, checkpoint });
    await next.settled();
    expect(next.toJSON().state.windows).toBe(1);
    await next.close();
  });

  it('aborts a training that does not end by the deadline, and changes nothing; who waits keeps the process alive', async () => {
    const stands = memoryClock();
    const kept: number[] = [];
    const clock: MemoryClock = {
      ...stands,
      sleep(ms, signal, options) {
        if (options?.keepAlive) kept.push(ms);
        return stands.sleep(ms, signal);
      },
    };
    const registry = memoryRegistry();
    const reasons: unknown[] = [];
    let isTraining = false;
    const linear = logisticRegression();
    const settings = { reference: rowsOf(4_000, 'reference'), columns, registry, trainer: linear, clock };
    await trainInitialModel(settings);
    const hangs = {
      ...linear,
      train: (_data: unknown, { signal }: { readonly signal: AbortSignal }) =>
        new Promise<never>((_, reject) => {
          isTraining = true;
          signal.addEventListener('abort', () => {
            reasons.push((signal.reason as { code: string }).code);
            reject(signal.reason as Error);
          });
        }),
    };
    const monitor = new Monitor({
      ...settings,
      trainer: hangs,
      training: rowBuffer({ rows: 9_000 }),
      retrain: { strategy: 'replace' },
    });
    const phases: string[] = [];
    monitor.on('retrain', ({ phase, code }) => phases.push(code === undefined ? phase : `${phase} ${code}`));
    for (const id of ['a', 'b', 'c']) await monitor.process(rowsOf(2_000, id, { flipped: id === 'c' }), { id });
    expect(phases).toEqual(['started']);
    await expect.poll(() => isTraining).toBe(true);
    kept.length = 0;
    const settles = monitor.settled();
    expect(await isSettled(settles)).toBe(false);
    expect(kept).toHaveLength(1);
    const closing = monitor.close({ deadlineMs: 1_000 });
    await clock.advance(999);
    expect(await isSettled(closing)).toBe(false);
    await clock.advance(1);
    await closing;
    await settles;
    expect(reasons).toEqual(['ABORTED']);
    expect(await registry.alias('champion')).toBe(1);
  });

  it.each([['are kept', memoryCheckpoint()] as const, ['are told as dropped without a store', undefined] as const])(
    'judges no window whose turn has not come by the deadline: they %s',
    async (_, checkpoint) => {
      const clock = memoryClock();
      let answer!: () => void;
      const champion = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
      const asked = vi.fn(() => champion);
      const registry = { ...memoryRegistry(), alias: asked };
      const settings = { reference, window: { rows: 100 }, ...(checkpoint && { checkpoint }) };
      const monitor = new Monitor({ ...settings, clock, registry });
      const told: unknown[] = [];
      monitor.on('window', ({ window }) => told.push(window.rows));
      monitor.on('dropped', ({ what, count }) => told.push(`${count} ${what}`));
      for (const row of rowsOf(300, 'rows')) monitor.observe(row);
      await vi.waitFor(() => expect(asked).toHaveBeenCalled());
      const given = monitor.process(rowsOf(50, 'given')).then(
        () => 'judged',
        ({ code }) => code as string,
      );
      const closing = monitor.close({ deadlineMs: 1_000 });
      await clock.advance(1_000);
      const dropped = checkpoint ? [] : ['2 windows'];
      await vi.waitFor(() => expect(told).toEqual(dropped)); // while the first still waits for the registry
      answer();
      await closing;
      expect(await given).toBe('ABORTED');
      await monitor.settled();
      expect(told).toEqual([...dropped, 100]);
      if (!checkpoint) return;
      const next = new Monitor(settings);
      await next.close();
      expect(next.toJSON().state.windows).toBe(3);
    },
  );

  it('does not wait longer than the deadline for a channel; what it has not taken is told by the next process', async () => {
    const clock = memoryClock();
    const checkpoint = memoryCheckpoint();
    const aborted: boolean[] = [];
    const stuck: Alerter = {
      name: 'pager',
      send: (_message: AlertMessage, { signal }) =>
        new Promise<never>((_, reject) =>
          signal.addEventListener('abort', () => {
            aborted.push(true);
            reject(signal.reason as Error);
          }),
        ),
    };
    const settings = { reference, clock, checkpoint };
    const first = new Monitor({ ...settings, alerters: [stuck] });
    await first.process(rowsOf(1_000, 'far', { shift: 3 }));
    const closing = first.close();
    await clock.advance(4_999);
    expect(await isSettled(closing)).toBe(false);
    await clock.advance(1); // 5 s unless another deadline is given
    await closing;
    expect(aborted).toEqual([true]);

    const pager = memoryAlerter();
    const second = new Monitor({
      ...settings,
      alerters: [{ name: 'pager', send: (message, options) => pager.send(message, options) }],
    });
    await second.process(rowsOf(1_000, 'near'));
    await clock.advance(600_000);
    await second.close();
    expect(pager.messages.map(({ kind, transition }) => [kind, transition])).toEqual([['data-drift', 'firing']]);
  });

  it('lets the process end: nothing is left that keeps it', () => {
    const script = `
      import { Monitor, memoryCheckpoint, schedule } from './src/index.js';
      // The five seconds that a channel is given to end pass in fifty milliseconds.
      const wait = globalThis.setTimeout;
      globalThis.setTimeout = (run, ms, ...more) => wait(run, ms / 100, ...more);
      const reference = Array.from({ length: 500 }, (_, i) => ({ amount: Math.sin(i * i) }));
      const stuck = { name: 'stuck', send: () => new Promise(() => undefined) };
      {
        await using monitor = new Monitor({ reference, window: { rows: 100 }, checkpoint: memoryCheckpoint(), alerters: [stuck] });
        const hourly = schedule(() => monitor.tick(), { every: '1h' });
        for (let i = 0; i < 250; i++) monitor.observe({ amount: 9 + Math.sin(i * i) });
        await monitor.tick();
        await hourly.stop();
      }
      console.log(JSON.stringify(process.getActiveResourcesInfo().filter((name) => !/TTY|Pipe/.test(name))));`;
    expect(inOwnProcess(script)).toBe('[]\n');
  });
});

describe('a run that is aborted', () => {
  it('ends at once while the source gives nothing; what was judged stays, and the monitor goes on', async () => {
    const stop = new AbortController();
    let ended = false;
    async function* slow(): AsyncGenerator<Row> {
      try {
        yield* rowsOf(250, 'rows');
        await new Promise(() => undefined);
      } finally {
        ended = true;
      }
    }
    const monitor = new Monitor({ reference, window: { rows: 100 } });
    const seen: string[] = [];
    const run = (async () => {
      for await (const { window } of monitor.run(fromIterable(slow()), { signal: stop.signal })) seen.push(window.id);
    })();
    while (seen.length < 2) await new Promise(setImmediate);
    expect(await isSettled(run)).toBe(false);
    stop.abort(new Error('the pod goes'));
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: new Error('the pod goes') });
    expect(seen).toHaveLength(2);
    expect(ended).toBe(false); // it is stuck, and was not waited for
    await monitor.process(rowsOf(100, 'later'));
    expect(monitor.toJSON().state.windows).toBe(3);
    await monitor.close();
  });

  it('judges nothing when the signal has fired before, and ends between two windows when it fires there', async () => {
    const monitor = new Monitor({ reference, window: { rows: 100 } });
    const ended: string[] = [];
    function* source(): Generator<ReturnType<typeof rowsOf>> {
      try {
        yield rowsOf(100, 'a');
        yield rowsOf(100, 'b');
        yield rowsOf(100, 'c');
      } finally {
        ended.push('source');
      }
    }
    const collect = async (stop: AbortController) => {
      const seen: string[] = [];
      try {
        for await (const { window } of monitor.run(source(), { signal: stop.signal })) {
          seen.push(window.id);
          stop.abort();
        }
      } catch (error) {
        seen.push((error as { code: string }).code);
      }
      return seen;
    };
    const before = new AbortController();
    before.abort();
    expect(await collect(before)).toEqual(['ABORTED']);
    expect(await collect(new AbortController())).toEqual(['1', 'ABORTED']);
    expect(ended).toEqual(['source']); // the first was never begun
    expect(monitor.toJSON().state.windows).toBe(1);
    await monitor.close();
  });
});
