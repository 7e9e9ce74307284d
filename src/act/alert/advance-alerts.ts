import type { AlertKind, AlertMessage } from '../../contracts/alerter.js';
import { alertKinds, kindFacts, type KindFacts } from './alert-kinds.js';
import type { AlertSettings } from './alert-options.js';
import type { Acknowledgement, AlertState, KeyState } from './alert-state.js';

/** What one window says about one kind of alert. `undecided` (too few rows) neither counts nor clears. */
export type Firing = 'firing' | 'clean' | 'undecided';

/** A change that is worth one message. */
export interface Transition {
  readonly kind: AlertKind;
  readonly transition: AlertMessage['transition'];
  readonly sequence: number;
  readonly since: string;
  /** Firing windows of the episode so far. */
  readonly firingWindows: number;
  readonly acknowledged?: Acknowledgement;
}

/** A window, or another moment, at which alerts are decided. */
export interface Moment {
  /** Id of the window. */
  readonly window: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const quiet: KeyState = { status: 'quiet', sequence: 0, recent: [], firingWindows: 0, clean: 0, sinceMessage: 0 };

/**
 * One kind, one window further. An episode starts on a firing window once `confirm.windows` of the last `confirm.of`
 * judged windows fired, is repeated every `remindEvery` judged windows while it goes on firing, and ends after
 * `clearAfter` clean windows in a row. While it is acknowledged it is not repeated; a reminder that fell due meanwhile
 * comes with the next firing window afterwards.
 */
function advanceKey(
  before: KeyState,
  kind: AlertKind,
  firing: Firing,
  { window, at }: Moment,
  settings: AlertSettings,
): readonly [KeyState, Transition | undefined] {
  if (firing === 'undecided') return [before, undefined];
  const fires = firing === 'firing';
  const recent = [...before.recent, fires ? window : null].slice(-settings.confirm.of);

  if (before.status === 'quiet') {
    const fired = recent.filter((id) => id !== null);
    if (!fires || fired.length < settings.confirm.windows) return [{ ...before, recent }, undefined];
    const started: KeyState = {
      ...quiet,
      status: 'firing',
      sequence: before.sequence + 1,
      since: fired[0] ?? window,
      recent,
      firingWindows: fired.length,
    };
    return [started, transitionOf(started, kind, 'firing')];
  }

  const on: KeyState = {
    ...before,
    recent,
    firingWindows: before.firingWindows + (fires ? 1 : 0),
    clean: fires ? 0 : before.clean + 1,
    sinceMessage: before.sinceMessage + 1,
  };
  if (on.clean >= settings.clearAfter) return settings.resolved ? end(on, kind, 'resolved') : [closed(on), undefined];
  const due = settings.remindEvery !== false && on.sinceMessage >= settings.remindEvery;
  if (!fires || !due || isSilent(on, at)) return [on, undefined];
  const reminded: KeyState = { ...on, sequence: on.sequence + 1, sinceMessage: 0 };
  return [reminded, transitionOf(reminded, kind, 'reminder')];
}

const isSilent = ({ acknowledged }: KeyState, at: number): boolean =>
  acknowledged !== undefined && (acknowledged.until === undefined || at < acknowledged.until);

const closed = ({ sequence }: KeyState): KeyState => ({ ...quiet, sequence });

function end(state: KeyState, kind: AlertKind, how: 'resolved' | 'superseded'): readonly [KeyState, Transition] {
  const last = { ...state, sequence: state.sequence + 1 };
  return [closed(last), transitionOf(last, kind, how)];
}

const transitionOf = (
  { sequence, since = '', firingWindows, acknowledged }: KeyState,
  kind: AlertKind,
  transition: Transition['transition'],
): Transition => ({ kind, transition, sequence, since, firingWindows, ...(acknowledged && { acknowledged }) });

/** A piece of news that neither goes on nor ends, counted like the transitions of its kind. */
export function noticeAlert(state: AlertState, kind: AlertKind, window: string): Advanced {
  const before = state.keys[kind] ?? quiet;
  const next = { ...before, sequence: before.sequence + 1 };
  const transition = { kind, transition: 'notice', sequence: next.sequence, since: window, firingWindows: 0 } as const;
  return { state: { ...state, keys: { ...state.keys, [kind]: next } }, transitions: [transition] };
}

/** The state after some steps, and the transitions they led to. */
export interface Advanced {
  readonly state: AlertState;
  readonly transitions: readonly Transition[];
}

/**
 * Every kind one window further: the reducer of alerting. Pure; whether a message reached anybody is the outbox's
 * knowledge, which holds back `resolved` on channels that were never told of the episode.
 *
 * @param signals - What the window says, per kind.
 */
export function advanceAlerts(
  state: AlertState,
  signals: readonly { readonly kind: AlertKind; readonly firing: Firing }[],
  moment: Moment,
  settings: AlertSettings,
): Advanced {
  const keys = { ...state.keys };
  const transitions: Transition[] = [];
  for (const { kind, firing } of signals) {
    const own = kindFacts[kind].clearsAtOnce ? { ...settings, clearAfter: 1 } : settings;
    const [next, transition] = advanceKey(keys[kind] ?? quiet, kind, firing, moment, own);
    if (next !== quiet) keys[kind] = next;
    if (transition !== undefined) transitions.push(transition);
  }
  return { state: { ...state, keys }, transitions };
}

/**
 * Another model was promoted, or another reference taken: the alarms about the old one end as `superseded`, and what led
 * up to one is forgotten.
 */
export function supersedeAlerts(state: AlertState, replaced: NonNullable<KindFacts['about']>): Advanced {
  const keys = { ...state.keys };
  const transitions: Transition[] = [];
  for (const kind of alertKinds) {
    if (kindFacts[kind].about !== replaced) continue;
    const before = keys[kind];
    if (before === undefined) continue;
    if (before.status === 'quiet') keys[kind] = closed(before);
    else {
      const [next, transition] = end(before, kind, 'superseded');
      keys[kind] = next;
      transitions.push(transition);
    }
  }
  return { state: { ...state, keys }, transitions };
}
