import type { ColumnReport } from '../../contracts/window-report.js';
import { reasons } from '../../reasons.js';
import { drawEffectAxis, drawEffectBar } from '../charts/effect-bar.js';
import { drawHistogramPair } from '../charts/histogram-pair.js';
import { drawVerdictStrip } from '../charts/verdict-strip.js';
import { windowLabels } from '../charts/window-labels.js';
import { verdictWords } from '../judged-window.js';
import { valueAndLimit } from '../limit-text.js';
import { breakableName, clip, markup, type Markup } from '../markup.js';
import { countOf, countText, numberText, pValueText } from '../number-text.js';
import { windowName } from '../span-text.js';
import { deciderOf, measured, measureOf, severityInterval, severityOf } from '../severity.js';
import { columnDetails } from './column-details.js';
import type { ReportView } from './report-view.js';
import { verdictMark } from './verdict-mark.js';

/** Drifted columns that are open when the report is. */
const opened = 2;

/** One row per column, worst first, each opening to what moved; columns beyond the drawn ones as a plain table. */
export function columnsSection(view: ReportView): Markup {
  const { drawn, listed, scale, reports, judged } = view;
  if (judged.rows.length === 0) return markup``;
  const labels = windowLabels(reports.map(({ window }) => window.id)).map((label) => clip(label, 12));
  const ends = [labels[0], labels.at(-1)];
  const several = reports.length > 1;
  return markup`<section${!several && markup` class="one"`}><h2>Columns in window ${judged.report.window.id}, worst first</h2>
<p class="legend"><span><i class="swatch"></i>reference</span><span><i class="swatch w"></i>window over the same cells, those of numbers from low to high; solid: more than the reference, whose outline is drawn</span><span>bar: effect with its 90 % interval, as a multiple of its limit (root scale); dashed: the limit</span>${several && markup`<span>strip: the verdict of each window, the graver the taller</span>`}</p>
<div class="cols head"><span>verdict</span><span>column</span>${several && markup`<span class="ends over strip">${ends.map((end) => markup`<span>${end}</span>`)}</span>`}<span class="ends pair"><span>reference</span><span>window</span></span><span>${drawEffectAxis(scale)}</span><span class="num">effect / limit</span><span class="moved">what moved</span></div>
${drawn.map((column, index) => row(view, column, index))}${listed.length > 0 && listedTable(view)}</section>`;
}

function row(view: ReportView, column: ColumnReport, index: number): Markup {
  const decider = deciderOf(column);
  const severity = severityOf(decider);
  const interval = severityInterval(decider);
  const series = view.series.get(column.column);
  const several = view.reports.length > 1;
  const open = column.verdict === 'drift' && index < opened;
  const bar =
    severity === undefined
      ? undefined
      : drawEffectBar({ multiple: severity, ...(interval && { interval }), verdict: column.verdict }, view.scale);
  return markup`<details class="row" data-column="${column.column}" data-verdict="${column.verdict}"${open && markup` open`}><summary class="cols"><span>${verdictMark(column.verdict)}</span><span class="name"><span class="long">${breakableName(column.column)}</span><small>${column.role} · ${column.decider}</small></span>${several && markup`<span class="strip">${series && drawVerdictStrip(series.points, view.shown)}</span>`}<span class="pair">${column.moved.view.length > 0 && drawHistogramPair(column.moved.view)}</span><span class="bar">${bar}</span><span class="num fx">${effectAndLimit(column)}</span><span class="why">${why(column)}</span></summary>${columnDetails(view, column)}</details>`;
}

/** What moved, then why that counts; of a quiet column only the reason, its numbers being one click away. */
function why({ verdict, reason, moved }: ColumnReport): Markup {
  if (verdict === 'stable' || verdict === 'undecided') return markup`<small>${reasons[reason]}</small>`;
  const since = verdict === 'drift' && moved.since !== undefined && ` since ${windowName(moved.since)}`;
  return markup`${moved.sentence.replaceAll(' %', '\u{a0}%')}<small>${reasons[reason]}${since}</small>`;
}

/** The number that is put against its limit, and the limit. */
function effectAndLimit(column: ColumnReport): Markup {
  const decider = deciderOf(column);
  if (!decider || decider.status !== 'tested') return markup`–`;
  const measure = measureOf(decider);
  if (measure === 'evidence')
    return markup`p ${pValueText(decider.pValue, decider.logPValue)}${decider.threshold !== undefined && markup`<br><small class="muted">/ ${pValueText(decider.threshold)}</small>`}`;
  const { value, limit } = measured(decider, measure);
  if (value === undefined) return markup`–`;
  return markup`<b>${numberText(value)}</b>${limit !== undefined && markup`<br><small class="muted">/ ${numberText(limit)}</small>`}`;
}

function listedTable({ listed, driftedWindows, reports }: ReportView): Markup {
  const rows = listed.map((column) => {
    const { value, limit } = valueAndLimit(deciderOf(column));
    return markup`<tr data-column="${column.column}" data-verdict="${column.verdict}"><td>${verdictWords[column.verdict]}<td>${breakableName(column.column)}<td class="num">${value}<td class="num">${limit}<td class="num">${countText(driftedWindows.get(column.column) ?? 0)}<td>${reasons[column.reason]}`;
  });
  return markup`<details class="more"><summary>${countOf(listed.length, 'more column')}, as a table</summary><div class="wide"><table><thead><tr><th>verdict<th>column<th class="num">effect<th class="num">limit<th class="num">drift in windows of ${countText(reports.length)}<th>reason<tbody>${rows}</table></div></details>`;
}
