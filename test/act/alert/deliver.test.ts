import { describe, expect, it, vi } from 'vitest';
import { idempotencyKeyOf } from '../../../src/act/alert/channel.js';
import { memoryAlerter } from '../../../src/act/alert/channels/memory-alerter.js';
import { Monitor, type Alerter, type CheckpointStore } from '../../../src/index.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { memoryLogger, silentLogger } from '../../../src/ports/logger.js';
import { normalStream } from '../../../src/testing/streams.js';
import { messageOf, pass, settle } from './messages.js';
import { setUp, transient, final, busyFor, ambiguous } from './scripted-outbox.js';

describe('the outbox', () => {
  it('delivers a message that comes in whatever turn after the last one has left', async () => {
    for (let turns = 0; turns < 30; turns++) {
      const { outbox, seen } = setUp({ a: ['ok'] });
      outbox.enqueue(messageOf());
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      outbox.enqueue(messageOf({ sequence: 2 }));
      await settle();
      expect(seen()).toHaveLength(2);
    }
  });

  it('returns at once and delivers to every channel, in order, with a key per message and channel', async () => {
    const { outbox, calls, outcomes } = setUp({ a: ['ok'], b: ['ok'] });
    outbox.enqueue(messageOf());
    outbox.enqueue(messageOf({ sequence: 2, transition: 'reminder' }));
    expect(calls['a']).toEqual([]);
    await outbox.settled();
    expect(calls['a']?.map(({ message }) => message.sequence)).toEqual([1, 2]);
    expect(outcomes()).toEqual(['a sent after 1', 'b sent after 1', 'a sent after 1', 'b sent after 1']);
    const keys = ['a', 'b'].flatMap((name) => calls[name]?.map(({ context }) => context.idempotencyKey) ?? []);
    expect(new Set(keys).size).toBe(4);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tries a transient failure three times, with full jitter and the same key, then waits for better times', async () => {
    const { outbox, clock, times, calls, outcomes } = setUp({ a: [transient, transient, transient, 'ok'] });
    outbox.enqueue(messageOf());
    await pass(clock, 20_000, 250);
    expect(times()).toEqual([0, 500, 1_500]); // half of 1 s, half of 2 s
    expect(outcomes()).toEqual(['a deferred after 3']);
    await outbox.settled(); // nothing is on its way
    await pass(clock, 15_000, 250);
    expect(times()).toEqual([0, 500, 1_500, 31_500]);
    expect(outcomes()).toEqual(['a deferred after 3', 'a sent after 4']);
    expect(new Set(calls['a']?.map(({ context }) => context.idempotencyKey)).size).toBe(1);
  });

  it('counts a plain Error, or anything else that was thrown, as transient', async () => {
    for (const thrown of [new Error('oops'), 'text', undefined, null, 42]) {
      const { outbox, clock, seen, outcomes } = setUp({ a: [thrown, 'ok'] });
      outbox.enqueue(messageOf());
      await pass(clock, 1_000);
      expect([seen().length, ...outcomes()]).toEqual([2, 'a sent after 2']);
    }
  });

  it('does not repeat what no repeat can mend, and goes on with the next message at once', async () => {
    const { outbox, outcomes, times } = setUp({ a: [final, 'ok'] });
    outbox.enqueue(messageOf());
    outbox.enqueue(messageOf({ sequence: 2 }));
    await settle();
    expect(outcomes().slice(0, 2)).toEqual(['a failed after 1', 'a sent after 1']);
    expect(times().slice(0, 2)).toEqual([0, 0]);
  });

  it('obeys Retry-After, for the next message too, but not a hostile one', async () => {
    const { outbox, clock, times } = setUp({ a: [busyFor(7_000), 'ok'] });
    outbox.enqueue(messageOf());
    await pass(clock, 10_000, 500);
    expect(times()).toEqual([0, 7_000]);

    const hostile = setUp({ a: [busyFor(1e12), 'ok'] });
    hostile.outbox.enqueue(messageOf());
    await pass(hostile.clock, 400_000, 10_000);
    expect(hostile.times()).toEqual([0, 300_000]);
  });

  it('keeps the pace an alerter asks for', async () => {
    const at: number[] = [];
    const clock = memoryClock();
    const slow: Alerter = { name: 'slack', minIntervalMs: 1_000, send: async () => void at.push(clock.monotonic()) };
    const { outbox } = setUp({}, { alerters: [slow], clock });
    for (let sequence = 1; sequence <= 4; sequence++) outbox.enqueue(messageOf({ sequence }));
    await pass(clock, 5_000, 100);
    expect(at).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('gives an attempt 10 s and fires its signal; an unknown outcome is tried once more, then left and named', async () => {
    const { outbox, clock, times, calls, outcomes, events } = setUp({ a: ['hang', 'hang', 'ok'] });
    outbox.enqueue(messageOf());
    await pass(clock, 9_999);
    expect(calls['a']?.[0]?.context.signal.aborted).toBe(false);
    await pass(clock, 20_000, 500);
    expect(calls['a']?.[0]?.context.signal.aborted).toBe(true);
    expect(times()).toEqual([0, 10_500]);
    expect(outcomes()).toEqual(['a unknown after 2']);
    expect(events[0]).toMatchObject({ failure: { code: 'ALERTER_FAILED', outcomeUnknown: true } });

    outbox.enqueue(messageOf({ sequence: 2 }));
    await pass(clock, 60_000, 1_000);
    const summary = calls['a']?.at(-1)?.message;
    expect(summary).toMatchObject({ kind: 'delivery', title: 'demo: 1 alert not delivered as meant' });
    expect(summary?.text).toContain('1 alert without an answer: they may have arrived');
  });

  it('treats a timeout the port reports in the same way', async () => {
    const { outbox, clock, outcomes } = setUp({ a: [ambiguous, transient, ambiguous, 'ok'] });
    outbox.enqueue(messageOf());
    await pass(clock, 10_000, 250);
    expect(outcomes()).toEqual(['a unknown after 3']);
  });

  it('lets no channel hear of another that throws, hangs, rejects or changes its message', async () => {
    const good = memoryAlerter();
    const throwing: Alerter = {
      name: 'throwing',
      send: () => {
        throw new Error('at once');
      },
    };
    const hanging: Alerter = { name: 'hanging', send: () => new Promise(() => undefined) };
    const changing: Alerter = {
      name: 'changing',
      send: async (message) => void ((message as { title: string }).title = 'mine'),
    };
    const nothing = { name: 'nothing' } as unknown as Alerter;
    const { outbox, clock } = setUp(
      {},
      { alerters: [throwing, hanging, changing, nothing, good], clock: memoryClock() },
    );
    outbox.enqueue(messageOf());
    await settle();
    expect(good.messages.map(({ title }) => title)).toEqual(['demo: data-drift began: amount']);
    await pass(clock, 60_000, 1_000);
  });

  it('survives a listener and a logger that throw, and tells of the listener', async () => {
    const logger = memoryLogger();
    const { outbox } = setUp(
      { a: ['ok'] },
      {
        logger,
        onEvent: () => {
          throw new Error('listener');
        },
      },
    );
    outbox.enqueue(messageOf());
    await outbox.settled();
    expect(logger.lines.at(-1)).toMatchObject({ level: 'error', message: 'a delivery listener threw: listener' });

    const spoken = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = () => {
      throw new Error('disk full');
    };
    const other = setUp({ a: ['ok'] }, { logger: { debug: broken, info: broken, warn: broken, error: broken } });
    other.outbox.enqueue(messageOf());
    await other.outbox.settled();
    expect(other.outcomes()).toEqual(['a sent after 1']);
    expect(String(spoken.mock.calls[0]?.[0])).toContain('the logger failed (disk full)');
    spoken.mockRestore();
  });

  it('is logged once, with its event: errors are what is lost for good', async () => {
    const { outbox, logger } = setUp({ a: [final, 'ok', 'ok'] });
    for (const sequence of [1, 2]) outbox.enqueue(messageOf({ sequence, transition: 'notice' }));
    await outbox.settled();
    const lines = logger.lines.map(({ level, fields, message }) => [
      level,
      (fields as { event?: string }).event,
      message,
    ]);
    expect(lines).toEqual([
      ['error', 'deliveryFailed', expect.stringMatching('not delivered \\(failed\\): no such hook')],
      ['info', 'delivered', expect.stringMatching('alert sent: ')],
      ['info', 'delivered', expect.stringMatching('1 alert not delivered as meant')],
    ]);
  });

  it('announces a dry run at the start, in every result and in the counts', async () => {
    const dry: Alerter = {
      name: 'slack',
      dryRun: true,
      send: async () => ({ delivery: 'dry-run', detail: 'would tell' }),
    };
    const { outbox, logger, events } = setUp({}, { alerters: [dry] });
    expect(logger.lines).toMatchObject([{ level: 'info', fields: { channel: 'slack', delivery: 'dry-run' } }]);
    outbox.enqueue(messageOf());
    await outbox.settled();
    expect(events).toMatchObject([{ type: 'delivered', delivery: 'dry-run', detail: 'would tell' }]);
    expect(outbox.counts()).toMatchObject({ dryRun: 1, sent: 0 });
  });

  it('names two alerters of one name apart', async () => {
    const { outbox, events } = setUp(
      {},
      { alerters: [memoryAlerter(), memoryAlerter(), memoryAlerter({ name: 'memory-2' })] },
    );
    outbox.enqueue(messageOf());
    await outbox.settled();
    expect(events.map(({ channel }) => channel)).toEqual(['memory', 'memory-2', 'memory-2-2']);
  });
});

describe('the end of an episode', () => {
  const firing = messageOf();
  const resolved = messageOf({ transition: 'resolved', sequence: 2 });

  it('is told on the channels that heard the beginning, and on no others', async () => {
    const { outbox, seen, outcomes } = setUp({ heard: ['ok'], deaf: [final, 'ok'] });
    outbox.enqueue(firing);
    outbox.enqueue(resolved);
    await outbox.settled();
    expect(seen('heard')).toEqual(['data-drift firing 1', 'data-drift resolved 2', 'delivery firing 1']);
    expect(seen('deaf')).toEqual(['data-drift firing 1']);
    expect(outcomes()).toContain('deaf heldBack after 0');
  });

  it('is told after a reminder that came through, and only once', async () => {
    const { outbox, seen } = setUp({ a: [final, 'ok'] });
    outbox.enqueue(firing);
    outbox.enqueue(messageOf({ transition: 'reminder', sequence: 2 }));
    outbox.enqueue(messageOf({ transition: 'resolved', sequence: 3 }));
    outbox.enqueue(messageOf({ transition: 'superseded', sequence: 4 }));
    await outbox.settled();
    expect(seen().filter((line) => line.startsWith('data-drift'))).toEqual([
      'data-drift firing 1',
      'data-drift reminder 2',
      'data-drift resolved 3',
    ]);
  });

  it('waits for a beginning that is still on its way', async () => {
    const { outbox, clock, seen } = setUp({ a: [transient, 'ok'] });
    outbox.enqueue(firing);
    outbox.enqueue(resolved);
    await pass(clock, 2_000, 500);
    expect(seen()).toEqual(['data-drift firing 1', 'data-drift firing 1', 'data-drift resolved 2']);
  });

  it('is remembered over a restart', async () => {
    const first = setUp({ a: ['ok'] });
    first.outbox.enqueue(firing);
    await first.outbox.settled();
    const state: unknown = JSON.parse(JSON.stringify(first.outbox.toJSON()));
    const second = setUp({ a: ['ok'] }, { state });
    second.outbox.enqueue(resolved);
    await second.outbox.settled();
    expect(second.seen()).toEqual(['data-drift resolved 2']);
  });
});

describe('a full outbox', () => {
  it('keeps the newest of each key, then drops the oldest, and names what it lost once the channel works', async () => {
    const { outbox, clock, seen, calls } = setUp({ a: ['hang', 'hang', 'ok'] }, { limits: { outbox: 3 } });
    outbox.enqueue(messageOf({ monitor: 'm0' }));
    await settle(); // on its way, no longer waiting
    const add = (monitor: string, sequence: number) =>
      outbox.enqueue(messageOf({ monitor, sequence, transition: 'reminder' }));
    add('m1', 1);
    add('m1', 2);
    add('m2', 1);
    add('m2', 2); // full: of m1 and m2 only the newest stay
    add('m3', 1);
    add('m4', 1); // full of different keys: m1 goes
    add('m4', 2); // replaces its own
    expect(outbox.counts()).toMatchObject({ coalesced: 3, dropped: 1 });
    await pass(clock, 120_000, 1_000);
    expect(calls['a']?.map(({ message }) => `${message.monitor} ${message.sequence}`)).toEqual([
      'm0 1',
      'm0 1',
      'm2 2',
      'm1 1',
      'm3 1',
      'm4 2',
    ]);
    expect(seen()[3]).toBe('delivery notice 1');
    const text = calls['a']?.[3]?.message.text;
    expect(text).toMatch(/3 alerts replaced by a newer one/);
    expect(text).toMatch(/1 alert dropped, because the queue was full/);
    expect(text).toMatch(/1 alert without an answer/);
  });

  it('stays within its bound under 20,000 alerts on a dead channel', async () => {
    const { outbox } = setUp({ a: ['hang'] }, { logger: silentLogger });
    for (let i = 0; i < 20_000; i++) outbox.enqueue(messageOf({ monitor: `m${i % 3_000}`, sequence: i }));
    const state = outbox.toJSON().channels['a'];
    expect(state?.waiting.length).toBe(1_000);
    const { dropped, coalesced } = outbox.counts();
    expect(dropped + coalesced).toBe(19_000);
  });

  it('does not lose a summary that could not be told', async () => {
    const { outbox, clock, calls } = setUp({ a: [final, 'ok', final, 'ok', 'ok'] });
    for (const sequence of [1, 2, 3]) outbox.enqueue(messageOf({ sequence, transition: 'reminder' }));
    await pass(clock, 10_000, 1_000);
    const titles = calls['a']?.map(({ message }) => message.title) ?? [];
    // Lost, told, the summary lost, told, the summary again.
    expect(titles.map((title) => /not delivered/.test(title))).toEqual([false, false, true, false, true]);
    expect(titles.at(-1)).toBe('demo: 1 alert not delivered as meant');
  });
});

describe('the idempotency key', () => {
  it('differs by monitor, kind, transition number, window and channel, and by nothing else', () => {
    const base = messageOf();
    const others = [
      messageOf({ monitor: 'other' }),
      messageOf({ kind: 'schema' }),
      messageOf({ sequence: 2, window: base.window }),
      messageOf({ window: { id: 'w9', rows: 1 } }),
    ];
    const keys = [base, ...others].map((message) => idempotencyKeyOf(message, 'slack', true));
    expect(new Set([...keys, idempotencyKeyOf(base, 'email', true)]).size).toBe(6);
    expect(idempotencyKeyOf(messageOf({ text: 'x', at: 9, title: 'y' }), 'slack', true)).toBe(keys[0]);
  });

  it('differs from run to run where no state is kept, as each counts its windows and alerts from one', async () => {
    const clock = memoryClock(1_000);
    const keyOfRun = async (checkpoint?: CheckpointStore) => {
      const keys: string[] = [];
      const send: Alerter['send'] = async (_, { idempotencyKey }) => void keys.push(idempotencyKey);
      const reference = { price: normalStream({ rows: 200, seed: 1 }) };
      const monitor = new Monitor({
        reference,
        clock,
        alerters: [{ name: 'a', send }],
        ...(checkpoint && { checkpoint }),
      });
      await monitor.process({ price: normalStream({ rows: 200, seed: 2, mean: 3 }) });
      await monitor.settled();
      await clock.advance(86_400_000);
      return keys;
    };
    const runs = [await keyOfRun(), await keyOfRun()];
    expect(runs.map(({ length }) => length)).toEqual([1, 1]);
    expect(runs[0]).not.toEqual(runs[1]);
    const neverSaved = (): CheckpointStore => ({ load: async () => undefined, save: async () => undefined });
    expect(await keyOfRun(neverSaved())).toEqual(await keyOfRun(neverSaved()));
  });
});
