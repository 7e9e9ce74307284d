import type { Alerter, AlertMessage, DeliveryResult } from '../../contracts/alerter.js';
import type { Clock } from '../../ports/clock.js';
import { sha256 } from '../../stats/sha256.js';
import { AlertQueue } from './alert-queue.js';
import { attemptDelivery, failureOf, type DeliveryFailure } from './attempt.js';
import { lossSummary, mergeLosses, withLoss, type Loss } from './losses.js';
import type { ChannelState, Delivery, Losses } from './outbox-state.js';
import { retryDelay, type RetryLimits } from './retry-delay.js';

export interface DeliveryLimits extends RetryLimits {
  /** Messages waiting on one channel. */
  readonly outbox: number;
  /** Milliseconds of one attempt. */
  readonly attemptMs: number;
  /** Attempts at one message. */
  readonly attempts: number;
}

/** What became of a message on one channel. */
export type DeliveryEvent = {
  readonly channel: string;
  readonly message: AlertMessage;
  readonly attempts: number;
} & (
  | {
      readonly type: 'delivered';
      /** `dry-run`: nothing was sent, on purpose. */
      readonly delivery: 'sent' | 'dry-run';
      readonly detail?: string;
    }
  | { readonly type: 'deliveryFailed'; readonly outcome: Loss; readonly failure?: DeliveryFailure }
  /** An end of which nobody had heard the beginning on this channel. */
  | { readonly type: 'heldBack' }
);

/** What a channel needs of its outbox. */
export interface ChannelHost {
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: DeliveryLimits;
  /** Aborted when the outbox is closed. */
  readonly stop: AbortSignal;
  /** Never throws. */
  readonly emit: (event: DeliveryEvent) => void;
}

/** The way to one alerter: a bounded queue and one delivery at a time, so that messages arrive in order. */
export interface Channel {
  readonly name: string;
  enqueue(message: AlertMessage): void;
  /** Whether anything is waiting or on its way. */
  isBusy(): boolean;
  /** Resolves when nothing is waiting or on its way, or the outbox was stopped. */
  idle(): Promise<void>;
  /** Messages waiting or on their way. */
  pending(): readonly Delivery[];
  toJSON(): ChannelState;
}

type Stage = (delivery: Delivery) => Promise<'next' | 'stop'> | 'next' | 'stop';

/**
 * The same for every attempt at the same message on the same channel, also after a restart. The window is part of it:
 * a monitor that lost its state counts transitions anew, and a receiver must not take its next alert for an old one.
 */
export function idempotencyKeyOf({ monitor, kind, sequence, window }: AlertMessage, channel: string): string {
  const segment = ''; // a monitor has no segments yet
  return sha256(new TextEncoder().encode(JSON.stringify([monitor, segment, kind, sequence, window.id, channel])));
}

/** Makes the channel of one alerter, with what waited on it before a restart. */
export function createChannel(alerter: Alerter, name: string, host: ChannelHost, stored?: ChannelState): Channel {
  const { clock, limits, stop, emit } = host;
  const queue = new AlertQueue(limits.outbox, (delivery, how) => lose(delivery, how));
  const told = new Set(stored?.told);
  let losses: Losses | undefined = stored?.losses;
  let summaries = stored?.summaries ?? 0;
  let failures = 0;
  let readyAt = 0;
  let current: Delivery | undefined;
  let inFlight = false;
  let result: DeliveryResult = { delivery: 'sent' };
  let work: Promise<void> | undefined;

  /** What happens to a delivery, in this order; a stage that says 'stop' ends its way. */
  const stages: readonly Stage[] = [holdBackUntold, sendWithRetries, rememberTold, reportDelivered, announceLosses];

  /** `resolved` and `superseded` go only to those who heard that it was firing. */
  function holdBackUntold({ message, attempts }: Delivery): 'next' | 'stop' {
    if (!isEnd(message) || told.has(message.key)) return 'next';
    current = undefined;
    emit({ type: 'heldBack', channel: name, message, attempts });
    return 'stop';
  }

  async function sendWithRetries(delivery: Delivery): Promise<'next' | 'stop'> {
    const { message } = delivery;
    for (;;) {
      const wait = readyAt - clock.monotonic();
      if (wait > 0) await clock.sleep(wait, stop);
      readyAt = clock.monotonic() + (alerter.minIntervalMs ?? 0);
      delivery.attempts += 1;
      const timing = { clock, timeoutMs: limits.attemptMs, stop };
      inFlight = true;
      const attempt = await attemptDelivery(alerter, message, idempotencyKeyOf(message, name), timing);
      inFlight = false;
      if (attempt.end === 'interrupted') {
        delivery.unknown += 1;
        throw stop.reason;
      }
      if (attempt.end === 'delivered') {
        failures = 0;
        result = attempt.result;
        return 'next';
      }
      const { failure } = attempt;
      waitAfter(failure, delivery);
      const outcome = verdictOn(delivery, failure, limits.attempts);
      if (outcome === 'again') continue;
      lose(delivery, outcome, failure);
      return 'stop';
    }
  }

  /** A refusal that no repeat can mend is an answer: the channel works, only this message does not. */
  function waitAfter({ retryable, retryAfterMs }: DeliveryFailure, { attempts }: Delivery): void {
    failures = retryable ? failures + 1 : 0;
    if (!retryable) return;
    const delay = retryDelay({ failures, attempts, retryAfterMs }, host.random(), limits);
    readyAt = Math.max(readyAt, clock.monotonic() + delay);
  }

  function rememberTold({ message }: Delivery): 'next' {
    if (isEnd(message)) told.delete(message.key);
    else told.add(message.key);
    // From here on it is done: whoever stores the outbox on the event below does not store it as waiting.
    current = undefined;
    return 'next';
  }

  function reportDelivered({ message, attempts }: Delivery): 'next' {
    emit({ type: 'delivered', channel: name, message, attempts, ...result });
    return 'next';
  }

  /** The channel works again: what it lost before is told first of all. */
  function announceLosses(): 'next' {
    if (losses === undefined) return 'next';
    summaries += 1;
    const message = lossSummary(name, losses, summaries, clock.now());
    queue.addFirst({ message, attempts: 0, unknown: 0, announces: losses });
    losses = undefined;
    return 'next';
  }

  function lose(delivery: Delivery, outcome: Loss, failure?: DeliveryFailure): void {
    const { message, attempts, announces } = delivery;
    if (delivery === current) current = undefined;
    // A summary that is lost is no loss of its own: what it was to tell is still to be told.
    losses = announces === undefined ? withLoss(losses, outcome, message) : mergeLosses(announces, losses);
    emit({ type: 'deliveryFailed', channel: name, message, attempts, outcome, ...(failure && { failure }) });
  }

  /** Ends when nothing waits, or at the stop signal: the delivery at hand then stays pending. */
  async function drain(): Promise<void> {
    while (!stop.aborted && queue.size > 0) {
      const delivery = queue.take() as Delivery;
      current = delivery;
      try {
        for (const stage of stages) if ((await stage(delivery)) === 'stop') break;
      } catch (error) {
        if (stop.aborted) return;
        lose(delivery, 'failed', failureOf(error));
      }
      current = undefined;
      inFlight = false;
    }
  }

  function start(): void {
    if (work !== undefined || stop.aborted || queue.size === 0) return;
    // In a turn of its own: whoever raised the alert does not wait for the alerter's first steps.
    work = Promise.resolve()
      .then(drain)
      .finally(() => {
        work = undefined;
        start(); // what came when the last message had left and this had not yet ended
      });
  }

  for (const delivery of stored?.waiting ?? []) queue.add({ ...delivery, attempts: 0 });
  start();

  return {
    name,
    enqueue(message) {
      queue.add({ message, attempts: 0, unknown: 0 });
      start();
    },
    isBusy: () => work !== undefined || queue.size > 0,
    async idle() {
      await work;
    },
    pending: () => (current === undefined ? queue.waiting : [current, ...queue.waiting]),
    toJSON() {
      // Whether an attempt under way arrives is unknown to whoever restores this.
      const unknown = (current?.unknown ?? 0) + (inFlight ? 1 : 0);
      const sending = current === undefined ? [] : [{ ...current, unknown }];
      return {
        waiting: [...sending, ...queue.waiting],
        told: [...told],
        summaries,
        ...(losses === undefined ? {} : { losses }),
      };
    },
  };
}

const isEnd = ({ transition }: AlertMessage): boolean => transition === 'resolved' || transition === 'superseded';

/** Whether to try again. An unknown outcome is tried once more with the same key, then left: it may have arrived. */
function verdictOn(delivery: Delivery, failure: DeliveryFailure, attempts: number): 'again' | 'failed' | 'unknown' {
  if (failure.outcomeUnknown) delivery.unknown += 1;
  if (delivery.unknown >= 2) return 'unknown';
  if (failure.retryable && delivery.attempts < attempts) return 'again';
  return failure.outcomeUnknown ? 'unknown' : 'failed';
}
