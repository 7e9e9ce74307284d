import type { Verdict } from '../contracts/results.js';
import type { ColumnReport, QualityReport, WindowReport } from '../contracts/window-report.js';
import { deciderOf, severityOf } from './severity.js';

/** Verdicts from the gravest to the least known: the order of every list for people. */
export const verdictOrder: readonly Verdict[] = ['drift', 'warning', 'immaterial', 'stable', 'undecided'];

/** One verdict in a word or two. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  drift: 'drift',
  warning: 'warning',
  immaterial: 'within tolerance',
  stable: 'stable',
  undecided: 'no verdict',
};

/**
 * What is said of one window, derived once. The headline, the table and the counts are all written from this value, so
 * they cannot contradict one another.
 */
export interface JudgedWindow {
  readonly report: WindowReport;
  /** Columns, worst first: by verdict, then by multiple of the limit, then by name. */
  readonly rows: readonly ColumnReport[];
  /** Columns by verdict, in the order of `rows`. */
  readonly byVerdict: Readonly<Record<Verdict, readonly ColumnReport[]>>;
  /** Columns with a verdict. */
  readonly tested: number;
  /** Data-quality questions that may flag the window and came out as drift. */
  readonly quality: readonly QualityReport[];
}

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Puts the columns of a report in order and counts its verdicts. */
export function judgedWindow(report: WindowReport): JudgedWindow {
  const severity = new Map(report.columns.map((column) => [column, severityOf(deciderOf(column)) ?? -1]));
  const rows = report.columns.toSorted(
    (a, b) =>
      verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict) ||
      (severity.get(b) ?? 0) - (severity.get(a) ?? 0) ||
      byName(a.column, b.column),
  );
  const of = (verdict: Verdict) => rows.filter((column) => column.verdict === verdict);
  const byVerdict = {
    drift: of('drift'),
    warning: of('warning'),
    immaterial: of('immaterial'),
    stable: of('stable'),
    undecided: of('undecided'),
  };
  return {
    report,
    rows,
    byVerdict,
    tested: rows.length - byVerdict.undecided.length,
    quality: report.quality.filter((question) => question.flags && question.verdict === 'drift'),
  };
}
