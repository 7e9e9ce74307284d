import { describe, expect, it } from 'vitest';
import type { Alerter, AlertMessage } from '../../../src/contracts/alerter.js';
import { DriftSenseError } from '../../../src/errors.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { messageOf, pass, settle } from './messages.js';
import { setUp, transient, final, ambiguous, type Call } from './scripted-outbox.js';

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
    const kinds = ['data-drift', 'performance'] as const;
    for (const kind of kinds) {
      const key = `m/${kind}`;
      outbox.enqueue(messageOf({ kind, key }));
      outbox.enqueue(messageOf({ kind, key, sequence: 2, transition: 'resolved' }));
    }
    await pass(clock, 200_000, 1_000);
    expect(kinds.map((kind) => told.filter((one) => one.kind === kind).map((one) => one.transition))).toEqual([
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
