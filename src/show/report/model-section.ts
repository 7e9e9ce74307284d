import type { ModelVersion } from '../../contracts/registry.js';
import type { Estimate } from '../../contracts/results.js';
import type { DecisionReason, WindowReport } from '../../contracts/window-report.js';
import { drawMetricChart, metricNames, metricOf } from '../charts/metric-chart.js';
import { confusedText } from '../confused-text.js';
import { decisionWords } from '../decision-words.js';
import { discordantRows } from '../discordant-rows.js';
import { segmentWords } from '../segment-words.js';
import { Markup, markup } from '../markup.js';
import { countOf, countText, numberText, shareText } from '../number-text.js';
import type { ReportView } from './report-view.js';

const [mostCharts, mostRows] = [4, 200];
/** Metrics that count rows, by how the table calls them. */
const counts: ReadonlyMap<string, string> = new Map([
  ['truePositives', 'true pos.'],
  ['falsePositives', 'false pos.'],
  ['falseNegatives', 'false neg.'],
  ['trueNegatives', 'true neg.'],
]);

/** How the model did, and whether the concept moved: a chart per metric and the numbers as a table. */
export function performanceSection({ reports, context }: ReportView): Markup | undefined {
  const metrics = metricNames(reports);
  const concept = reports.some((report) => report.concept);
  if (metrics.length === 0 && !concept) return undefined;
  const charts = metrics
    .filter((metric) => !counts.has(metric))
    .slice(0, mostCharts)
    .map(
      (metric) =>
        markup`<div class="wide">${new Markup(drawMetricChart(reports, metric, context, { standalone: false, width: 580, height: 230 }))}</div>`,
    );
  return markup`<section><h2>Performance and concept</h2><div class="two">${charts}</div>${detections(reports)}${table(reports, metrics)}</section>`;
}

function detections(reports: readonly WindowReport[]): Markup | undefined {
  const found = reports.filter(({ concept }) => concept?.drift);
  const notes = new Set(reports.flatMap(({ concept }) => concept?.note ?? []));
  if (found.length === 0 && notes.size === 0) return undefined;
  const items = found
    .slice(0, mostRows)
    .map(
      ({ window, concept, performance }) =>
        markup`<li><b>Concept drift</b> in ${window.id} by ${concept?.detector}${concept?.index !== undefined && `, row ${countText(concept.index)} of its stream`}${concept?.since !== undefined && `, begun at about row ${countText(concept.since)}`}${concept?.mean !== undefined && `; mean of its input ${numberText(concept.mean)}`} (episode ${concept?.episode})${sayConfused(performance)}</li>`,
    );
  return markup`<ul>${items}${Array.from(notes, (note) => markup`<li>${note}</li>`)}</ul>`;
}

function sayConfused(performance: WindowReport['performance']): string | undefined {
  const text = confusedText(performance);
  return text && `. ${text}`;
}

function table(reports: readonly WindowReport[], metrics: readonly string[]): Markup {
  const rows = reports.map((report) => {
    const { window, performance, concept } = report;
    const labelled = performance && `${countText(performance.labelled)} (${shareText(performance.maturity)})`;
    const said =
      concept &&
      (concept.drift ? 'drift' : concept.warning ? 'warning' : concept.improvement ? 'improvement' : 'quiet');
    const values = metrics.map((name) => {
      const estimate = metricOf(report, name);
      return markup`<td class="num">${estimate && counts.has(name) ? countText(estimate.value) : estimateText(estimate)}`;
    });
    return markup`<tr><td>${window.id}<td class="num">${labelled}${values}<td class="num">${concept?.mean !== undefined && numberText(concept.mean)}<td>${said}`;
  });
  return markup`<details class="values"><summary>The charts as a table</summary><div><table><thead><tr><th>window<th class="num">labelled${metrics.map((name) => markup`<th class="num">${counts.get(name) ?? name}`)}<th class="num">detector input<th>concept<tbody>${rows}</table></div></details>`;
}

const estimateText = (estimate: Estimate | undefined): string =>
  estimate
    ? `${numberText(estimate.value)} (${numberText(estimate.interval[0])} to ${numberText(estimate.interval[1])})`
    : '';

/** What was decided and why, and the versions that came of it with the record of their gate. */
export function retrainingSection({ reports, versions }: ReportView): Markup {
  return markup`<section><h2>Decisions and model versions</h2>${versions.length > 0 && versionTable(versions, reports)}${decisions(reports)}</section>`;
}

/** A stretch of windows after which the same was decided for the same reason. */
interface Stretch {
  readonly first: WindowReport;
  readonly last: WindowReport;
  readonly windows: number;
}

/** Decisions worth telling, windows in a row without an act and with one reason as one. */
function stretches(reports: readonly WindowReport[]): Stretch[] {
  const found: Stretch[] = [];
  let before: WindowReport | undefined;
  for (const report of reports) {
    const { action, reason, detail } = report.decision;
    const last = found.at(-1);
    if (action === 'none' && (reason === 'stable' || reason === 'in-reference')) before = undefined;
    else if (
      last &&
      before === last.last &&
      action === 'none' &&
      last.last.decision.action === 'none' &&
      last.last.decision.reason === reason &&
      last.last.decision.detail === detail
    )
      found[found.length - 1] = { ...last, last: (before = report), windows: last.windows + 1 };
    else found.push({ first: report, last: (before = report), windows: 1 });
  }
  return found;
}

function decisions(reports: readonly WindowReport[]): Markup {
  const told = stretches(reports);
  if (told.length === 0)
    return markup`<p class="muted">Nothing had to be decided in ${countOf(reports.length, 'window')}.</p>`;
  const rows = told.slice(-mostRows).map(({ first, last, windows }) => {
    const { action, reason, detail } = first.decision;
    const until =
      windows > 1 && markup` to ${last.window.id} <small class="muted">(${countOf(windows, 'window')})</small>`;
    return markup`<tr><td>${first.window.id}${until}<td>${action === 'none' ? 'none' : markup`<b>${action}</b>`}<td>${decisionWords[reason]}${detail !== undefined && markup`<small class="muted"> · ${detail}</small>`}`;
  });
  return markup`<table><thead><tr><th>window<th>decision<th>why<tbody>${rows}</table>`;
}

function versionTable(versions: readonly ModelVersion[], reports: readonly WindowReport[]): Markup {
  const rows = versions.slice(-mostRows).map((version) => {
    const first = reports.find(({ modelVersion }) => modelVersion === version.version)?.window.id;
    const metrics = Object.entries(version.metrics).map(([name, value]) => `${name} ${numberText(value)}`);
    const { trainingWindow: span } = version;
    const rowsOf = span && spanText(span.from, span.to);
    return markup`<tr><td><b>v${version.version}</b><td>${first ?? 'not in these windows'}<td>${countOf(version.rows, 'row')}${rowsOf !== undefined && ` of ${rowsOf}`}<td class="text">${metrics.join(', ')}<td class="text">${why(version)}${gate(version)}`;
  });
  return markup`<div class="wide"><table class="versions"><thead><tr><th>version<th>serves from<th>trained on<th>metrics<th>why, and its gate<tbody>${rows}</table></div>`;
}

/** Reference rows and windows are no stretch of time: a reference of January may be followed by a window of May. */
const spanText = (from: string, to: string): string => {
  if (from === to) return from === 'reference' ? 'the reference' : from;
  return from === 'reference' ? `the reference and of windows up to ${to}` : `${from} to ${to}`;
};

/** Why a version was trained: the reason of a decision in words, any other text as it is. */
const why = ({ reason }: ModelVersion): string | undefined =>
  reason !== undefined && Object.hasOwn(decisionWords, reason) ? decisionWords[reason as DecisionReason] : reason;

/** What a record says of its own format. */
const envelope: ReadonlySet<string> = new Set(['kind', 'schemaVersion']);

/** What the gate found, in words where it compared rows; any other record as it is: names and plain values. */
function gate({ gate: record, version, parent }: ModelVersion): Markup | undefined {
  if (record === undefined || record === null) return undefined;
  if (typeof record !== 'object') return markup`<small class="muted"> · gate: ${String(record)}</small>`;
  const { verdict, ...rest } = record as Readonly<Record<string, unknown>>;
  const rows = typeof verdict === 'string' ? discordantRows(rest, version, parent) : undefined;
  const told = [rows, segmentWords(rest)].filter((part) => part !== undefined).join('; ');
  if (rows !== undefined) return markup`<small class="muted"> · gate: ${String(verdict)}: ${told}</small>`;
  const facts = Object.entries(record).flatMap(([name, value]) =>
    envelope.has(name) || value === null || typeof value === 'object'
      ? []
      : [`${name} ${typeof value === 'number' ? numberText(value) : value}`],
  );
  return facts.length > 0 ? markup`<small class="muted"> · gate: ${facts.join(', ')}</small>` : undefined;
}
