import type { AlertMessage } from '../../contracts/alerter.js';
import { clip, countOf, plainText } from './plain-text.js';
import type { Losses } from './outbox-state.js';

/** How a message was not delivered. */
export type Loss = keyof Losses['counts'];

const lossText: Readonly<Record<Loss, string>> = {
  failed: 'failed',
  unknown: 'without an answer: they may have arrived',
  dropped: 'dropped, because the queue was full',
  coalesced: 'replaced by a newer one about the same',
  abandoned: 'given up at a stop',
};

const titlesKept = 5;

/** The losses with one message more. */
export function withLoss(before: Losses | undefined, how: Loss, { monitor, title, window }: AlertMessage): Losses {
  const one = { failed: 0, unknown: 0, dropped: 0, coalesced: 0, abandoned: 0, [how]: 1 };
  return mergeLosses(before, { monitor, counts: one, titles: [title], since: window.id, last: window.id });
}

/** Two runs of losses as one, the earlier first. */
export function mergeLosses(a: Losses | undefined, b: Losses): Losses;
export function mergeLosses(a: Losses, b: Losses | undefined): Losses;
export function mergeLosses(a: Losses | undefined, b: Losses | undefined): Losses | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    monitor: a.monitor,
    counts: {
      failed: a.counts.failed + b.counts.failed,
      unknown: a.counts.unknown + b.counts.unknown,
      dropped: a.counts.dropped + b.counts.dropped,
      coalesced: a.counts.coalesced + b.counts.coalesced,
      abandoned: a.counts.abandoned + b.counts.abandoned,
    },
    titles: [...a.titles, ...b.titles].slice(0, titlesKept),
    since: a.since,
    last: b.last,
  };
}

/**
 * The message that names what a channel lost, so that nothing vanishes unannounced.
 *
 * @param sequence - Running number of such summaries on this channel.
 */
export function lossSummary(channel: string, losses: Losses, sequence: number, at: number): AlertMessage {
  const { monitor, counts, titles, since, last } = losses;
  const rows = (Object.keys(lossText) as Loss[]).filter((how) => counts[how] > 0);
  const all = Object.values(counts).reduce((a, b) => a + b, 0);
  const nextStep = 'see the report or the log for what these alerts said, and check the channel.';
  const text = [
    `${placeOf(since, last)}, on channel ${plainText(channel)}:`,
    ...rows.map((how) => `- ${countOf(counts[how], 'alert')} ${lossText[how]}`),
    'The first of them:',
    ...titles.map((title) => `- ${clip(title, 200)}`),
    'Severity: warning.',
    `Next: ${nextStep}`,
  ].join('\n');
  return Object.freeze({
    key: `${monitor}/delivery`,
    monitor,
    kind: 'delivery',
    transition: 'notice',
    severity: 'warning',
    sequence,
    title: `${clip(monitor, 80)}: ${countOf(all, 'alert')} not delivered as meant`,
    text,
    window: Object.freeze({ id: last, rows: 0 }),
    since,
    columns: Object.freeze([]),
    more: 0,
    nextStep,
    at,
  });
}

const placeOf = (since: string, last: string): string =>
  since === last ? `In window ${plainText(since)}` : `Between windows ${plainText(since)} and ${plainText(last)}`;
