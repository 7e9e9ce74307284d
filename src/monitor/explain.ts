import { alertOptions, type AlertOptions, type AlertSettings } from '../act/alert/alert-options.js';
import { advanceAlerts } from '../act/alert/advance-alerts.js';
import { initialAlertState, type AlertState } from '../act/alert/alert-state.js';
import { restoreAlertState } from '../act/alert/restore-alert-state.js';
import { restoreMessages, restoreOutboxState } from '../act/alert/outbox-state.js';
import { signalsOf } from '../act/alert/signals-of.js';
import { alertStanding, type StandingContext } from '../act/alert/standing.js';
import type { AlertKind } from '../contracts/alerter.js';
import type { WindowReport } from '../contracts/window-report.js';
import { parseOptions } from '../options.js';
import { explainColumn } from '../show/explain/explain-column.js';
import type { Explanation } from '../show/explain/explanation.js';
import type { MonitorJson } from './state.js';
import { requireGiven, requireText } from '../require-given.js';

/** What `explain` may know besides the report: one of the two, to say what became of the alert. */
export interface ExplainOptions {
  /** `monitor.toJSON()`: where the alerts stand now, what was acknowledged and what is not delivered yet. */
  readonly state?: Pick<MonitorJson, 'state' | 'alerting'>;
  /** Reports of the run, oldest first: where the alerts stood after this window. Those from this window on are left out. */
  readonly history?: readonly WindowReport[];
  /** The option `alerts` of the monitor, where it is not the default. */
  readonly alerts?: AlertOptions;
}

/**
 * Why did, or did not, a column alarm in a window? The answer in a sentence, then the facts: effect against tolerance, p-value
 * against its level and place among all columns, the smallest change this window could have shown, what moved, data quality,
 * schema, retraining, and, where it is given more than the report, what became of the alert.
 *
 * @param report - Of `monitor`, `compare`, or read back from JSON.
 * @param column - Name of a column of the report.
 * @returns Plain JSON; `sentences` for people, the rest for machines.
 * @throws DriftSenseError `UNKNOWN_COLUMN` naming the nearest column; `OPTION_INVALID`; `STATE_INVALID` for a state that
 *   is none; `VALUE_OUT_OF_DOMAIN` for what is no window report.
 * @example
 * console.log(explain(report, 'price', { state: monitor.toJSON() }).sentences.join('\n'));
 */
export function explain<Names extends string>(
  report: WindowReport<Names>,
  column: NoInfer<Names>,
  options?: ExplainOptions,
): Explanation {
  requireGiven(report, 'explain', 'a window report', 'window', 'columns', 'quality', 'decision');
  requireText(column, 'explain', 'the name of a column');
  const { state, history, alerts } = options ?? {};
  const explanation = explainColumn(report, column);
  if (state === undefined && history === undefined) return explanation;
  const settings = parseOptions(alertOptions, alerts, 'explain.alerts');
  const { standing, ...context } =
    state === undefined ? replayed(report, history!, settings) : restored(state, settings);
  return {
    ...explanation,
    sentences: [
      ...explanation.sentences,
      ...kindsOf(report, column).flatMap((kind) => alertStanding(standing, kind, report.monitor, context)),
    ],
  };
}

interface Standing extends StandingContext {
  readonly standing: AlertState;
}

/** The alerts after a window, from the reports alone: alerting is a pure function of them. */
function replayed(report: WindowReport, history: readonly WindowReport[], settings: AlertSettings): Standing {
  const at = history.findIndex(({ window }) => window.id === report.window.id);
  let standing = initialAlertState;
  for (const one of [...(at < 0 ? history : history.slice(0, at)), report])
    standing = advanceAlerts(standing, signalsOf(one), { window: one.window.id, at: 0 }, settings).state;
  return { standing, settings };
}

function restored({ state, alerting }: Pick<MonitorJson, 'state' | 'alerting'>, settings: AlertSettings): Standing {
  return {
    standing: restoreAlertState(state?.alerts),
    settings,
    ...(alerting && {
      channels: restoreOutboxState(alerting.outbox).channels,
      unsent: restoreMessages(alerting.unsent).messages.map(({ key }) => key),
    }),
  };
}

/** The kinds of alert a column has a part in. */
function kindsOf({ columns, quality, violations }: WindowReport, name: string): AlertKind[] {
  const drifted = columns.some(({ column, verdict }) => column === name && verdict === 'drift');
  const shows = quality.some(({ column, flags, verdict }) => column === name && flags && verdict === 'drift');
  return [
    ...(drifted ? (['data-drift'] as const) : []),
    ...(shows ? (['data-quality'] as const) : []),
    ...(violations.some(({ column }) => column === name) ? (['schema'] as const) : []),
  ];
}
