import type { ConceptReport, WindowReport } from '../contracts/window-report.js';
import type { MonitorEvents } from './events.js';
import type { JudgedOutcomes } from './judge-outcomes.js';
import type { Warning } from './training-data.js';

/** An event and what it tells. */
export type Announcement = {
  [E in keyof MonitorEvents]: readonly [event: E, payload: MonitorEvents[E]];
}[keyof MonitorEvents];

/** The events that a judged window leads to, in order. Pure. @param news - What of the detector has not been told before. */
export function announcements(
  report: WindowReport,
  warnings: readonly Warning[],
  news?: JudgedOutcomes['news'],
): Announcement[] {
  const window = report.window.id;
  const list: Announcement[] = [['window', report]];
  if (!report.window.inReference) list.push(...ofItsRows(report, warnings));
  // Late labels are of earlier windows, also where these rows are part of the reference.
  if (report.concept) list.push(...ofTheDetector(window, report.concept, news));
  if (report.performance && !report.window.inReference) list.push(['performance', { window, ...report.performance }]);
  return list;
}

/** The events that a change of the losses leads to. */
export function ofTheDetector(
  window: string,
  report: ConceptReport,
  { drift, improvement }: NonNullable<JudgedOutcomes['news']> = report,
): Announcement[] {
  const list: Announcement[] = [];
  if (drift) list.push(['concept', { window, ...report }]);
  if (improvement) list.push(['improvement', { window, ...report }]);
  return list;
}

function ofItsRows(report: WindowReport, warnings: readonly Warning[]): Announcement[] {
  const window = report.window.id;
  const list: Announcement[] = [];
  if (report.verdict === 'drift') list.push(['drift', { report, columns: driftedColumns(report) }]);
  if (report.verdict === 'warning')
    list.push(['warning', { code: report.reason, message: `window ${window}: close to an alarm`, window }]);
  for (const warning of warnings) list.push(['warning', { ...warning, window }]);
  return list;
}

const driftedColumns = (report: WindowReport) => report.columns.filter((column) => column.verdict === 'drift');
