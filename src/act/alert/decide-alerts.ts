import type { AlertKind, AlertMessage } from '../../contracts/alerter.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { advanceAlerts, noticeAlert, supersedeAlerts, type Advanced } from './advance-alerts.js';
import type { AlertState } from './alert-state.js';
import type { AlertSettings } from './alert-options.js';
import { composeMessage, type Occasion } from './compose-message.js';
import { plainText } from './plain-text.js';
import { signalsOf, type AlertSignal } from './signals-of.js';

/** What alerting decided about a window: the next state, and one message per transition. */
export interface AlertDecision {
  readonly state: AlertState;
  readonly messages: readonly AlertMessage[];
}

/** What a window's alerts depend on besides its report. */
export interface DecideOptions {
  /** Epoch milliseconds, for people. */
  readonly at: number;
  readonly link?: string;
  /** Signals that no window report holds: performance, label coverage, no data. */
  readonly extra?: readonly AlertSignal[];
  /** Kinds whose news in the report was told before the window. */
  readonly told?: readonly AlertKind[];
}

/** A window's alerts, stage by stage: what fires → what that changes → what is said. Pure; the outbox does the telling. */
export function decideAlerts(
  state: AlertState,
  report: WindowReport,
  settings: AlertSettings,
  { at, link, extra = [], told = [] }: DecideOptions,
): AlertDecision {
  const occasion: Occasion = {
    monitor: report.monitor,
    window: report.window,
    decision: report.decision,
    at,
    ...(report.modelVersion === undefined ? {} : { modelVersion: report.modelVersion }),
    ...(link === undefined ? {} : { link }),
  };
  const signals = signalsOf(report).filter(({ kind }) => !told.includes(kind));
  return decideSignals(state, [...signals, ...extra], occasion, settings);
}

/** The same for signals that come without a window: rows that stopped coming. Each call counts as a window. */
export function decideSignals(
  state: AlertState,
  signals: readonly AlertSignal[],
  occasion: Occasion,
  settings: AlertSettings,
): AlertDecision {
  const advanced = advanceAlerts(state, signals, { window: occasion.window.id, at: occasion.at }, settings);
  const messages = advanced.transitions.map((transition) => {
    const signal = signals.find(({ kind }) => kind === transition.kind);
    return composeMessage(transition, signal, occasion, settings.topColumns);
  });
  return { state: advanced.state, messages };
}

/** What another reference does to alerts: those about the old one are closed, with a message each. */
export function closeForReference(state: AlertState, occasion: Occasion): AlertDecision {
  return composed(supersedeAlerts(state, 'reference'), undefined, occasion);
}

/** Another model version serves: which, in place of which, and why. */
export interface Switch {
  readonly kind: 'promotion' | 'rollback';
  readonly version: number;
  readonly previous?: number;
  readonly reason: string;
}

/**
 * What another model does to alerts: those about the old one are closed, with a message each. A rollback is told besides;
 * a promotion only where no such message tells of it.
 *
 * @param tells - Whether promotions and rollbacks are told at all.
 */
export function closeForModel(
  state: AlertState,
  { kind, version, previous, reason }: Switch,
  { tells, ...given }: Omit<Occasion, 'modelVersion'> & { readonly tells: boolean },
): AlertDecision {
  const occasion = { ...given, modelVersion: version };
  const instead = previous === undefined ? '' : ` in place of version ${previous}`;
  const again = kind === 'rollback' ? ' again' : '';
  const summary = `version ${version} serves${again}${instead} (${plainText(reason)})`;
  const closed = composed(supersedeAlerts(state, 'model'), summary, occasion);
  if (!tells || (kind === 'promotion' && closed.messages.length > 0)) return closed;
  const told = notice(closed.state, kind, summary, occasion);
  return { state: told.state, messages: [...told.messages, ...closed.messages] };
}

/** A piece of news, in a sentence. */
export const notice = (state: AlertState, kind: AlertKind, summary: string, occasion: Occasion): AlertDecision =>
  composed(noticeAlert(state, kind, occasion.window.id), summary, occasion);

function composed({ state, transitions }: Advanced, summary: string | undefined, occasion: Occasion): AlertDecision {
  const messages = transitions.map((transition) => {
    const signal =
      summary === undefined ? undefined : ({ kind: transition.kind, firing: 'firing', summary, columns: [] } as const);
    return composeMessage(transition, signal, occasion, 0);
  });
  return { state, messages };
}
