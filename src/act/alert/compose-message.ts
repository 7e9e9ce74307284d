import type { AlertColumn, AlertMessage } from '../../contracts/alerter.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { limits } from '../../limits.js';
import { kindFacts } from './alert-kinds.js';
import type { Acknowledgement, Transition } from './alert-state.js';
import { nextStepOf } from './next-step.js';
import { clip, countOf, figure, plainText } from './plain-text.js';
import { reasonText, type AlertSignal } from './signals-of.js';

/** What a message is made of besides the transition. */
export interface Occasion {
  readonly monitor: string;
  readonly window: { readonly id: string; readonly rows: number };
  readonly modelVersion?: number;
  readonly decision?: WindowReport['decision'];
  /** Epoch milliseconds. */
  readonly at: number;
  /** Where more is to be seen; written by the user, so shown as it is. */
  readonly link?: string;
}

const transitionText: Readonly<Record<AlertMessage['transition'], string>> = {
  firing: 'began',
  reminder: 'goes on',
  resolved: 'is over',
  superseded: 'is closed',
};

/** Characters of a message besides its title: what is allowed for both, less the longest title. */
const titleCharacters = 150;
const nameInTitle = 60;
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
  const monitor = plainText(occasion.monitor);
  const columns = (signal?.columns ?? []).slice(0, topColumns).map(shown);
  const more = (signal?.columns.length ?? 0) - columns.length;
  const nextStep = clip(nextStepOf(transition, occasion.monitor, columns, occasion.decision), 400);
  const header = headerOf(transition, signal, occasion);
  const footer = footerOf(occasion, nextStep);
  const room = textCharacters - header.length - footer.length - 2;
  return Object.freeze({
    key: `${occasion.monitor}/${kind}`,
    monitor: occasion.monitor,
    kind,
    transition: transition.transition,
    severity: isEnd(transition) ? 'info' : kindFacts[kind].severity,
    sequence,
    title: titleOf(transition, monitor, columns[0], columns.length + more - 1),
    text: [header, ...listOf(columns, more, room), footer].join('\n'),
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

/** `fraud: data drift began: AIRLINE and 2 more columns`. */
function titleOf({ kind, transition }: Transition, monitor: string, first: AlertColumn | undefined, others: number) {
  const what = `${monitor}: ${kindFacts[kind].title} ${transitionText[transition]}`;
  if (first === undefined) return clip(what, titleCharacters);
  const rest = others === 0 ? '' : ` and ${countOf(others, 'more column')}`;
  return clip(`${what}: ${plainText(first.column, nameInTitle)}${rest}`, titleCharacters);
}

function headerOf(
  { kind, transition, firingWindows, since, acknowledged }: Transition,
  signal: AlertSignal | undefined,
  { window }: Occasion,
) {
  const seen = acknowledged === undefined ? '' : ` ${acknowledgedText(acknowledged)}`;
  const here = `window ${plainText(window.id)} (${countOf(window.rows, 'row')})`;
  const episode = `began in window ${plainText(since)} and fired in ${countOf(firingWindows, 'window')}`;
  if (transition === 'resolved') return `Clean again up to ${here}. It ${episode}.${seen}`;
  if (transition === 'superseded') {
    const replaced =
      kindFacts[kind].about === 'reference' ? 'Another reference was taken' : 'Another model version serves';
    return `${replaced} after ${here}. It ${episode}.${seen}`;
  }
  const now = plainText(signal?.summary ?? 'it fired', 2 * limits.nameCharacters);
  return `${here.replace('w', 'W')}: ${now}. It ${episode}.${seen}`;
}

const acknowledgedOf = ({ at, as }: Acknowledgement): NonNullable<AlertMessage['acknowledged']> =>
  Object.freeze({ at, ...(as && { as }) });

const acknowledgedText = ({ at, as }: Acknowledgement): string =>
  `Acknowledged${as === undefined ? '' : ` as ${as}`} on ${new Date(at).toISOString().slice(0, 10)}.`;

const isEnd = ({ transition }: Transition): boolean => transition === 'resolved' || transition === 'superseded';

/** Characters kept for the line that counts the rest. */
const lastLine = 40;

/** One line per column while there is room, then how many are left. */
function listOf(columns: readonly AlertColumn[], more: number, room: number): readonly string[] {
  const lines: string[] = [];
  let left = room - lastLine;
  for (const { column, role, reason, effect, tolerance, moved } of columns) {
    const against = tolerance === undefined ? '' : `, tolerance ${figure(tolerance)}`;
    const measure = moved ?? (effect === undefined ? '' : `${figure(effect)}${against}`);
    const why = plainText(reasonText(reason));
    const what = measure === '' ? why : `${measure} (${why})`;
    const line = `- ${plainText(column)} (${plainText(role, 20)}): ${what}`;
    if (line.length + 1 > left) break;
    left -= line.length + 1;
    lines.push(line);
  }
  const untold = more + columns.length - lines.length;
  return untold === 0 ? lines : [...lines, `- and ${countOf(untold, 'more column')}`];
}

function footerOf({ modelVersion, link }: Occasion, nextStep: string): string {
  return [
    ...(modelVersion === undefined ? [] : [`Model version ${modelVersion}.`]),
    `Next: ${nextStep}`,
    ...(link === undefined ? [] : [clip(link, 500)]),
  ].join('\n');
}
