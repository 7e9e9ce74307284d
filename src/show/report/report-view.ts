import type { ModelVersion } from '../../contracts/registry.js';
import type { ColumnReport, WindowReport } from '../../contracts/window-report.js';
import { effectScale, type EffectScale } from '../charts/effect-bar.js';
import { judgedWindow, type JudgedWindow } from '../judged-window.js';
import { columnSeries, type ChartContext, type ColumnSeries } from '../series.js';
import { deciderOf, severityInterval, severityOf } from '../severity.js';

/** What the whole report is written from, derived once. */
export interface ReportView {
  readonly monitor: string;
  /** All windows that are drawn, in order. */
  readonly reports: readonly WindowReport[];
  /** Earlier windows that are not drawn. */
  readonly earlier: number;
  /** The window whose verdict is the headline, and its index among `reports`. */
  readonly judged: JudgedWindow;
  readonly shown: number;
  /** Columns with pictures, worst first; the others are listed. */
  readonly drawn: readonly ColumnReport[];
  readonly listed: readonly ColumnReport[];
  readonly series: ReadonlyMap<string, ColumnSeries>;
  /** Drifted windows per column. */
  readonly driftedWindows: ReadonlyMap<string, number>;
  readonly scale: EffectScale;
  readonly context: ChartContext;
  readonly versions: readonly ModelVersion[];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** Windows drawn at most, and column-windows drawn at most: what keeps a report of any size within two megabytes. */
const [mostWindows, mostPoints, leastDrawn, mostDrawn] = [500, 4_000, 6, 40];

/** The last window that was judged and is not part of the reference, else the last one. */
export function shownWindow(reports: readonly WindowReport[], id?: string): number {
  const named = id === undefined ? -1 : reports.findLastIndex(({ window }) => window.id === id);
  if (named >= 0) return named;
  const judged = reports.findLastIndex(({ verdict, window }) => verdict !== 'undecided' && !window.inReference);
  return judged >= 0 ? judged : reports.length - 1;
}

/** Derives the view of a report from its input; undefined when there is no window at all. */
export function reportView(input: {
  readonly monitor: string;
  readonly reports: readonly WindowReport[];
  readonly window?: string | undefined;
  readonly drawn?: number | undefined;
  readonly context: ChartContext;
  readonly versions: readonly ModelVersion[];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}): ReportView | undefined {
  const shownOfAll = shownWindow(input.reports, input.window);
  // The shown window stays among those drawn, also when it is an old one.
  const start = Math.max(0, Math.min(input.reports.length - mostWindows, shownOfAll));
  const reports = input.reports.slice(start, start + mostWindows);
  const report = input.reports[shownOfAll];
  if (!report) return undefined;
  const judged = judgedWindow(report);
  const room = Math.floor(mostPoints / reports.length);
  const count = input.drawn ?? Math.min(mostDrawn, Math.max(leastDrawn, room));
  const drawn = judged.rows.slice(0, count);
  const columns = drawn.map(({ column }) => column);
  const driftedWindows = new Map<string, number>();
  for (const each of reports)
    for (const { column, verdict } of each.columns)
      if (verdict === 'drift') driftedWindows.set(column, (driftedWindows.get(column) ?? 0) + 1);
  return {
    monitor: input.monitor,
    reports,
    earlier: start,
    judged,
    shown: shownOfAll - start,
    drawn,
    listed: judged.rows.slice(count),
    series: new Map(columnSeries(reports, { ...input.context, columns }).map((one) => [one.column, one])),
    driftedWindows,
    scale: effectScale(
      drawn.flatMap((column) => [severityOf(deciderOf(column)) ?? 0, severityInterval(deciderOf(column))?.[1] ?? 0]),
    ),
    context: input.context,
    versions: input.versions,
    settings: input.settings,
  };
}
