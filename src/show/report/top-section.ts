import type { TestResult } from '../../contracts/results.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { reasons } from '../../reasons.js';
import { decisionWords } from '../decision-words.js';
import { metricNames, metricOf } from '../charts/metric-chart.js';
import { drawTimeline } from '../charts/timeline.js';
import { headline } from '../headline.js';
import { verdictOrder } from '../judged-window.js';
import { markup, nameText, type Markup } from '../markup.js';
import { countOf, countText, numberText, pValueText } from '../number-text.js';
import { deciderOf, measureOf, severityOf } from '../severity.js';
import { spanText, windowName } from '../span-text.js';
import type { ReportView } from './report-view.js';
import { verdictMark } from './verdict-mark.js';
import { windowsTable } from './windows-table.js';

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
}

/** The verdict in a sentence, its worst column in another, the facts beside it, and what happened when. */
export function topSection(view: ReportView): Markup {
  const { judged, monitor, reports, context, shown } = view;
  const { window, verdict, reference } = judged.report;
  const span = spanText(window);
  return markup`<header class="top ${verdict}"><h1 data-verdict="${verdict}" data-drifted="${judged.byVerdict.drift.length}" data-quality="${judged.quality.length}">${headline(judged)}</h1>${worst(view)}<p class="muted"><bdi>${monitor}</bdi> · window <b>${window.id}</b>${span && ` (${span})`} · ${countOf(window.rows, 'row')} against a reference of ${countText(reference.rows)}${joined(reference)}${window.partial && ' · closed before it was full'}</p></header>
<dl class="facts">${facts(view).map(({ name, value, note }) => markup`<div><dt>${name}</dt><dd>${value}${note !== undefined && markup`<small>${note}</small>`}</dd></div>`)}</dl>
${reports.length > 1 && markup`<div class="wide late">${drawTimeline(reports, context, shown)}</div>${timelineLegend(reports)}${windowsTable(reports)}`}`;
}

/** What has joined the reference, in the mode `pooled`. */
const joined = ({ joined: some }: WindowReport['reference']): string | undefined =>
  some && some.windows > 0
    ? ` and ${countOf(some.rows, 'row')} of ${countOf(some.windows, 'window')} that joined it`
    : undefined;

const timelineLegend = (reports: readonly WindowReport[]): Markup =>
  markup`<p class="legend">${verdictOrder.map((each) => markup`<span>${verdictMark(each)}</span>`)}<span>shaded grey: the window of the headline</span>${reports.some((report) => report.window.inReference) && markup`<span>shaded blue: rows of the reference, never counted</span>`}</p>`;

/** The worst drifted column: what moved, how far beyond its limit, and since when. */
function worst({ judged, reports, shown }: ReportView): Markup | undefined {
  const [column] = judged.byVerdict.drift;
  if (!column) return undefined;
  const since = runStart(reports, shown, (report) =>
    report.columns.some((each) => each.column === column.column && each.verdict === 'drift'),
  );
  const first = reports[since];
  return markup`<p class="lede"><b>${nameText(column.column)}</b>: ${column.moved.sentence}${far(deciderOf(column))}${first && since < shown && `; in ${countText(shown - since + 1)} windows in a row, since ${windowName(first.window.id)}`}.</p>`;
}

/** How far beyond its limit a result is: as a multiple of it, or by its p-value where a level of that is the limit. */
function far(result: TestResult | undefined): string | undefined {
  if (result && measureOf(result) === 'evidence') return `, p ${pValueText(result.pValue, result.logPValue)}`;
  const multiple = severityOf(result);
  return multiple !== undefined && multiple >= 1.05 ? `, ${numberText(multiple)} times its limit` : undefined;
}

/** Index of the first of the windows up to `last` without a break of which something holds. */
function runStart(reports: readonly WindowReport[], last: number, holds: (report: WindowReport) => boolean): number {
  let start = last;
  for (let k = last - 1; k >= 0; k--) {
    const report = reports[k];
    if (!report || !holds(report)) break;
    start = k;
  }
  return start;
}

function facts({ reports, judged, earlier }: ReportView): Fact[] {
  const counted = reports.filter(({ window }) => !window.inReference);
  const flagged = counted.filter(({ verdict }) => verdict === 'drift');
  const detections = reports.filter(({ concept }) => concept?.drift);
  const detector = reports.findLast(({ concept }) => concept)?.concept?.detector;
  const { decision, modelVersion } = judged.report;
  const since = reports.find((report) => report.modelVersion === modelVersion);
  const found: Fact[] = [
    {
      name: 'Windows flagged',
      value: `${countText(flagged.length)} of ${countText(counted.length)}`,
      note: flagged[0]
        ? `first ${windowName(flagged[0].window.id)}: ${reasons[flagged[0].reason]}`
        : earlier > 0
          ? `${countOf(earlier, 'earlier window')} not shown`
          : undefined,
    },
  ];
  if (detector !== undefined)
    found.push({
      name: 'Concept drift',
      value: detections.length > 0 ? `in ${countOf(detections.length, 'window')}` : 'none found',
      note: detections[0] ? `first ${windowName(detections[0].window.id)} by ${detector}` : `by ${detector}`,
    });
  const measured = reports.findLast(({ performance }) => performance && Object.keys(performance.metrics).length > 0);
  const metric = metricNames(measured ? [measured] : [])[0];
  const estimate = measured && metric !== undefined ? metricOf(measured, metric) : undefined;
  if (measured && estimate)
    found.push({
      name: `Model: ${metric}`,
      value: numberText(estimate.value),
      note: `90 % interval ${numberText(estimate.interval[0])} to ${numberText(estimate.interval[1])}, ${windowName(measured.window.id)}`,
    });
  if (modelVersion !== undefined)
    found.push({
      name: 'Model in force',
      value: `version ${modelVersion}`,
      note: since && `since ${windowName(since.window.id)}`,
    });
  found.push({ name: 'Decision', value: decision.action, note: decisionWords[decision.reason] });
  return found;
}
