import { describe, expect, it } from 'vitest';
import { memoryAlerter } from '../../../src/act/alert/channels/memory-alerter.js';
import type { OutboxState } from '../../../src/act/alert/outbox-state.js';
import type { Alerter } from '../../../src/contracts/alerter.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { messageOf, pass, settle } from './messages.js';
import { setUp, final, busyFor, ambiguous } from './scripted-outbox.js';

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

  it('sends the end of what was told before, also where an earlier version stored it by its key', async () => {
    const channel = { waiting: [], summaries: 0, outages: 0 };
    for (const [stored, seen] of [
      ['data-drift', 1],
      ['a/b/data-drift', 1],
      ['a/b/performance', 0],
    ] as const) {
      const state = { kind: 'outbox', schemaVersion: 1, channels: { a: { ...channel, told: [stored] } } };
      const { outbox, calls } = setUp({ a: ['ok'] }, { state });
      outbox.enqueue(messageOf({ sequence: 2, transition: 'resolved' }));
      await outbox.settled();
      expect(calls['a'] ?? []).toHaveLength(seen);
    }
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
