import type { Alerter, AlertMessage, DeliveryResult } from '../../contracts/alerter.js';
import type { Clock } from '../../ports/clock.js';
import { sha256 } from '../../stats/sha256.js';
import { AlertQueue } from './alert-queue.js';
import { attemptDelivery, failureOf, type Attempt, type DeliveryFailure } from './attempt.js';
import { laneOf, type Ended } from './lane.js';
import { lossSummary, mergeLosses, withLoss, type Loss } from './losses.js';
import type { ChannelState, Delivery, Losses } from './outbox-state.js';
import type { RetryLimits } from './retry-delay.js';

export interface DeliveryLimits extends RetryLimits {
  /** Messages waiting on one channel. */
  readonly outbox: number;
  /** Milliseconds of one attempt. */
  readonly attemptMs: number;
  /** Attempts at one message before it waits for the channel to work again. */
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
  | {
      readonly type: 'deliveryFailed';
      /** `deferred`: its attempts are used up for now, it waits until the channel works again. Anything else is final. */
      readonly outcome: Loss | 'deferred';
      readonly failure?: DeliveryFailure;
    }
  /** An end of which nobody had heard the beginning on this channel. */
  | { readonly type: 'heldBack' }
);

/** What a channel needs of its outbox. */
export interface ChannelHost {
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: DeliveryLimits;
  /** Whether a later process goes on from the state. */
  readonly isKept: boolean;
  /** Aborted when the outbox is closed. */
  readonly stop: AbortSignal;
  /** Never throws. */
  readonly emit: (event: DeliveryEvent) => void;
}

/** The way to one alerter: a bounded queue and one delivery at a time, so that messages arrive in order. */
export interface Channel {
  readonly name: string;
  enqueue(message: AlertMessage): void;
  /** Whether anything is on its way. What waits for a receiver that is down is not. */
  isBusy(): boolean;
  /** Resolves when nothing is on its way, or the outbox was stopped. */
  idle(): Promise<void>;
  /** Resolves when all work has ended after a stop. */
  ended(): Promise<void>;
  /** Messages waiting or on their way. */
  pending(): readonly Delivery[];
  toJSON(): ChannelState;
}

type Stage = (delivery: Delivery) => Promise<'next' | 'stop'> | 'next' | 'stop';

/**
 * The same for every attempt at the same message on the same channel, also after a restart. The window is part of it:
 * a monitor that lost its state counts transitions anew, and a receiver must not take its next alert for an old one.
 *
 * @param isKept - Whether the state is kept. Otherwise each process counts transitions and windows anew, and no other takes up
 *   its messages: the time tells them apart.
 */
export function idempotencyKeyOf(message: AlertMessage, channel: string, isKept: boolean): string {
  const { monitor, kind, key, sequence, window, at } = message;
  const segment = key.slice(`${monitor}/${kind}/`.length);
  const parts = [monitor, segment, kind, sequence, window.id, channel, ...(isKept ? [] : [at])];
  return sha256(new TextEncoder().encode(JSON.stringify(parts)));
}

/** Makes the channel of one alerter, with what waited on it before a restart. */
export function createChannel(alerter: Alerter, name: string, host: ChannelHost, stored?: ChannelState): Channel {
  const { clock, limits, stop, emit } = host;
  const lane = laneOf(alerter, clock);
  const queue = new AlertQueue(limits.outbox, (delivery, how) => lose(delivery, how));
  // Earlier versions stored the whole key: the name of the monitor, and the kind.
  const told = new Set(stored?.told.map((key) => key.replace(/.*\//s, '')));
  let losses: Losses | undefined = stored?.losses;
  let summaries = stored?.summaries ?? 0;
  /** Whether a summary of the losses can be of use: the last one was not refused. */
  let announces = true;
  /** Keys whose oldest message has used up its attempts for now. */
  const resting = new Set<string>();
  /** Messages delivered, and how many these were when a message used up its attempts. */
  let delivered = 0;
  const restedAt = new WeakMap<Delivery, number>();
  let current: Delivery | undefined;
  let inFlight = false;
  let result: DeliveryResult = { delivery: 'sent' };
  let work: Promise<void> | undefined;
  let rest: Promise<void> | undefined;

  /** What happens to a delivery, in this order; a stage that says 'stop' ends its way. */
  const stages: readonly Stage[] = [holdBackUntold, sendWithRetries, rememberTold, reportDelivered, goOn];

  /** `resolved` and `superseded` go only to those who heard that it was firing. */
  function holdBackUntold({ message, attempts }: Delivery): 'next' | 'stop' {
    if (!isEnd(message) || told.has(message.kind)) return 'next';
    current = undefined;
    emit({ type: 'heldBack', channel: name, message, attempts });
    return 'stop';
  }

  async function sendWithRetries(delivery: Delivery): Promise<'next' | 'stop'> {
    for (let attempts = 1; ; attempts++) {
      const attempt = await lane.turn(stop, () => attemptOnce(delivery, attempts));
      if (attempt.end === 'interrupted') {
        delivery.unknown += 1;
        throw stop.reason;
      }
      if (attempt.end === 'delivered') {
        result = attempt.result;
        return 'next';
      }
      const { failure } = attempt;
      const outcome = verdictOn(delivery, failure, attempts < limits.attempts);
      if (outcome === 'again') continue;
      if (outcome === 'rest') restWith(delivery, failure);
      else lose(delivery, outcome, failure);
      return 'stop';
    }
  }

  /** Within the turn, so that who comes next knows how it ended. */
  async function attemptOnce(delivery: Delivery, attempts: number): Promise<Attempt> {
    const { message } = delivery;
    delivery.attempts += 1;
    inFlight = true;
    const timing = { clock, timeoutMs: limits.attemptMs, stop };
    const attempt = await attemptDelivery(alerter, message, idempotencyKeyOf(message, name, host.isKept), timing);
    inFlight = false;
    if (attempt.end === 'interrupted') return attempt;
    // A refusal that no repeat can mend is an answer: the receiver works, only this message does not.
    const failure = attempt.end === 'failed' && attempt.failure.retryable ? attempt.failure : undefined;
    const how: Ended = failure === undefined ? { works: true } : { works: false, attempts, ...pauseOf(failure) };
    lane.ended(how, host.random(), limits);
    return attempt;
  }

  /** The message stays, first of its key, until the receiver is back; unless others got through and it did not, twice. */
  function restWith(delivery: Delivery, failure: DeliveryFailure): void {
    const before = restedAt.get(delivery);
    if (before !== undefined && delivered > before) return lose(delivery, 'failed', failure);
    restedAt.set(delivery, delivered);
    resting.add(delivery.message.key);
    queue.addFirst(delivery);
    current = undefined;
    const { message, attempts } = delivery;
    if (before === undefined)
      emit({ type: 'deliveryFailed', channel: name, message, attempts, outcome: 'deferred', failure });
  }

  function rememberTold({ message }: Delivery): 'next' {
    if (isEnd(message)) told.delete(message.kind);
    else if (message.transition !== 'notice') told.add(message.kind);
    // From here on it is done: whoever stores the outbox on the event below does not store it as waiting.
    current = undefined;
    return 'next';
  }

  function reportDelivered({ message, attempts }: Delivery): 'next' {
    emit({ type: 'delivered', channel: name, message, attempts, ...result });
    return 'next';
  }

  /** The channel works: what it lost before is told first of all, and what rested is tried again. */
  function goOn(): 'next' {
    delivered += 1;
    resting.clear();
    announces = true;
    announceLosses();
    return 'next';
  }

  function announceLosses(): void {
    if (losses === undefined || !announces || queue.waiting.some((waiting) => waiting.announces)) return;
    summaries += 1;
    const message = lossSummary(name, losses, summaries, clock.now());
    queue.addFirst({ message, attempts: 0, unknown: 0, announces: losses });
    losses = undefined;
  }

  function lose(delivery: Delivery, outcome: Loss, failure?: DeliveryFailure): void {
    const { message, attempts, announces: summed } = delivery;
    if (delivery === current) current = undefined;
    // A summary that is lost is no loss of its own: what it was to tell is still to be told.
    losses = summed === undefined ? withLoss(losses, outcome, message) : mergeLosses(summed, losses);
    announces = summed === undefined || failure?.retryable !== false;
    emit({ type: 'deliveryFailed', channel: name, message, attempts, outcome, ...(failure && { failure }) });
  }

  /** Ends when nothing can be sent now, or at the stop signal: the delivery at hand then stays pending. */
  async function drain(): Promise<void> {
    for (;;) {
      const delivery = stop.aborted ? undefined : queue.take(resting);
      if (delivery === undefined) return;
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

  /** Later everything that rests is tried again, and what was lost is told if nothing else did so meanwhile. */
  function tryAgainLater(): void {
    const nothing = queue.size === 0 && (losses === undefined || !announces);
    if (nothing || work !== undefined || rest !== undefined || stop.aborted) return;
    rest = clock.sleep(limits.breakerProbeMs, stop).then(
      () => {
        rest = undefined;
        resting.clear();
        if (queue.size === 0) announceLosses();
        start();
      },
      () => undefined, // stopped
    );
  }

  function start(): void {
    if (work !== undefined || stop.aborted || !queue.has(resting)) return tryAgainLater();
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

  const isBusy = () => (work !== undefined || queue.has(resting)) && !stop.aborted && !lane.isDown(limits);

  return {
    name,
    enqueue(message) {
      queue.add({ message, attempts: 0, unknown: 0 });
      start();
    },
    isBusy,
    async idle() {
      while (isBusy()) await Promise.race([work, lane.nextEnd()]);
    },
    async ended() {
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

/**
 * Whether to try again, now or later. An unknown outcome is tried once more with the same key, then left: it may have
 * arrived.
 */
function verdictOn(
  delivery: Delivery,
  { retryable, outcomeUnknown }: DeliveryFailure,
  attemptsLeft: boolean,
): 'again' | 'rest' | 'failed' | 'unknown' {
  if (outcomeUnknown) delivery.unknown += 1;
  if (delivery.unknown >= 2) return 'unknown';
  if (!retryable) return outcomeUnknown ? 'unknown' : 'failed';
  return attemptsLeft ? 'again' : 'rest';
}

const pauseOf = ({ retryAfterMs }: DeliveryFailure): { retryAfterMs?: number } =>
  retryAfterMs === undefined ? {} : { retryAfterMs };
