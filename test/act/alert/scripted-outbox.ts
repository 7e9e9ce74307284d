import { type DeliveryEvent } from '../../../src/act/alert/channel.js';
import { createOutbox, type OutboxOptions } from '../../../src/act/alert/deliver.js';
import type { Alerter, AlertMessage, DeliveryContext } from '../../../src/contracts/alerter.js';
import { DriftSenseError } from '../../../src/errors.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { memoryLogger } from '../../../src/ports/logger.js';

export type Answer = 'ok' | 'hang' | unknown;
export interface Call {
  readonly at: number;
  readonly message: AlertMessage;
  readonly context: DeliveryContext;
}

/** An outbox under a clock that stands still, with alerters that answer from a script and note when they were asked. */
export function setUp(scripts: Readonly<Record<string, readonly Answer[]>>, options: Partial<OutboxOptions> = {}) {
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
export const outcomeOf = (event: DeliveryEvent): string =>
  event.type === 'delivered' ? event.delivery : event.type === 'deliveryFailed' ? event.outcome : event.type;
export const transient = new DriftSenseError('HTTP_STATUS', 'busy', { retryable: true });
export const final = new DriftSenseError('HTTP_STATUS', 'no such hook', { retryable: false });
export const busyFor = (retryAfterMs: number) =>
  new DriftSenseError('HTTP_STATUS', 'busy', { retryable: true, details: { retryAfterMs } });
export const ambiguous = new DriftSenseError('HTTP_TIMEOUT', 'late', {
  retryable: true,
  details: { outcomeUnknown: true },
});
