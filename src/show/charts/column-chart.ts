import * as z from 'zod/mini';
import { verdictWords } from '../judged-window.js';
import { countOf, numberText, pValueText } from '../number-text.js';
import { parseOptions } from '../../options.js';
import type { ColumnSeries } from '../series.js';
import type { Measure } from '../severity.js';
import { drawLinePlot } from './line-plot.js';
import type { LinePlot } from './plot-frame.js';
import { requireGiven } from '../../require-given.js';

export const chartOptions = z.strictObject({
  /** Width in pixels. */
  width: z._default(z.int().check(z.gte(320), z.lte(4_000)), 760),
  /** Height in pixels. */
  height: z._default(z.int().check(z.gte(160), z.lte(4_000)), 280),
  /** Carry colours and background in the drawing itself. `false` inside a page that holds `chartStyle`. */
  standalone: z._default(z.boolean(), true),
});
/** How a chart is drawn. */
export interface ChartOptions extends z.input<typeof chartOptions> {}

/** The limit in words; that of evidence as the p-value it stands for. */
const limitText = (measure: Measure, limit: number): string =>
  measure === 'evidence'
    ? `level p = ${pValueText(10 ** -limit)}`
    : `${measure === 'effect' ? 'tolerance' : 'threshold'} ${numberText(limit)}`;

/**
 * Draws one column over the windows as SVG: its effect (with interval), statistic or evidence as a stepped line, the
 * tolerance or threshold dashed, flagged windows as triangles, model versions as ticks, the true onset when it is known,
 * windows of the reference shaded. Readable in grey: every verdict has a shape and a word.
 *
 * @param series - From `columnSeries`.
 * @returns One well-formed SVG document; the same series gives the same bytes.
 * @throws DriftSenseError `OPTION_INVALID`; `VALUE_OUT_OF_DOMAIN` for what is no series.
 * @example
 * for (const series of columnSeries(reports)) await writeFile(chartFileName(series.column), drawColumnChart(series));
 */
export function drawColumnChart(series: ColumnSeries, options: ChartOptions = {}): string {
  requireGiven(series, 'drawColumnChart', 'a series of `columnSeries`', 'points', 'measure', 'versions');
  const size = parseOptions(chartOptions, options, 'drawColumnChart');
  return drawLinePlot(plotOf(series), size).text;
}

function plotOf(series: ColumnSeries): LinePlot {
  const { points, measure } = series;
  const flagged = points.filter(({ verdict }) => verdict === 'drift').length;
  const interval = points.some((point) => point.interval !== undefined) ? ' with 90 % interval' : '';
  return {
    title: series.column,
    subtitle: `${measureText(series)} per window${interval}; ${verdictWords.drift} in ${flagged} of ${countOf(points.length, 'window')}`,
    description: description(series, flagged),
    points,
    versions: series.versions,
    ...(series.onset === undefined ? {} : { onset: series.onset }),
    limitText: (limit) => limitText(measure, limit),
    alarmsWhen: series.alarmsWhen,
    driftWord: 'drift',
    fromZero: true,
  };
}

const measureText = ({ measure, measureName, test }: ColumnSeries): string =>
  `${measure} ${measure === 'evidence' || measureName !== test ? `${measureName} of ${test}` : test}`;

function description({ points, measure, onset }: ColumnSeries, flagged: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return 'No windows.';
  const worst = points.reduce((a, b) => ((b.value ?? -Infinity) > (a.value ?? -Infinity) ? b : a), first);
  const drifted = points.find(({ verdict }) => verdict === 'drift');
  const known = onset === undefined ? undefined : points[onset];
  return [
    `${countOf(points.length, 'window')} from ${first.window} to ${last.window}.`,
    drifted ? `Drift in ${flagged}, first in ${drifted.window}.` : 'Drift in none.',
    worst.value === undefined
      ? 'No window had a value.'
      : `Highest ${measure} ${numberText(worst.value)} in ${worst.window}${worst.limit === undefined ? '' : `, ${limitText(measure, worst.limit)}`}.`,
    ...(known ? [`The change is known to begin with ${known.window}.`] : []),
  ].join(' ');
}
