import type { AlertColumn, AlertMessage } from '../../contracts/alerter.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { limits } from '../../limits.js';
import { kindFacts } from './alert-kinds.js';
import type { Transition } from './advance-alerts.js';
import type { Acknowledgement } from './alert-state.js';
import { nextStepOf } from './next-step.js';
import { footerOf, headerOf, listOf, titleCharacters, titleOf } from './message-text.js';
import { clip, plainText } from './plain-text.js';
import type { AlertSignal } from './signals-of.js';

/** What a message is made of besides the transition. */
export interface Occasion {
  readonly monitor: string;
  readonly window: { readonly id: string; readonly rows: number };
  /** How the text calls the moment where it is no window: `after 12 windows`, `period to 2026-11-29T10:00Z`. */
  readonly here?: string;
  readonly modelVersion?: number;
  readonly decision?: WindowReport['decision'];
  /** Epoch milliseconds. */
  readonly at: number;
  /** Where more is to be seen; written by the user, so shown as it is. */
  readonly link?: string;
}

/** Characters of a message besides its title: what is allowed for both, less the longest title. */
const textCharacters = limits.digestCharacters - titleCharacters;

/**
 * One transition as the message for people: what, how much against which tolerance, since when, on how many rows, the
 * columns that moved most and how, model version, next step. At most 3,000 characters with its title, whatever the
 * number and names of the columns: the rest of them is a count.
 *
 * @param signal - What the window says about this kind; absent when no window led here (a promotion).
 * @param topColumns - Columns listed.
 */
export function composeMessage(
  transition: Transition,
  signal: AlertSignal | undefined,
  occasion: Occasion,
  topColumns: number,
): AlertMessage {
  const { kind, sequence, since } = transition;
  const columns = (signal?.columns ?? []).slice(0, topColumns).map(shown);
  const more = (signal?.columns.length ?? 0) - columns.length;
  const nextStep = clip(nextStepOf(transition, occasion.monitor, columns, occasion.decision), 400);
  const severity = isEnd(transition) ? 'info' : kindFacts[kind].severity;
  const header = headerOf(transition, signal, occasion);
  const footer = footerOf(occasion, severity, nextStep);
  const room = textCharacters - header.length - footer.length - 2;
  return Object.freeze({
    key: `${occasion.monitor}/${kind}`,
    monitor: occasion.monitor,
    kind,
    transition: transition.transition,
    severity,
    sequence,
    title: titleOf(transition, occasion, columns, more),
    text: [header, ...listOf(kind, columns, more, room), footer].join('\n'),
    window: Object.freeze({ id: occasion.window.id, rows: occasion.window.rows }),
    since,
    ...(transition.acknowledged && { acknowledged: acknowledgedOf(transition.acknowledged) }),
    columns: Object.freeze(columns),
    more,
    ...(occasion.modelVersion === undefined ? {} : { modelVersion: occasion.modelVersion }),
    nextStep,
    ...(occasion.link === undefined ? {} : { link: occasion.link }),
    at: occasion.at,
  });
}

/** A column as a message carries it: bounded, whatever came with the data. */
const shown = (column: AlertColumn): AlertColumn =>
  Object.freeze({
    ...column,
    column: clip(column.column, 2 * limits.nameCharacters),
    ...(column.moved === undefined ? {} : { moved: plainText(column.moved, 3 * limits.nameCharacters) }),
  });

const acknowledgedOf = ({ at, as }: Acknowledgement): NonNullable<AlertMessage['acknowledged']> =>
  Object.freeze({ at, ...(as && { as }) });

const isEnd = ({ transition }: Transition): boolean => transition === 'resolved' || transition === 'superseded';
