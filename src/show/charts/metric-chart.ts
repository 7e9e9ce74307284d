import type { Estimate } from '../../contracts/results.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { parseOptions } from '../../options.js';
import { countOf, numberText } from '../number-text.js';
import { onsetIndex, versionMarks, type ChartContext } from '../series.js';
import { chartOptions, type ChartOptions } from './column-chart.js';
import { drawLinePlot } from './line-plot.js';
import type { PlotPoint } from './plot-frame.js';
import { requireEach, requireText } from '../../require-given.js';

/**
 * Names of the metrics the reports hold, in order of appearance.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no window reports.
 */
export const metricNames = (reports: readonly WindowReport[]): readonly string[] => {
  requireEach(reports, 'metricNames', 'a window report', 'window', 'columns', 'quality', 'decision');
  return [...new Set(reports.flatMap(({ performance }) => Object.keys(performance?.metrics ?? {})))];
};

/** A metric of a window; names are looked up as given, also `__proto__`. */
export const metricOf = ({ performance }: WindowReport, metric: string): Estimate | undefined =>
  performance && Object.hasOwn(performance.metrics, metric) ? performance.metrics[metric] : undefined;

/**
 * Draws one metric of the model over the windows as SVG: a stepped line with its interval, concept detections as
 * triangles, model versions as ticks, the onset of a concept change when it is known.
 *
 * @param metric - A name from `metricNames`.
 * @throws DriftSenseError `OPTION_INVALID`; `VALUE_OUT_OF_DOMAIN` for what are no window reports.
 * @example const svg = drawMetricChart(reports, 'accuracy');
 */
export function drawMetricChart(
  reports: readonly WindowReport[],
  metric: string,
  context?: ChartContext,
  options?: ChartOptions,
): string {
  requireEach(reports, 'drawMetricChart', 'a window report', 'window', 'columns', 'quality', 'decision');
  requireText(metric, 'drawMetricChart', 'the name of a metric');
  const size = parseOptions(chartOptions, options, 'drawMetricChart');
  const points = reports.map((report): PlotPoint => {
    const { window, concept } = report;
    const estimate = metricOf(report, metric);
    return {
      window: window.id,
      ...(estimate && { value: estimate.value, interval: estimate.interval }),
      verdict: concept?.drift ? 'drift' : 'stable',
      inReference: window.inReference === true,
    };
  });
  const detections = points.filter(({ verdict }) => verdict === 'drift');
  const onset = onsetIndex(reports, context?.truth?.concept?.onset);
  const [first, last] = [points[0], points.findLast(({ value }) => value !== undefined)];
  const plot = {
    title: metric,
    subtitle: `per window with 90 % interval; concept drift in ${detections.length} of ${countOf(points.length, 'window')}`,
    description:
      first && last?.value !== undefined
        ? `${countOf(points.length, 'window')} from ${first.window}. Last value ${numberText(last.value)} in ${last.window}. Concept drift in ${detections.map(({ window }) => window).join(', ') || 'none'}.`
        : 'No window had labels.',
    points,
    versions: versionMarks(reports, context ?? {}),
    ...(onset === undefined ? {} : { onset }),
    limitText: () => '',
    alarmsWhen: 'above',
    driftWord: 'concept drift',
    fromZero: false,
  } as const;
  return drawLinePlot(plot, size).text;
}
