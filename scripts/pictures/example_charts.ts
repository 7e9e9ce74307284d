import { columnSeries, drawColumnChart, drawMetricChart, type WindowReport } from 'driftsense';
import type { Quarter } from '../../examples/weather/main.js';

/** The label of Seattle by quarter, for the page of the weather example. */
export function weatherChart(quarters: readonly Quarter[]): string {
  const reports = quarters
    .filter(({ place }) => place === 'Seattle')
    .map(({ quarter, report }) => ({ ...report, window: { ...report.window, id: quarter } }));
  const [series] = columnSeries(reports, { columns: ['weather'] });
  return drawColumnChart(series!);
}

/** Accuracy by window, for the page of the electricity example. */
export const accuracyChart = (reports: readonly WindowReport[]): string => drawMetricChart(reports, 'accuracy');
