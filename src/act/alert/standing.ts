import type { AlertKind } from '../../contracts/alerter.js';
import type { AlertSettings } from './alert-options.js';
import type { Acknowledgement, AlertState } from './alert-state.js';
import { kindFacts } from './alert-kinds.js';
import type { RestoredOutbox } from './outbox-state.js';
import { countOf, plainText } from './plain-text.js';

/** What is known of an alert besides its state. */
export interface StandingContext {
  readonly settings: AlertSettings;
  /** What waits on the channels. */
  readonly channels?: RestoredOutbox['channels'];
  /** Keys that are decided, and not sent before the state is saved. */
  readonly unsent?: readonly string[];
}

/**
 * Where one kind of alert stands, a sentence each: open since when, how often, when it is repeated and when it ends;
 * acknowledged; not confirmed yet; not delivered yet. What a person asks who expected a message and had none.
 */
export function alertStanding(
  state: AlertState,
  kind: AlertKind,
  monitor: string,
  { settings, channels = {}, unsent = [] }: StandingContext,
): string[] {
  const own = state.keys[kind];
  const { title } = kindFacts[kind];
  const key = `${monitor}/${kind}`;
  const ways = [
    ...(unsent.includes(key) ? ['A message is decided and leaves once the state is saved.'] : []),
    ...Object.entries(channels).flatMap(([name, { waiting, downSince }]) => {
      const messages = waiting.filter(({ message }) => message.key === key).length;
      if (messages === 0) return [];
      const down = downSince === undefined ? '' : `, which has not worked since window ${plainText(downSince)}`;
      return [`${countOf(messages, 'message')} not delivered yet on ${plainText(name)}${down}.`];
    }),
  ];
  if (own?.status !== 'firing') return [quietSentence(title, own?.recent ?? [], settings), ...ways];
  const { since = '', firingWindows, sinceMessage, clean, acknowledged } = own;
  return [
    `The alert '${title}' is open since window ${plainText(since)} and fired in ${countOf(firingWindows, 'window')}.`,
    acknowledged ? silentSentence(acknowledged) : reminderSentence(sinceMessage, settings),
    ...(clean > 0
      ? [`It has been clean for ${countOf(clean, 'window')}; it ends after ${settings.clearAfter} in a row.`]
      : []),
    ...ways,
  ];
}

function quietSentence(title: string, recent: readonly (string | null)[], { confirm }: AlertSettings): string {
  const fired = recent.filter((id) => id !== null).length;
  if (fired === 0 || fired >= confirm.windows) return `No alert '${title}' is open.`;
  return `No alert '${title}' yet: it fired in ${fired} of the last ${countOf(recent.length, 'window')}, and ${confirm.windows} of ${confirm.of} confirm it (alerts.confirm).`;
}

function reminderSentence(sinceMessage: number, { remindEvery }: AlertSettings): string {
  const last = sinceMessage === 0 ? 'with the last window' : `${countOf(sinceMessage, 'window')} ago`;
  if (remindEvery === false) return `Its last message came ${last}; it is never repeated (alerts.remindEvery).`;
  const due = Math.max(1, remindEvery - sinceMessage);
  return `Its last message came ${last}; while it goes on the next comes in ${countOf(due, 'window')} (alerts.remindEvery).`;
}

function silentSentence({ at, until, as }: Acknowledgement): string {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const said = as === undefined ? '' : ` as ${as}`;
  const end = until === undefined ? 'until it ends' : `until ${new Date(until).toISOString().slice(0, 16)}Z`;
  return `It was acknowledged${said} on ${day(at)}: no reminders ${end}.`;
}
