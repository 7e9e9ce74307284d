import type { AlertKind, AlertMessage } from '../../contracts/alerter.js';
import { DriftSenseError } from '../../errors.js';
import { nearestName } from '../../nearest-name.js';
import { toEpoch } from '../../table/to-epoch.js';
import { alertKinds } from './alert-kinds.js';
import type { Acknowledgement, AlertState } from './alert-state.js';

/** What is said about an alert besides that it has been seen. */
export interface AcknowledgeOptions {
  /** When reminders go on, if it is still firing then: epoch milliseconds, a Date, or ISO-8601 with offset. Default: never. */
  readonly until?: number | Date | string;
  /** What it turned out to be, on record: a true change, or nothing to act on. */
  readonly as?: 'drift' | 'benign';
}

/** The state after an acknowledgement, and what was noted; no note where the episode is over already. */
export interface Acknowledged {
  readonly state: AlertState;
  readonly key: string;
  readonly since?: string;
  readonly note?: Acknowledgement;
}

/**
 * Somebody has seen an alert: its reminders are silent until it ends, or until the time given. Pure. What is judged does
 * not change, and the end of the episode is told.
 *
 * @param alert - The message, or its key. A message of an episode that is over changes nothing.
 * @throws DriftSenseError `ALERT_UNKNOWN` naming the nearest key; `OPTION_INVALID`, `TIME_AMBIGUOUS` for `until` and `as`.
 */
export function acknowledge(
  state: AlertState,
  monitor: string,
  alert: string | Pick<AlertMessage, 'key' | 'since'>,
  { until, as }: AcknowledgeOptions,
  at: number,
): Acknowledged {
  const kind = kindOf(state, monitor, alert);
  if (as !== undefined && as !== 'drift' && as !== 'benign')
    throw new DriftSenseError('OPTION_INVALID', `acknowledge.as: expected 'drift' or 'benign', got ${String(as)}`);
  const end = until === undefined ? undefined : toEpoch(until);
  if (end !== undefined && !(end > at))
    throw new DriftSenseError('OPTION_INVALID', 'acknowledge.until: expected a time to come', {
      details: { until: end, now: at },
    });
  const key = `${monitor}/${kind}`;
  const before = state.keys[kind];
  const isOfEarlier = typeof alert !== 'string' && alert.since !== before?.since;
  if (before?.status !== 'firing' || isOfEarlier) return { state, key };
  const said = as ?? before.acknowledged?.as;
  const note: Acknowledgement = { at, ...(end !== undefined && { until: end }), ...(said && { as: said }) };
  const next = { ...state, keys: { ...state.keys, [kind]: { ...before, acknowledged: note } } };
  return { state: next, key, since: before.since!, note };
}

function kindOf(state: AlertState, monitor: string, alert: string | Pick<AlertMessage, 'key'>): AlertKind {
  const key: unknown = typeof alert === 'string' ? alert : (alert as Partial<AlertMessage> | undefined)?.key;
  const kind = alertKinds.find((known) => `${monitor}/${known}` === key);
  if (kind !== undefined) return kind;
  const keys = alertKinds.map((known) => `${monitor}/${known}`);
  const nearest = typeof key === 'string' ? nearestName(key, keys) : undefined;
  const firing = alertKinds.filter((known) => state.keys[known]?.status === 'firing');
  const instead = nearest === undefined ? '' : `; the nearest is '${nearest}'`;
  throw new DriftSenseError('ALERT_UNKNOWN', `monitor '${monitor}' has no alert '${String(key)}'${instead}`, {
    details: { key, nearest, firing: firing.map((known) => `${monitor}/${known}`) },
  });
}
