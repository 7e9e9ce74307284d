import type { WindowReport } from '../contracts/window-report.js';
import type { MonitorEvents } from './events.js';
import type { Judgement } from './judge-rows.js';

/** An event and what it tells. */
export type Announcement = {
  [E in keyof MonitorEvents]: readonly [event: E, payload: MonitorEvents[E]];
}[keyof MonitorEvents];

/** The events that a judged window leads to, in order. Pure. */
export function announcements({ report, warnings }: Pick<Judgement, 'report' | 'warnings'>): Announcement[] {
  const window = report.window.id;
  const list: Announcement[] = [['window', report]];
  if (report.window.inReference) return list;
  if (report.verdict === 'drift') list.push(['drift', { report, columns: driftedColumns(report) }]);
  if (report.verdict === 'warning')
    list.push(['warning', { code: report.reason, message: `window ${window}: close to an alarm`, window }]);
  for (const warning of warnings) list.push(['warning', { ...warning, window }]);
  if (report.concept?.drift) list.push(['concept', { window, ...report.concept }]);
  if (report.concept?.improvement) list.push(['improvement', { window, ...report.concept }]);
  if (report.performance) list.push(['performance', { window, ...report.performance }]);
  return list;
}

const driftedColumns = (report: WindowReport) => report.columns.filter((column) => column.verdict === 'drift');
