import type { AlertMessage } from '../../contracts/alerter.js';
import { kindFacts } from './alert-kinds.js';
import type { DeliveryEvent } from './channel.js';
import { plainText } from './plain-text.js';

/** What is remembered of one channel: outages so far, told as firing and resolved, and the window in which one began. */
export interface ChannelHealth {
  /** Transitions told so far. */
  readonly outages: number;
  readonly downSince?: string;
}

export const healthy: ChannelHealth = { outages: 0 };

/** The health in a stored channel. */
export const healthOf = ({ outages, downSince }: ChannelHealth): ChannelHealth => ({
  outages,
  ...(downSince !== undefined && { downSince }),
});

const failures: ReadonlySet<string> = new Set(['deferred', 'failed', 'unknown']);

/**
 * What the delivery of a message shows of its channel: that it does not work, or works again. The message is for the other
 * channels, because a channel that is dead cannot say so itself. Pure.
 */
export function judgeHealth(
  before: ChannelHealth,
  event: DeliveryEvent,
  at: number,
): { readonly health: ChannelHealth; readonly message?: AlertMessage } {
  const { message, channel } = event;
  const { downSince } = before;
  const fails = event.type === 'deliveryFailed' && failures.has(event.outcome);
  if (fails && downSince === undefined && message.kind !== 'delivery') {
    const health = { outages: before.outages + 1, downSince: message.window.id };
    const why = event.failure === undefined ? '' : ` (${plainText(event.failure.message, 200)})`;
    const text = `an alert did not get through${why}`;
    return { health, message: compose(message, channel, health, 'firing', text, at) };
  }
  if (event.type === 'delivered' && downSince !== undefined) {
    const health = { outages: before.outages + 1 };
    const told = { ...health, downSince };
    return { health, message: compose(message, channel, told, 'resolved', 'alerts get through again', at) };
  }
  return { health: before };
}

function compose(
  { monitor, window }: AlertMessage,
  channel: string,
  { outages, downSince = window.id }: ChannelHealth,
  transition: 'firing' | 'resolved',
  what: string,
  at: number,
): AlertMessage {
  const { title, severity, next } = kindFacts.delivery;
  const name = plainText(channel);
  const ends = transition === 'resolved';
  const key = `${monitor}/delivery/${channel}`;
  const nextStep = ends ? 'nothing to do; note what it was.' : next({ first: name, key });
  return Object.freeze({
    key,
    monitor,
    kind: 'delivery',
    transition,
    severity: ends ? 'info' : severity,
    sequence: outages,
    title: `${plainText(monitor)}: ${title}${ends ? ' (resolved)' : ''}: ${name}`,
    text: [
      `Channel ${name}: ${what}.`,
      ends ? `It began in window ${plainText(downSince)}.` : 'It has just begun.',
      `Severity: ${ends ? 'info' : severity}.`,
      `Next: ${nextStep}`,
    ].join('\n'),
    window,
    since: downSince,
    columns: Object.freeze([]),
    more: 0,
    nextStep,
    at,
  });
}
