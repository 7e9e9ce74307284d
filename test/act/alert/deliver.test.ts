import { describe, expect, it, vi } from 'vitest';
import { idempotencyKeyOf, type DeliveryEvent } from '../../../src/act/alert/channel.js';
import { memoryAlerter } from '../../../src/act/alert/channels/memory-alerter.js';
import { createOutbox, type OutboxOptions } from '../../../src/act/alert/deliver.js';
import type { OutboxState } from '../../../src/act/alert/outbox-state.js';
import type { Alerter, AlertMessage, DeliveryContext } from '../../../src/contracts/alerter.js';
import { DriftSenseError } from '../../../src/errors.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { memoryLogger, silentLogger } from '../../../src/ports/logger.js';
import { messageOf, pass, settle } from './messages.js';

type Answer = 'ok' | 'hang' | unknown;
interface Call {
  readonly at: number;
  readonly message: AlertMessage;
  readonly context: DeliveryContext;
}

/** An outbox under a clock that stands still, with alerters that answer from a script and note when they were asked. */
function setUp(scripts: Readonly<Record<string, readonly Answer[]>>, options: Partial<OutboxOptions> = {}) {
  const clock = memoryClock(1_000_000);
  const logger = memoryLogger();
  const events: DeliveryEvent[] = [];
  const calls: Record<string, Call[]> = {};
  const alerters = Object.entries(scripts).map(([name, script]): Alerter => {
    const asked: Call[] = (calls[name] = []);
    return {
      name,
      async send(message, context) {
        asked.push({ at: clock.monotonic(), message, context });
        const answer = script[Math.min(asked.length, script.length) - 1];
        if (answer === 'hang') await new Promise(() => undefined);
        if (answer !== 'ok') throw answer;
      },
    };
  });
  const outbox = createOutbox({
    alerters,
    clock,
    logger,
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    ...options,
  });
  const seen = (name = 'a') =>
    calls[name]?.map(({ message }) => `${message.kind} ${message.transition} ${message.sequence}`) ?? [];
  const times = (name = 'a') => calls[name]?.map(({ at }) => at) ?? [];
  const outcomes = () => events.map((event) => `${event.channel} ${outcomeOf(event)} after ${event.attempts}`);
  return { clock, logger, events, outbox, calls, seen, times, outcomes };
}
const outcomeOf = (event: DeliveryEvent): string =>
  event.type === 'delivered' ? event.delivery : event.type === 'deliveryFailed' ? event.outcome : event.type;
const transient = new DriftSenseError('HTTP_STATUS', 'busy', { retryable: true });
const final = new DriftSenseError('HTTP_STATUS', 'no such hook', { retryable: false });
const busyFor = (retryAfterMs: number) =>
  new DriftSenseError('HTTP_STATUS', 'busy', { retryable: true, details: { retryAfterMs } });
const ambiguous = new DriftSenseError('HTTP_TIMEOUT', 'late', { retryable: true, details: { outcomeUnknown: true } });

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

  it('announces a dry run at the start, in every result and in the counts', async () => {
    const dry: Alerter = {
      name: 'slack',
      dryRun: true,
      send: async () => ({ delivery: 'dry-run', detail: 'would tell' }),
    };
    const { outbox, logger, events } = setUp({}, { alerters: [dry] });
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { channel: 'slack', delivery: 'dry-run' } }]);
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

describe('an outage', () => {
  /** A receiver that is down for the first milliseconds. */
  function downFor(outageMs: number, clock = memoryClock(), failure: unknown = transient) {
    const at: number[] = [];
    const told: AlertMessage[] = [];
    const alerter: Alerter = {
      name: 'a',
      async send(message) {
        at.push(clock.monotonic());
        if (clock.monotonic() < outageMs) throw failure;
        told.push(message);
      },
    };
    const during = () => at.filter((ms) => ms < outageMs).length;
    return { clock, alerter, at, told, during };
  }

  it('costs few requests, is over within a minute of recovery, and loses nothing', async () => {
    const { clock, alerter, at, told, during } = downFor(600_000);
    const { outbox, outcomes } = setUp({}, { alerters: [alerter], clock });
    for (let i = 0; i < 100; i++) outbox.enqueue(messageOf({ monitor: `m${i}`, key: `m${i}/data-drift` }));
    await pass(clock, 660_000, 1_000);
    expect(during()).toBeLessThanOrEqual(40);
    expect(during()).toBeGreaterThan(10); // it did go on asking
    expect(told.map(({ monitor }) => monitor).toSorted()).toEqual(
      Array.from({ length: 100 }, (_, i) => `m${i}`).toSorted(),
    );
    expect(at.length - during()).toBe(100); // one request per message
    expect(outcomes().filter((outcome) => outcome.includes('sent')).length).toBe(100);
  });

  it('delivers a single message in the end, however long it took', async () => {
    const { clock, alerter, told, during } = downFor(4 * 3_600_000);
    const { outbox, outcomes } = setUp({}, { alerters: [alerter], clock });
    outbox.enqueue(messageOf());
    await pass(clock, 4 * 3_600_000 + 60_000, 5_000);
    expect(told).toHaveLength(1);
    expect(during()).toBeLessThanOrEqual(4 * 120 + 5);
    expect(outcomes()).toEqual(['a deferred after 3', `a sent after ${during() + 1}`]); // and is announced once
  });

  it('is over for all messages as soon as one gets through', async () => {
    const { clock, alerter, told } = downFor(2_000);
    const { outbox } = setUp({}, { alerters: [alerter], clock });
    outbox.enqueue(messageOf({ monitor: 'first', key: 'first' }));
    await pass(clock, 3_000, 250);
    outbox.enqueue(messageOf({ monitor: 'second', key: 'second' }));
    await pass(clock, 3_000, 250);
    expect(told.map(({ monitor }) => monitor)).toEqual(['second', 'first']);
  });

  it('keeps the messages of a key in order, so that the end follows the beginning', async () => {
    const { clock, alerter, told } = downFor(100_000);
    const { outbox } = setUp({}, { alerters: [alerter], clock });
    for (const monitor of ['m1', 'm2']) {
      outbox.enqueue(messageOf({ monitor, key: monitor }));
      outbox.enqueue(messageOf({ monitor, key: monitor, sequence: 2, transition: 'resolved' }));
    }
    await pass(clock, 200_000, 1_000);
    const order = (monitor: string) => told.filter((message) => message.monitor === monitor).map((m) => m.transition);
    expect([order('m1'), order('m2')]).toEqual([
      ['firing', 'resolved'],
      ['firing', 'resolved'],
    ]);
  });

  it('is not waited for: what waits for a receiver that is down is not on its way', async () => {
    const { clock, alerter } = downFor(Infinity);
    const { outbox } = setUp({}, { alerters: [alerter], clock });
    outbox.enqueue(messageOf());
    await pass(clock, 100_000, 1_000);
    outbox.enqueue(messageOf({ sequence: 2, transition: 'reminder' }));
    let settled = false;
    void outbox.settled().then(() => {
      settled = true;
    });
    await settle();
    expect(settled).toBe(true);
    const closing = outbox.close({ deadlineMs: 1_000 });
    await pass(clock, 1_000);
    expect(await closing).toEqual({ undelivered: 2 });
  });

  it('of somebody who does not answer parks the message, and says so as soon as the channel works', async () => {
    const { clock, alerter, told, at } = downFor(60_000, memoryClock(), ambiguous);
    const { outbox, outcomes } = setUp({}, { alerters: [alerter], clock });
    outbox.enqueue(messageOf());
    await pass(clock, 200_000, 1_000);
    expect(outcomes()[0]).toBe('a unknown after 2');
    expect(told).toMatchObject([{ kind: 'delivery', title: 'demo: 1 alert not delivered as meant' }]);
    expect(at.length).toBeLessThan(10);
  });

  it('is told from a single message that is never taken: that one is given up after a second round', async () => {
    const asked: string[] = [];
    const alerter: Alerter = {
      name: 'a',
      async send({ monitor, kind }) {
        asked.push(monitor);
        if (monitor === 'poison' && kind !== 'delivery') throw transient;
      },
    };
    const clock = memoryClock();
    const { outbox, outcomes } = setUp({}, { alerters: [alerter], clock });
    outbox.enqueue(messageOf({ monitor: 'poison', key: 'poison' }));
    outbox.enqueue(messageOf({ monitor: 'good', key: 'good' }));
    await pass(clock, 100_000, 1_000);
    expect(asked.filter((monitor) => monitor === 'poison')).toHaveLength(7); // two rounds of three, and the summary
    expect(outcomes()).toEqual([
      'a deferred after 3',
      'a sent after 1',
      'a failed after 6',
      'a sent after 1', // the summary
    ]);
  });

  it('does not ask again and again a hook that is gone', async () => {
    const { clock, alerter, at } = downFor(Infinity, memoryClock(), final);
    const { outbox, outcomes } = setUp({}, { alerters: [alerter], clock });
    outbox.enqueue(messageOf());
    await pass(clock, 3_600_000, 10_000);
    expect(outcomes()).toEqual(['a failed after 1', 'a failed after 1']); // the message, and once what sums it up
    expect(at).toHaveLength(2);
  });
});

describe('an alerter that several monitors share', () => {
  it('is waited for also where the wait is no whole number of milliseconds', async () => {
    for (const at of [0, 4_000_007, 7_210_000]) {
      const { outbox, clock, outcomes } = setUp({ a: [transient, 'ok'] }, { random: () => 0.256342949433 });
      await clock.advance(at);
      outbox.enqueue(messageOf());
      await pass(clock, 2_000);
      expect(outcomes()).toEqual(['a sent after 2']);
    }
  });

  it('is called by one of them at a time, at its own pace, and asked by one whether it is back', async () => {
    const clock = memoryClock();
    const at: number[] = [];
    let busy = 0;
    let down = false;
    const shared: Alerter = {
      name: 'slack',
      minIntervalMs: 1_000,
      async send() {
        busy += 1;
        expect(busy).toBe(1);
        at.push(clock.monotonic());
        await clock.sleep(200);
        busy -= 1;
        if (down) throw transient;
      },
    };
    const outboxes = Array.from({ length: 5 }, () => setUp({}, { alerters: [shared], clock }).outbox);
    for (const outbox of outboxes) outbox.enqueue(messageOf());
    await pass(clock, 10_000, 100);
    expect(at).toEqual([0, 1_000, 2_000, 3_000, 4_000]);

    down = true;
    at.length = 0;
    for (const outbox of outboxes) outbox.enqueue(messageOf({ sequence: 2 }));
    await pass(clock, 300_000, 100);
    expect(at.length).toBeLessThanOrEqual(5 + 10);
  });

  it('whose turn waits in a monitor that is closed passes it on', async () => {
    const clock = memoryClock();
    const told: string[] = [];
    let stuck = true;
    const shared: Alerter = {
      name: 'a',
      async send({ monitor }) {
        if (stuck) await new Promise(() => undefined);
        told.push(monitor);
      },
    };
    const [first, second, third] = [0, 1, 2].map(() => setUp({}, { alerters: [shared], clock }).outbox);
    first!.enqueue(messageOf({ monitor: 'm1' }));
    second!.enqueue(messageOf({ monitor: 'm2' }));
    third!.enqueue(messageOf({ monitor: 'm3' }));
    await settle();
    const closing = second!.close({ deadlineMs: 0 });
    await pass(clock, 1);
    expect(await closing).toEqual({ undelivered: 1 });
    stuck = false;
    await pass(clock, 30_000, 500);
    expect(told).toEqual(['m3', 'm1']); // the first had to wait out its attempt
  });
});

describe('a channel that does not work', () => {
  const gone = new DriftSenseError('HTTP_STATUS', 'https://hooks.test answered 404: no_service', { retryable: false });
  const delivery = (calls: readonly Call[] = []) =>
    calls.filter(({ message }) => message.kind === 'delivery').map(({ message }) => message);

  it('is told on the others, once, and again when it works', async () => {
    const { outbox, calls } = setUp({ slack: [gone, gone, 'ok'], email: ['ok'], pager: ['ok'] });
    for (const sequence of [1, 2, 3]) outbox.enqueue(messageOf({ sequence, transition: 'reminder' }));
    await outbox.settled();
    for (const channel of ['email', 'pager'])
      expect(delivery(calls[channel])).toMatchObject([
        {
          key: 'demo/delivery/slack',
          transition: 'firing',
          severity: 'warning',
          sequence: 1,
          title: 'demo: alerts not delivered: slack',
          since: 'w1',
          text: expect.stringContaining('did not get through (https[:]//hooks.test answered 404: no_service)'),
        },
        { transition: 'resolved', sequence: 2, since: 'w1', title: 'demo: alerts not delivered (resolved): slack' },
      ]);
    expect(delivery(calls['slack'])).toMatchObject([{ key: 'demo/delivery', transition: 'notice' }]);
  });

  it('is told apart from another that broke in the same window', async () => {
    const { outbox, calls } = setUp({ slack: [gone], email: [gone], pager: ['ok'] });
    outbox.enqueue(messageOf());
    await outbox.settled();
    const told = calls['pager']!.filter(({ message }) => message.kind === 'delivery');
    expect(told.map(({ message }) => message.key)).toEqual(['demo/delivery/slack', 'demo/delivery/email']);
    expect(new Set(told.map(({ context }) => context.idempotencyKey)).size).toBe(2);
  });

  it('leads to no talk between channels that are all broken', async () => {
    const { outbox, clock, calls } = setUp({ slack: [transient], email: [transient] });
    outbox.enqueue(messageOf());
    await pass(clock, 600_000, 5_000);
    const waiting = outbox.toJSON().channels['slack']!.waiting.map(({ message }) => message.key);
    expect(waiting.toSorted()).toEqual(['demo/data-drift', 'demo/delivery/email']);
    expect(calls['slack']!.length).toBeLessThanOrEqual(40);
  });

  it('is remembered over a restart', async () => {
    const first = setUp({ slack: [gone], email: ['ok'] });
    first.outbox.enqueue(messageOf());
    await first.outbox.settled();
    const state = JSON.parse(JSON.stringify(first.outbox.toJSON())) as unknown;
    const second = setUp({ slack: ['ok'], email: ['ok'] }, { state });
    second.outbox.enqueue(messageOf({ sequence: 2, transition: 'reminder' }));
    await second.outbox.settled();
    expect(delivery(second.calls['email'])).toMatchObject([{ transition: 'resolved', sequence: 2, since: 'w1' }]);
  });
});

describe('closing', () => {
  it('waits for what is on its way, closes the alerters and takes no more', async () => {
    const closed: string[] = [];
    const alerter: Alerter = { ...memoryAlerter({ name: 'm' }), close: () => void closed.push('m') };
    const broken: Alerter = { ...memoryAlerter({ name: 'b' }), close: () => Promise.reject(new Error('stuck')) };
    const { outbox, logger, outcomes } = setUp({}, { alerters: [alerter, broken] });
    outbox.enqueue(messageOf());
    expect(await outbox.close()).toEqual({ undelivered: 0 });
    expect(closed).toEqual(['m']);
    expect(logger.lines.at(-1)).toMatchObject({ level: 'error', message: "alerter 'b' failed to close: stuck" });
    outbox.enqueue(messageOf({ sequence: 2 }));
    expect(outcomes().slice(-2)).toEqual(['m abandoned after 0', 'b abandoned after 0']);
    expect(await outbox.close()).toEqual({ undelivered: 0 });
  });

  it('interrupts at the deadline what hangs, says what was left, and keeps it for a restart', async () => {
    const { outbox, clock, calls, outcomes } = setUp({ a: ['hang'] });
    outbox.enqueue(messageOf());
    outbox.enqueue(messageOf({ sequence: 2, transition: 'reminder' }));
    const closing = outbox.close({ deadlineMs: 2_000 });
    await pass(clock, 2_000);
    expect(await closing).toEqual({ undelivered: 2 });
    expect(calls['a']?.[0]?.context.signal.aborted).toBe(true);
    expect(outcomes()).toEqual(['a abandoned after 1', 'a abandoned after 0']);

    const state: unknown = JSON.parse(JSON.stringify(outbox.toJSON()));
    const after = setUp({ a: ['ok'] }, { state });
    await after.outbox.settled();
    expect(after.seen()).toEqual(['data-drift firing 1', 'data-drift reminder 2']);
    const keys = [calls['a']?.[0], after.calls['a']?.[0]].map((call) => call?.context.idempotencyKey);
    expect(keys[0]).toBe(keys[1]);
  });

  it('ends a wait between attempts as well', async () => {
    const { outbox, clock, outcomes } = setUp({ a: [busyFor(60_000)] });
    outbox.enqueue(messageOf());
    await settle();
    const closing = outbox.close({ deadlineMs: 100 });
    await pass(clock, 100);
    expect(await closing).toEqual({ undelivered: 1 });
    expect(outcomes()).toEqual(['a abandoned after 1']);
  });

  it('does not wait for an alerter whose close hangs', async () => {
    const stuck: Alerter = { ...memoryAlerter(), close: () => new Promise(() => undefined) };
    const clock = memoryClock();
    const { outbox } = setUp({}, { alerters: [stuck], clock });
    const closing = outbox.close({ deadlineMs: 100 });
    await pass(clock, 200, 50);
    expect(await closing).toEqual({ undelivered: 0 });
  });
});

describe('the stored outbox', () => {
  it('counts an attempt under way as one whose outcome is unknown', async () => {
    const { outbox, clock } = setUp({ a: ['hang'] });
    outbox.enqueue(messageOf());
    await settle();
    const state: unknown = JSON.parse(JSON.stringify(outbox.toJSON()));
    expect(state).toMatchObject({ channels: { a: { waiting: [{ unknown: 1 }] } } });
    const after = setUp({ a: [ambiguous] }, { state });
    await pass(after.clock, 30_000, 500);
    expect(after.outcomes()).toEqual(['a unknown after 1']);
    await pass(clock, 30_000, 500);
  });

  it('holds no message of which an event has said already what became of it', async () => {
    const waiting: unknown[] = [];
    const { outbox } = setUp(
      { a: [final, 'ok'] },
      {
        onEvent: () =>
          waiting.push(...Object.values(outbox.toJSON().channels).map((channel) => channel.waiting.length)),
      },
    );
    outbox.enqueue(messageOf());
    outbox.enqueue(messageOf({ sequence: 2 }));
    await outbox.settled();
    expect(waiting).toEqual([1, 0, 0]); // failed, delivered, and the summary of what failed
  });

  it('keeps what was lost until somebody was told', async () => {
    const { outbox, clock } = setUp({ a: [final] });
    outbox.enqueue(messageOf());
    await settle();
    const after = setUp({ a: ['ok'] }, { state: JSON.parse(JSON.stringify(outbox.toJSON())) as unknown });
    after.outbox.enqueue(messageOf({ sequence: 2 }));
    await pass(clock, 1);
    await after.outbox.settled();
    expect(after.seen()).toEqual(['data-drift firing 2', 'delivery notice 1']);
  });

  it('says which stored alerts have no alerter any more, and keeps them for when it comes back', async () => {
    const { outbox } = setUp({ a: ['hang'] });
    outbox.enqueue(messageOf());
    const without = setUp({ b: ['ok'] }, { state: JSON.parse(JSON.stringify(outbox.toJSON())) as unknown });
    expect(without.logger.lines).toMatchObject([
      { level: 'warn', fields: { waiting: 1 }, message: 'alerts waiting on a have no alerter any more' },
    ]);
    const back = setUp({ a: ['ok'] }, { state: JSON.parse(JSON.stringify(without.outbox.toJSON())) as unknown });
    await back.outbox.settled();
    expect(back.seen()).toEqual(['data-drift firing 1']);
  });

  it('is read part by part: what is damaged, or of a later version, is named and holds up nothing', async () => {
    const first = setUp({ a: ['hang'], b: ['hang'] });
    for (const sequence of [1, 2, 3]) first.outbox.enqueue(messageOf({ sequence, transition: 'reminder' }));
    const stored = JSON.stringify(first.outbox.toJSON());
    const { kind, schemaVersion, channels } = JSON.parse(stored) as OutboxState;
    const [one, two, three] = channels['a']!.waiting;
    const later = { ...two, message: { ...two!.message, kind: 'of a later version' } };
    const state = {
      kind,
      schemaVersion,
      channels: { a: { ...channels['a'], waiting: [one, later, three], told: 'not a list' }, b: null },
    };
    const problems: string[] = [];
    const after = setUp({ a: ['ok'], b: ['ok'] }, { state, onDamaged: (problem) => problems.push(problem) });
    await after.outbox.settled();
    expect(after.seen('a')).toEqual(['data-drift reminder 1', 'data-drift reminder 3']);
    expect(after.seen('b')).toEqual([]);
    expect(problems.map((problem) => problem.split(': expected')[0])).toEqual([
      "channel 'a': waiting[1]: message.kind",
      "channel 'a': told: ",
      "channel 'b': waiting: ",
      "channel 'b': told: ",
      "channel 'b': summaries: ",
      "channel 'b': outages: ",
    ]);
  });

  it.each([null, 5, [], {}, { kind: 'outbox', schemaVersion: 2, channels: {} }, { kind: 'outbox', schemaVersion: 1 }])(
    'is begun anew, and said so, when it is %j',
    async (state) => {
      const { outbox, logger, seen } = setUp({ a: ['ok'] }, { state });
      expect(logger.lines).toMatchObject([
        { level: 'error', message: expect.stringContaining('the stored outbox: expected') },
      ]);
      outbox.enqueue(messageOf());
      await outbox.settled();
      expect(seen()).toEqual(['data-drift firing 1']);
    },
  );
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
    const keys = [base, ...others].map((message) => idempotencyKeyOf(message, 'slack'));
    expect(new Set([...keys, idempotencyKeyOf(base, 'email')]).size).toBe(6);
    expect(idempotencyKeyOf(messageOf({ text: 'x', at: 9, title: 'y' }), 'slack')).toBe(keys[0]);
  });
});
