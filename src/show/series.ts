import type { Reason, TestResult, Verdict } from '../contracts/results.js';
import type { ColumnRole } from '../contracts/schema.js';
import type { ColumnReport, QualityReport, WindowReport } from '../contracts/window-report.js';
import { verdictOrder } from './judged-window.js';
import { deciderOf, measured, measureOf, type Measure } from './severity.js';
import { requireEach } from '../require-given.js';

/** Where a change is known to begin: the id of a window, or its index among the reports from 0. */
export type Onset = string | number;

/** What is known besides the reports: the truth of a synthetic stream, and promotions. */
export interface ChartContext {
  /** Where a change is known to begin, by column, and that of the concept. */
  readonly truth?: {
    readonly features?: readonly { readonly column: string; readonly onset: Onset }[];
    readonly concept?: { readonly onset: Onset };
  };
  /** The window after whose judgement a version was promoted. */
  readonly promotions?: readonly { readonly window: string; readonly version: number }[];
}

/** Options of {@link columnSeries}. */
export interface SeriesOptions extends ChartContext {
  /** Only these columns. Default all. */
  readonly columns?: readonly string[];
}

/** One window of a series. `value` and `limit` are on the scale of the series; absent parts do not apply. */
export interface SeriesPoint {
  readonly window: string;
  readonly rows: number;
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly value?: number;
  readonly limit?: number;
  readonly interval?: readonly [low: number, high: number];
  readonly pValue?: number;
  readonly logPValue?: number;
  readonly inReference: boolean;
  readonly modelVersion?: number;
  /** Share of missing values, and the gravest verdict on the quality of the column in this window. */
  readonly missing?: number;
  readonly quality?: Verdict;
}

/** A version that began to serve with the window at `index`. */
export interface VersionMark {
  readonly index: number;
  readonly version: number;
}

/** One column over all windows: what a chart draws and what the table beside it lists. */
export interface ColumnSeries {
  readonly column: string;
  readonly role: ColumnRole;
  /** The test whose numbers are followed: the decider that spoke in most flagged windows. */
  readonly test: string;
  readonly measure: Measure;
  /** Name of the number that is followed, for the axis. */
  readonly measureName: string;
  readonly alarmsWhen: 'above' | 'below';
  readonly points: readonly SeriesPoint[];
  readonly versions: readonly VersionMark[];
  /** Index of the first window after the change began, when the truth is known. */
  readonly onset?: number;
}

/**
 * Turns window reports into one series per column, the column with most drifted windows first.
 *
 * @param reports - Window reports of one monitor, in order.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no window reports.
 * @example const [worst] = columnSeries(reports); const svg = drawColumnChart(worst);
 */
export function columnSeries(reports: readonly WindowReport[], options?: SeriesOptions): ColumnSeries[] {
  requireEach(reports, 'columnSeries', 'a window report', 'window', 'columns', 'quality', 'decision');
  const wanted = options?.columns && new Set(options.columns);
  const columns = new Map<string, (ColumnReport | undefined)[]>();
  for (const [index, report] of reports.entries())
    for (const column of report.columns) {
      if (wanted && !wanted.has(column.column)) continue;
      let entries = columns.get(column.column);
      if (!entries) columns.set(column.column, (entries = Array.from({ length: reports.length })));
      entries[index] = column;
    }
  const quality = reports.map((report) => qualityByColumn(report.quality));
  const versions = versionMarks(reports, options ?? {});
  const series = Array.from(columns, ([name, entries]) => {
    const onset = options?.truth?.features?.find(({ column }) => column === name)?.onset;
    return oneSeries(name, entries, reports, quality, versions, onsetIndex(reports, onset));
  });
  const rank = new Map(series.map((one) => [one, one.points.filter(({ verdict }) => verdict === 'drift').length]));
  return series.toSorted(
    (a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0) || (a.column < b.column ? -1 : Number(a.column > b.column)),
  );
}

function qualityByColumn(questions: readonly QualityReport[]): Map<string, QualityReport[]> {
  const columns = new Map<string, QualityReport[]>();
  for (const question of questions) {
    const known = columns.get(question.column);
    if (known) known.push(question);
    else columns.set(question.column, [question]);
  }
  return columns;
}

function oneSeries(
  column: string,
  entries: readonly (ColumnReport | undefined)[],
  reports: readonly WindowReport[],
  quality: readonly Map<string, QualityReport[]>[],
  versions: readonly VersionMark[],
  onset: number | undefined,
): ColumnSeries {
  const test = followedTest(entries);
  const results = entries.map((entry) => entry?.tests.find((result) => result.test === test));
  const told = results.find((result) => result?.status === 'tested') ?? results.find((result) => result !== undefined);
  const measure = told ? measureOf(told) : 'statistic';
  return {
    column,
    role: entries.find((entry) => entry !== undefined)?.role ?? 'feature',
    test,
    measure,
    measureName: measureName(measure, told),
    alarmsWhen: measure === 'statistic' ? (told?.alarmsWhen ?? 'above') : 'above',
    points: reports.map((report, i) => point(report, entries[i], results[i], measure, quality[i]?.get(column))),
    versions,
    ...(onset === undefined ? {} : { onset }),
  };
}

function followedTest(entries: readonly (ColumnReport | undefined)[]): string {
  const votes = new Map<string, number>();
  for (const entry of entries) {
    const result = entry && deciderOf(entry);
    if (!result) continue;
    // One drifted window outweighs any number of quiet ones, in which the decider is only the first test of a list.
    const weight = entry.verdict === 'drift' ? entries.length + 1 : 1;
    votes.set(result.test, (votes.get(result.test) ?? 0) + weight);
  }
  let [best, most] = ['', 0];
  for (const [test, count] of votes) if (count > most) [best, most] = [test, count];
  return best;
}

function measureName(measure: Measure, result: TestResult | undefined): string {
  if (measure === 'evidence') return '−log₁₀ p';
  if (measure === 'effect') return result?.effect?.name ?? 'effect';
  return result?.statisticName ?? 'statistic';
}

function point(
  report: WindowReport,
  entry: ColumnReport | undefined,
  result: TestResult | undefined,
  measure: Measure,
  quality: readonly QualityReport[] = [],
): SeriesPoint {
  const interval = result && measure === 'effect' ? result.effect?.interval : undefined;
  const gravest = verdictOrder.find((verdict) =>
    quality.some((question) => question.flags && question.verdict === verdict),
  );
  const missing = quality.find(({ kind }) => kind === 'missing')?.share ?? entry?.moved.missing?.window;
  return {
    window: report.window.id,
    rows: report.window.rows,
    verdict: entry?.verdict ?? 'undecided',
    ...(entry ? { reason: entry.reason } : {}),
    ...(result?.status === 'tested' ? measured(result, measure) : {}),
    ...(interval ? { interval } : {}),
    ...(result?.pValue === undefined ? {} : { pValue: result.pValue }),
    ...(result?.logPValue === undefined ? {} : { logPValue: result.logPValue }),
    inReference: report.window.inReference === true,
    ...(report.modelVersion === undefined ? {} : { modelVersion: report.modelVersion }),
    ...(missing === undefined ? {} : { missing }),
    ...(gravest ? { quality: gravest } : {}),
  };
}

/** Versions by the window they first served; a promotion counts from the window after it, unless the reports say otherwise. */
export function versionMarks(reports: readonly WindowReport[], context: ChartContext): VersionMark[] {
  const marks: VersionMark[] = [];
  let serving: number | undefined;
  for (const [index, { modelVersion }] of reports.entries())
    if (modelVersion !== undefined && modelVersion !== serving) {
      marks.push({ index, version: modelVersion });
      serving = modelVersion;
    }
  if (marks.length > 0) return marks;
  return (context.promotions ?? []).flatMap(({ window, version }) => {
    const index = reports.findIndex((report) => report.window.id === window);
    return index === -1 ? [] : [{ index: index + 1, version }];
  });
}

/** Index of the window an onset names; undefined when it is not among the reports. */
export function onsetIndex(reports: readonly WindowReport[], onset: Onset | undefined): number | undefined {
  if (onset === undefined) return undefined;
  const index = typeof onset === 'number' ? onset : reports.findIndex(({ window }) => window.id === onset);
  return index >= 0 && index < reports.length ? index : undefined;
}
