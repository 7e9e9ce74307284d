import type { Verdict } from '../contracts/results.js';
import type { ColumnReport, WindowReport } from '../contracts/window-report.js';
import { reasons } from '../reasons.js';
import { decisionWords } from './decision-words.js';
import { headline } from './headline.js';
import { judgedWindow, verdictWords } from './judged-window.js';
import { clip, nameText, printable } from './markup.js';
import { valueAndLimit } from './limit-text.js';
import { countOf, countText, pValueText } from './number-text.js';
import { deciderOf } from './severity.js';
import { requireGiven } from '../require-given.js';
import { wrapWords } from './wrap-words.js';

/** Verdicts as words of one width-saving kind, and marks that a plain terminal can show. */
const marks: Readonly<Record<Verdict, string>> = {
  drift: '!',
  warning: '?',
  immaterial: '~',
  stable: '·',
  undecided: '-',
};

const [windowWidth, columnWidth] = [24, 28];
/** Of a line of the table, all but the name and what moved. */
const numbersWidth = 53;

const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - Array.from(text).length));
const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - Array.from(text).length)) + text;

/**
 * One line per window for a console or a log: mark, window, rows, and the headline; the decision when there is one.
 * Plain text without colour; control characters of names are replaced.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what is no window report.
 * @example summaryLine(report) // '! 2015-07   8,944 rows  Drift in 1 of 6 columns: AIRLINE.'
 */
export function summaryLine(report: WindowReport): string {
  requireGiven(report, 'summaryLine', 'a window report', 'window', 'columns', 'quality', 'decision');
  const { window, decision, verdict } = report;
  const decided = decision.action === 'none' ? '' : ` → ${decision.action}: ${decisionWords[decision.reason]}`;
  const rows = padStart(countOf(window.rows, 'row'), 11);
  return `${marks[verdict]} ${clip(window.id, windowWidth)}  ${rows}  ${headline(judgedWindow(report))}${decided}`;
}

/**
 * One window as a table for a terminal: the headline, then a line per column, worst first, with effect, limit, p-value
 * and what moved.
 *
 * @param options - `columns`: lines at most, default all. `width`: characters of a line at most; what does not fit stands
 *   under its column, or is left out of a stable one. Default: no limit.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what is no window report.
 */
export function summaryTable(
  report: WindowReport,
  options?: { readonly columns?: number; readonly width?: number | undefined },
): string {
  requireGiven(report, 'summaryTable', 'a window report', 'window', 'columns', 'quality', 'decision');
  const most = options?.width ?? Infinity;
  const judged = judgedWindow(report);
  const shown = judged.rows.slice(0, options?.columns ?? judged.rows.length);
  const longest = Math.max(6, Math.min(columnWidth, most - numbersWidth));
  const names = shown.map(({ column }) => clip(nameText(column), longest));
  const width = Math.max(6, ...names.map((name) => Array.from(name).length));
  const whole = (line: string, moved: string) => Array.from(`${line}  ${moved}`).length <= most && `${line}  ${moved}`;
  const lines = shown.map((column, k) => {
    const [line, moved] = tableLine(column, padEnd(names[k] ?? '', width));
    const under = column.verdict === 'stable' ? line : `${line}\n${wrapWords(`    ${moved}`, most, '    ')}`;
    return whole(line, moved) || under;
  });
  const title = `  ${padEnd('column', width)}  ${padEnd('verdict', 16)}  ${padStart('effect', 9)}  ${padStart('limit', 9)}  ${padStart('p', 9)}`;
  const head = whole(title, 'what moved') || title;
  const more = judged.rows.length - shown.length;
  return [
    wrapWords(headline(judged), most, '  '),
    ...(shown.length > 0 ? ['', head] : []),
    ...lines,
    ...(more > 0 ? [`  … and ${countText(more)} more`] : []),
  ].join('\n');
}

/** What moved; of a column without news the reason of its verdict. */
const said = ({ verdict, reason, moved }: ColumnReport): string =>
  verdict === 'stable' || verdict === 'undecided' ? reasons[reason] : moved.sentence;

/** A column's line, and what moved, which stands behind or under it. */
function tableLine(column: ColumnReport, name: string): [line: string, moved: string] {
  const decider = deciderOf(column);
  const { value = '–', limit = '–' } = valueAndLimit(decider);
  const p = (decider?.status === 'tested' && pValueText(decider.pValue, decider.logPValue)) || '–';
  const numbers = [value, limit, p].map((text) => padStart(text, 9)).join('  ');
  return [
    `${marks[column.verdict]} ${name}  ${padEnd(verdictWords[column.verdict], 16)}  ${numbers}`,
    printable(said(column)),
  ];
}
