import type { AlertColumn, AlertKind, AlertMessage } from '../../contracts/alerter.js';
import { limits } from '../../limits.js';
import { kindFacts } from './alert-kinds.js';
import type { Transition } from './advance-alerts.js';
import type { Acknowledgement } from './alert-state.js';
import type { Occasion } from './compose-message.js';
import { clip, countOf, figure, plainText } from './plain-text.js';
import { reasonText, type AlertSignal } from './signals-of.js';

const marks: Readonly<Record<AlertMessage['transition'], string>> = {
  firing: '',
  reminder: ' (reminder)',
  resolved: ' (resolved)',
  superseded: ' (closed)',
  notice: '',
};

/** Characters of a title, and of a name in it. */
export const titleCharacters = 150;
const nameInTitle = 60;

/** `fraud: data drift: AIRLINE and 2 more columns`, `fraud: data drift (resolved)`, `fraud: promoted: version 4`. */
export function titleOf(
  { kind, transition }: Transition,
  { monitor, modelVersion }: Pick<Occasion, 'monitor' | 'modelVersion'>,
  [first, ...others]: readonly AlertColumn[],
  more: number,
): string {
  const what = `${plainText(monitor)}: ${kindFacts[kind].title}${marks[transition]}`;
  if (transition === 'notice' && modelVersion !== undefined)
    return clip(`${what}: version ${modelVersion}`, titleCharacters);
  if (first === undefined || kind in introductions) return clip(what, titleCharacters);
  const untold = others.length + more;
  const rest = untold === 0 ? '' : ` and ${countOf(untold, 'more column')}`;
  return clip(`${what}: ${plainText(first.column, nameInTitle)}${rest}`, titleCharacters);
}

/** What happened in which window, and since when. */
export function headerOf(transition: Transition, signal: AlertSignal | undefined, occasion: Occasion): string {
  const { window, here = `window ${plainText(window.id)} (${countOf(window.rows, 'row')})` } = occasion;
  const what = plainText(whatOf(transition, signal), 2 * limits.nameCharacters);
  return [`${here.charAt(0).toUpperCase()}${here.slice(1)}: ${what}.`, ...episodeOf(transition)].join('\n');
}

function whatOf({ kind, transition }: Transition, signal: AlertSignal | undefined): string {
  if (transition === 'resolved') return 'clean again';
  const replaced = kindFacts[kind].about === 'reference' ? 'another reference was taken' : 'another model serves';
  return signal?.summary ?? (transition === 'superseded' ? replaced : kindFacts[kind].title);
}

function episodeOf({ transition, since, firingWindows, acknowledged }: Transition): readonly string[] {
  if (transition === 'notice') return [];
  if (transition === 'firing' && firingWindows === 1) return ['It has just begun.'];
  const start = isTime(since) ? `${since.slice(0, 16)}Z` : `window ${plainText(since)}`;
  const many = countOf(firingWindows, 'window');
  const goesOn = transition === 'firing' || transition === 'reminder';
  const line = goesOn ? `Since ${start}, in ${many} so far.` : `It began in ${start} and fired in ${many}.`;
  return [acknowledged === undefined ? line : `${line} ${acknowledgedText(acknowledged)}`];
}

/** Windows of time, and periods without a window, are called by their time. */
const isTime = (id: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}\.\d{3})?Z$/.test(id);

const acknowledgedText = ({ at, as }: Acknowledgement): string =>
  `Acknowledged${as === undefined ? '' : ` as ${as}`} on ${new Date(at).toISOString().slice(0, 10)}.`;

/** Where the columns listed are not what the alert is about, what they are. */
const introductions: Readonly<Partial<Record<AlertKind, string>>> = {
  'concept-drift': 'In the same window these columns moved, which need not be the cause:',
};

/** Characters kept for the line that counts the rest. */
const lastLine = 40;

/** One line per column while there is room, then how many are left. */
export function listOf(
  kind: AlertKind,
  columns: readonly AlertColumn[],
  more: number,
  room: number,
): readonly string[] {
  const lines = columns.length > 0 && kind in introductions ? [introductions[kind]!] : [];
  const introduced = lines.length;
  let left = room - lastLine - lines.join('').length - introduced;
  for (const column of columns) {
    const line = columnLine(column, kind);
    if (line.length + 1 > left) break;
    left -= line.length + 1;
    lines.push(line);
  }
  const untold = more + columns.length - (lines.length - introduced);
  return untold === 0 ? lines : [...lines, `- and ${countOf(untold, 'more column')}`];
}

/** Reasons that the measure beside them says already. */
const evident = new Set(['change-beyond-tolerance', 'beyond-threshold', 'schema-violation']);

function columnLine({ column, role, reason, effect, tolerance, moved }: AlertColumn, kind: AlertKind): string {
  const against = tolerance === undefined ? '' : `, tolerance ${figure(tolerance)}`;
  const measure = moved ?? (effect === undefined ? '' : `${figure(effect)}${against}`);
  const isEvident = reason === kind || (measure !== '' && evident.has(reason));
  const why = isEvident ? '' : plainText(reasonText(reason));
  const what = measure !== '' && why !== '' ? `${measure} (${why})` : measure + why;
  const part = role === 'feature' || role === 'none' ? '' : ` (${plainText(role, 20)})`;
  return `- ${plainText(column)}${part}${what === '' ? '' : `: ${what}`}`;
}

/** How grave it is, which model serves, what to do, and where more is to be seen. */
export function footerOf(
  { modelVersion, link }: Occasion,
  severity: AlertMessage['severity'],
  nextStep: string,
): string {
  const model = modelVersion === undefined ? '' : ` Model version ${modelVersion}.`;
  return [`Severity: ${severity}.${model}`, `Next: ${nextStep}`, ...(link === undefined ? [] : [clip(link, 500)])].join(
    '\n',
  );
}
