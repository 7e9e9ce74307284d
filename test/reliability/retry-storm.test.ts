import { describe, expect, it } from 'vitest';
import { slack } from '../../src/act/alert/channels/slack.js';
import type { DeliveryEvent } from '../../src/act/alert/channel.js';
import { createOutbox, type Outbox } from '../../src/act/alert/deliver.js';
import { memoryClock, type MemoryClock } from '../../src/ports/clock.js';
import type { Http, HttpResponse } from '../../src/ports/http.js';
import { silentLogger } from '../../src/ports/logger.js';
import { seededRandom } from '../../src/stats/random.js';
import { messageOf, pass } from '../act/alert/messages.js';
import { record } from './evidence.js';

const monitors = 50;
const groups = 1_000;
const minute = 60_000;

/** Slack, down for the first milliseconds, with what it was asked and when. */
function slackDownFor(clock: MemoryClock, outageMs: number, answer: HttpResponse) {
  const asked: { readonly at: number; readonly key: string }[] = [];
  const http: Http = {
    async request({ headers }) {
      asked.push({ at: clock.monotonic(), key: headers?.['idempotency-key'] ?? '' });
      return clock.monotonic() < outageMs ? answer : { status: 200, headers: {}, body: 'ok' };
    },
  };
  const alerter = slack({ webhookUrl: 'https://hooks.slack.com/services/T0/B0/x', http });
  return { alerter, asked, during: () => asked.filter(({ at }) => at < outageMs) };
}

/** An outbox per monitor, all with the same channel, and what became of the messages. */
function outboxesOf(clock: MemoryClock, alerter: ReturnType<typeof slack>) {
  const events: DeliveryEvent[] = [];
  const outboxes = Array.from({ length: monitors }, (_, i) =>
    createOutbox({
      alerters: [alerter],
      clock,
      random: (
        (random) => () =>
          random.uniform()
      )(seededRandom(`storm ${i}`)),
      logger: silentLogger,
      onEvent: (event) => events.push(event),
    }),
  );
  return { outboxes, events };
}

/** A firing alert of each group, spread over the monitors. */
function raise(outboxes: readonly Outbox[], sequence: number): void {
  for (let group = 0; group < groups; group++) {
    const monitor = `m${group % monitors}`;
    const key = `${monitor}/data-drift/segment ${group}`;
    outboxes[group % monitors]!.enqueue(messageOf({ monitor, key, sequence }));
  }
}

const answers: readonly (readonly [string, HttpResponse])[] = [
  ['500', { status: 500, headers: {}, body: '' }],
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '30' }, body: '' }],
  ['408', { status: 408, headers: {}, body: '' }],
];

describe('an outage of ten minutes under 1,000 groups of 50 monitors (REL-14)', () => {
  it.each(answers)(
    'that answers %s is no storm: few requests, then one per message at its pace, none lost',
    async (name, answer) => {
      const clock = memoryClock();
      const { alerter, asked, during } = slackDownFor(clock, 10 * minute, answer);
      const { outboxes, events } = outboxesOf(clock, alerter);
      raise(outboxes, 1);
      await pass(clock, 10 * minute, 1_000);
      const outage = during().length;
      expect(outage).toBeLessThanOrEqual(40);
      expect(outage).toBeGreaterThan(5);

      await pass(clock, minute, 1_000);
      const delivered = () => events.filter((event) => event.type === 'delivered');
      expect(delivered().length).toBeGreaterThan(0);
      expect(asked.find(({ at }) => at >= 10 * minute)!.at).toBeLessThanOrEqual(11 * minute);

      await pass(clock, (groups / 60 + 2) * minute, 1_000);
      const told = new Set(delivered().map(({ message }) => message.key));
      const after = asked.length - outage;
      record({ id: 'REL-14', variant: name, trials: groups, bad: groups - told.size, details: { outage, after } });
      expect(told.size).toBe(groups);
      expect(delivered().length).toBe(groups);
      expect(after / groups).toBeLessThanOrEqual(1.1);
      const lost = events.filter((event) => event.type === 'deliveryFailed' && event.outcome !== 'deferred');
      expect(lost).toEqual([]);
      // One a second, over all monitors, in outage and recovery.
      expect(Math.min(...asked.slice(1).map(({ at }, i) => at - asked[i]!.at))).toBeGreaterThanOrEqual(1_000);
    },
  );

  it('asks at most three times in a burst, then one message every 30 s whether the receiver is back', async () => {
    const clock = memoryClock();
    const { alerter, asked } = slackDownFor(clock, 10 * minute, answers[0]![1]);
    const { outboxes } = outboxesOf(clock, alerter);
    raise(outboxes, 1);
    await pass(clock, 10 * minute, 1_000);
    const gaps = asked.slice(1).map(({ at }, i) => at - asked[i]!.at);
    // Five failures in a row, by whichever messages, and from then on probes alone.
    expect(gaps.slice(4).every((gap) => gap >= 30_000)).toBe(true);
    expect(gaps.slice(4).length).toBeGreaterThanOrEqual(10);
    for (const [i, { at }] of asked.entries()) {
      const burst = asked.filter((other) => other.key === asked[i]!.key && Math.abs(other.at - at) < 30_000);
      expect(burst.length).toBeLessThanOrEqual(3);
    }
  });

  it('comes back out of step: each monitor waits a uniform share of a bound that doubles', async () => {
    const waits: number[][] = [[], []];
    for (let i = 0; i < 400; i++) {
      const clock = memoryClock();
      const at: number[] = [];
      const random = seededRandom(`jitter ${i}`);
      const outbox = createOutbox({
        alerters: [
          {
            name: 'a',
            send: async () => Promise.reject(at.push(clock.monotonic()) > 0 ? new Error('down') : undefined),
          },
        ],
        clock,
        random: () => random.uniform(),
        logger: silentLogger,
      });
      outbox.enqueue(messageOf());
      await pass(clock, 3_100, 100);
      waits[0]!.push(at[1]! - at[0]!);
      waits[1]!.push(at[2]! - at[1]!);
    }
    for (const [i, bound] of [1_000, 2_000].entries()) {
      const some = waits[i]!.toSorted((a, b) => a - b);
      expect(some.at(-1)).toBeLessThanOrEqual(bound);
      // Kolmogorov's distance from the uniform law: 1.63 / sqrt(n) at 1 %.
      const distance = Math.max(...some.map((wait, j) => Math.abs((j + 0.5) / some.length - wait / bound)));
      expect(distance).toBeLessThan(1.63 / Math.sqrt(some.length));
    }
  });
});
