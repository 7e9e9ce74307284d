import type { AlertMessage } from '../../contracts/alerter.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { advanceAlerts, supersedeAlerts, type AlertState } from './alert-state.js';
import type { AlertSettings } from './alert-options.js';
import { composeMessage, type Occasion } from './compose-message.js';
import { signalsOf, type AlertSignal } from './signals-of.js';

/** What alerting decided about a window: the next state, and one message per transition. */
export interface AlertDecision {
  readonly state: AlertState;
  readonly messages: readonly AlertMessage[];
}

/**
 * A window's alerts, stage by stage: what fires → what that changes → what is said. Pure; the outbox does the telling.
 *
 * @param at - Epoch milliseconds, for people.
 * @param extra - Signals that no window report holds: performance, label coverage, no data.
 */
export function decideAlerts(
  state: AlertState,
  report: WindowReport,
  settings: AlertSettings,
  { at, link, extra = [] }: { readonly at: number; readonly link?: string; readonly extra?: readonly AlertSignal[] },
): AlertDecision {
  const occasion: Occasion = {
    monitor: report.monitor,
    window: report.window,
    decision: report.decision,
    at,
    ...(report.modelVersion === undefined ? {} : { modelVersion: report.modelVersion }),
    ...(link === undefined ? {} : { link }),
  };
  return decideSignals(state, [...signalsOf(report), ...extra], occasion, settings);
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

/** What another model or reference does to alerts: those about the old one are closed, with a message each. */
export function closeAlerts(state: AlertState, replaced: 'model' | 'reference', occasion: Occasion): AlertDecision {
  const advanced = supersedeAlerts(state, replaced);
  const messages = advanced.transitions.map((transition) => composeMessage(transition, undefined, occasion, 0));
  return { state: advanced.state, messages };
}
