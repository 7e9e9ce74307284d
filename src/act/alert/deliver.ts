import type { Alerter, AlertMessage } from '../../contracts/alerter.js';
import { messageOf } from '../../errors.js';
import { deepFreeze } from '../../freeze.js';
import { edgeLimits } from '../../edge-limits.js';
import { limits as inner } from '../../limits.js';
import { copyPlain } from '../../plain-json.js';
import type { Clock } from '../../ports/clock.js';
import { inTime, within } from '../../ports/in-time.js';
import { guardedLogger, type Logger } from '../../ports/logger.js';
import { createChannel, type DeliveryEvent, type DeliveryLimits } from './channel.js';
import { healthOf, healthy, judgeHealth, type ChannelHealth } from './channel-health.js';
import { restoreOutboxState, type OutboxState } from './outbox-state.js';

/** What `createOutbox` is made of. */
export interface OutboxOptions {
  readonly alerters: readonly Alerter[];
  readonly clock: Clock;
  /** Uniform numbers in [0, 1), for the jitter of retries. */
  readonly random: () => number;
  readonly logger: Logger;
  /** Told of every delivery, failure and loss. What it throws is logged. */
  readonly onEvent?: (event: DeliveryEvent) => void;
  /** Defaults from `limits`. */
  readonly limits?: Partial<DeliveryLimits>;
  /** Whether a later process goes on from the state, with its windows and transitions. Default true. */
  readonly isKept?: boolean;
  /** What `toJSON` gave before a restart; sent on from there. What cannot be read of it is left out. */
  readonly state?: unknown;
  /** Told what was left out. Default: it is logged as an error. */
  readonly onDamaged?: (problem: string) => void;
  /** Told of an alerter that cannot be closed, or not in time. */
  readonly onBroken?: (where: string, error: unknown) => void;
}

/** How many messages went which way, over all channels. */
export type DeliveryCounts = Record<
  'sent' | 'dryRun' | 'deferred' | 'failed' | 'unknown' | 'dropped' | 'coalesced' | 'abandoned' | 'heldBack',
  number
>;

const noCounts: DeliveryCounts = {
  sent: 0,
  dryRun: 0,
  deferred: 0,
  failed: 0,
  unknown: 0,
  dropped: 0,
  coalesced: 0,
  abandoned: 0,
  heldBack: 0,
};

/** Alerts on their way to people. Nothing here ever throws into whoever raised one. */
export interface Outbox {
  /** Hands a message to every channel and returns at once. */
  enqueue(message: AlertMessage): void;
  counts(): Readonly<DeliveryCounts>;
  /** Resolves when nothing is on its way on any channel; what waits for a receiver that is down is not. */
  settled(): Promise<void>;
  /** Waits for what is on its way, at most `deadlineMs` (5 s), then interrupts it and closes the alerters. */
  close(options?: { readonly deadlineMs?: number }): Promise<{ readonly undelivered: number }>;
  /** What is not delivered yet, as plain JSON. */
  toJSON(): OutboxState;
}

const nothingStored: OutboxState = { kind: 'outbox', schemaVersion: 1, channels: {} };

/** Longer than anything waits; the end of waiting cancels it. */
const aDay = 86_400_000;

/**
 * Makes the outbox: per alerter a bounded queue, in order, at the alerter's own pace, at most three attempts with full
 * jitter, 10 s each, `Retry-After` obeyed; what is lost is counted, announced by event, and named in a message on the
 * same channel once it works again. One alerter that throws, hangs or rejects touches no other.
 *
 * @example
 * const outbox = createOutbox({ alerters: [consoleAlerter()], clock: systemClock, random, logger });
 * outbox.enqueue(message);
 * await outbox.close();
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, random, logger, onEvent } = options;
  const stop = new AbortController();
  const totals: DeliveryCounts = { ...noCounts };
  let closing: Promise<{ readonly undelivered: number }> | undefined;

  const guarded = guardedLogger(logger);
  const log: Log = (level, fields, text) => guarded[level](fields, text);

  function emit(event: DeliveryEvent): void {
    totals[countedAs(event)] += 1;
    logEvent(event, log);
    noteHealth(event);
    try {
      onEvent?.(Object.freeze(event));
    } catch (error) {
      log('error', { channel: event.channel, type: event.type }, `a delivery listener threw: ${messageOf(error)}`);
    }
  }

  const health = new Map<string, ChannelHealth>();

  /** The other channels are told of one that does not work, or works again. */
  function noteHealth(event: DeliveryEvent): void {
    const judged = judgeHealth(health.get(event.channel) ?? healthy, event, clock.now());
    health.set(event.channel, judged.health);
    if (judged.message === undefined || closing !== undefined) return;
    for (const channel of channels) if (channel.name !== event.channel) channel.enqueue(judged.message);
  }

  const { onDamaged = (problem: string) => log('error', {}, problem) } = options;
  const { channels: stored, problems } = restoreOutboxState(
    options.state === undefined ? nothingStored : options.state,
  );
  for (const problem of problems) onDamaged(problem);
  const limits = { ...edgeLimits, ...options.limits };
  const host = { clock, random, limits, isKept: options.isKept ?? true, stop: stop.signal, emit };
  const names = uniqueNames(options.alerters);
  const channels = options.alerters.map((alerter, i) => {
    const name = names[i] ?? alerter.name;
    // Who passed `dryRun: true` knows it; where a configuration lacks a secret, that is warned of when it is loaded.
    if (alerter.dryRun === true)
      log('info', { channel: name, delivery: 'dry-run' }, `alerts on ${name} are a dry run: nobody is told`);
    const before = stored[name];
    if (before !== undefined) health.set(name, healthOf(before));
    return createChannel(alerter, name, host, before);
  });
  // Kept, in case the alerter comes back with a later start.
  const orphans = Object.entries(stored).filter(([name]) => !names.includes(name));
  for (const [name, { waiting }] of orphans)
    log('warn', { channel: name, waiting: waiting.length }, `alerts waiting on ${name} have no alerter any more`);

  async function settled(): Promise<void> {
    const done = new AbortController();
    // Sleeps between attempts keep no process alive; whoever waits here does.
    clock.sleep(aDay, done.signal, { keepAlive: true }).catch(() => undefined);
    while (!stop.signal.aborted && channels.some((channel) => channel.isBusy()))
      await Promise.all(channels.map((channel) => channel.idle()));
    done.abort();
  }

  async function shutDown(deadlineMs: number): Promise<{ readonly undelivered: number }> {
    const end = clock.monotonic() + deadlineMs;
    await within(clock, deadlineMs, settled());
    stop.abort();
    await Promise.all(channels.map((channel) => channel.ended()));
    const left = channels.flatMap((channel) => channel.pending().map((delivery) => ({ channel, delivery })));
    for (const { channel, delivery } of left) emit(abandoned(channel.name, delivery.message, delivery.attempts));
    const ms = Math.max(0, end - clock.monotonic());
    await Promise.all(options.alerters.map((alerter) => closeOne(alerter, ms)));
    return { undelivered: left.length };
  }

  async function closeOne(alerter: Alerter, ms: number): Promise<void> {
    const who = `alerter '${alerter.name}'`;
    try {
      await inTime(clock, `${who}, asked to close,`, (async () => alerter.close?.())(), { ms });
    } catch (error) {
      options.onBroken?.(who, error);
      log('error', { channel: alerter.name }, `${who} failed to close: ${messageOf(error)}`);
    }
  }

  return {
    enqueue(message) {
      // An alerter that changes what it was given must not change it for the others.
      const frozen = deepFreeze(copyPlain(message));
      for (const channel of channels)
        if (closing === undefined) channel.enqueue(frozen);
        else emit(abandoned(channel.name, frozen, 0));
    },
    counts: () => ({ ...totals }),
    settled,
    close({ deadlineMs = inner.closeMs } = {}) {
      closing ??= shutDown(deadlineMs);
      return closing;
    },
    toJSON: () => ({
      kind: 'outbox',
      schemaVersion: 1,
      channels: Object.fromEntries([
        ...orphans,
        ...channels.map(
          (channel) => [channel.name, { ...channel.toJSON(), ...(health.get(channel.name) ?? healthy) }] as const,
        ),
      ]),
    }),
  };
}

const abandoned = (channel: string, message: AlertMessage, attempts: number): DeliveryEvent => ({
  type: 'deliveryFailed',
  channel,
  message,
  attempts,
  outcome: 'abandoned',
});

/** Two alerters of one name are two channels: `slack`, `slack-2`. */
function uniqueNames(alerters: readonly Alerter[]): readonly string[] {
  const taken = new Set<string>();
  return alerters.map(({ name }) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name}-${n}`;
    taken.add(unique);
    return unique;
  });
}

function countedAs(event: DeliveryEvent): keyof DeliveryCounts {
  if (event.type === 'heldBack') return 'heldBack';
  if (event.type === 'deliveryFailed') return event.outcome;
  return event.delivery === 'dry-run' ? 'dryRun' : 'sent';
}

type Log = (level: 'info' | 'warn' | 'error', fields: object, text: string) => void;

function logEvent(event: DeliveryEvent, log: Log): void {
  const { type, channel, message, attempts } = event;
  const fields = {
    event: type,
    channel,
    key: message.key,
    sequence: message.sequence,
    transition: message.transition,
    attempts,
  };
  if (event.type === 'delivered') {
    const { delivery } = event;
    log(
      'info',
      { ...fields, delivery },
      `alert ${delivery === 'sent' ? 'sent' : 'not sent: dry run'}: ${message.title}`,
    );
  } else if (event.type === 'deliveryFailed') {
    const { outcome, failure } = event;
    const why = failure === undefined ? '' : `: ${failure.message}`;
    const level = outcome === 'deferred' ? 'warn' : 'error';
    log(level, { ...fields, outcome, code: failure?.code }, `alert not delivered (${outcome})${why}`);
  } else log('info', fields, `alert held back, its beginning was never delivered: ${message.title}`);
}
