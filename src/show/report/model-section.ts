import type { ModelVersion } from '../../contracts/registry.js';
import type { Estimate } from '../../contracts/results.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { drawMetricChart, metricNames, metricOf } from '../charts/metric-chart.js';
import { decisionWords } from '../decision-words.js';
import { Markup, markup } from '../markup.js';
import { countText, numberText, shareText } from '../number-text.js';
import type { ReportView } from './report-view.js';

const [mostCharts, mostRows] = [4, 200];

/** How the model did, and whether the concept moved: a chart per metric and the numbers as a table. */
export function performanceSection({ reports, context }: ReportView): Markup | undefined {
  const metrics = metricNames(reports);
  const concept = reports.some((report) => report.concept);
  if (metrics.length === 0 && !concept) return undefined;
  const charts = metrics
    .slice(0, mostCharts)
    .map(
      (metric) =>
        markup`<div>${new Markup(drawMetricChart(reports, metric, context, { standalone: false, width: 580, height: 230 }))}</div>`,
    );
  return markup`<section><h2>Performance and concept</h2><div class="two">${charts}</div>${detections(reports)}${table(reports, metrics.slice(0, mostCharts))}</section>`;
}

function detections(reports: readonly WindowReport[]): Markup | undefined {
  const found = reports.filter(({ concept }) => concept?.drift);
  const notes = new Set(reports.flatMap(({ concept }) => concept?.note ?? []));
  if (found.length === 0 && notes.size === 0) return undefined;
  const items = found
    .slice(0, mostRows)
    .map(
      ({ window, concept }) =>
        markup`<li><b>Concept drift</b> in ${window.id} by ${concept?.detector}${concept?.index !== undefined && `, row ${countText(concept.index)} of its stream`}${concept?.mean !== undefined && `; mean of its input ${numberText(concept.mean)}`} (episode ${concept?.episode})</li>`,
    );
  return markup`<ul>${items}${Array.from(notes, (note) => markup`<li>${note}</li>`)}</ul>`;
}

function table(reports: readonly WindowReport[], metrics: readonly string[]): Markup {
  const rows = reports.slice(-mostRows).map((report) => {
    const { window, performance, concept } = report;
    const labelled = performance && `${countText(performance.labelled)} (${shareText(performance.maturity)})`;
    const said =
      concept &&
      (concept.drift ? 'drift' : concept.warning ? 'warning' : concept.improvement ? 'improvement' : 'quiet');
    const values = metrics.map((name) => markup`<td class="num">${estimateText(metricOf(report, name))}`);
    return markup`<tr><td>${window.id}<td class="num">${labelled}${values}<td class="num">${concept?.mean !== undefined && numberText(concept.mean)}<td>${said}`;
  });
  return markup`<details class="values"><summary>The charts as a table</summary><div><table><thead><tr><th>window<th class="num">labelled${metrics.map((name) => markup`<th class="num">${name}`)}<th class="num">detector input<th>concept<tbody>${rows}</table></div></details>`;
}

const estimateText = (estimate: Estimate | undefined): string =>
  estimate
    ? `${numberText(estimate.value)} (${numberText(estimate.interval[0])} to ${numberText(estimate.interval[1])})`
    : '';

/** What was decided and why, and the versions that came of it with the record of their gate. */
export function retrainingSection({ reports, versions }: ReportView): Markup {
  return markup`<section><h2>Decisions and model versions</h2>${versions.length > 0 && versionTable(versions, reports)}${decisions(reports)}</section>`;
}

function decisions(reports: readonly WindowReport[]): Markup {
  const told = reports.filter(
    ({ decision }) => decision.action !== 'none' || !['stable', 'in-reference'].includes(decision.reason),
  );
  if (told.length === 0)
    return markup`<p class="muted">Nothing had to be decided in ${countText(reports.length)} windows.</p>`;
  const rows = told
    .slice(-mostRows)
    .map(
      ({ window, decision }) =>
        markup`<tr><td class="id">${window.id}<td>${decision.action === 'none' ? 'none' : markup`<b>${decision.action}</b>`}<td>${decisionWords[decision.reason]}${decision.detail !== undefined && markup`<small class="muted"> · ${decision.detail}</small>`}`,
    );
  return markup`<table><thead><tr><th>window<th>decision<th>why<tbody>${rows}</table>`;
}

function versionTable(versions: readonly ModelVersion[], reports: readonly WindowReport[]): Markup {
  const rows = versions.slice(-mostRows).map((version) => {
    const first = reports.find(({ modelVersion }) => modelVersion === version.version)?.window.id;
    const metrics = Object.entries(version.metrics).map(([name, value]) => `${name} ${numberText(value)}`);
    const { trainingWindow: span } = version;
    return markup`<tr><td><b>v${version.version}</b><td class="num">${countText(version.rows)}<td class="id">${span && `${span.from} to ${span.to}`}<td class="id">${metrics.join(', ')}<td class="id">${first ?? 'not in these windows'}<td>${version.reason}${gate(version)}`;
  });
  return markup`<div class="wide"><table><thead><tr><th>version<th class="num">rows<th>trained on<th>metrics<th>served from<th>why, and its gate<tbody>${rows}</table></div>`;
}

/** The gate's record as it is: names and plain values. */
function gate({ gate: record }: ModelVersion): Markup | undefined {
  if (record === undefined || record === null) return undefined;
  if (typeof record !== 'object') return markup`<small class="muted"> · gate: ${String(record)}</small>`;
  const facts = Object.entries(record).flatMap(([name, value]) =>
    value === null || typeof value === 'object'
      ? []
      : [`${name} ${typeof value === 'number' ? numberText(value) : value}`],
  );
  return facts.length > 0 ? markup`<small class="muted"> · gate: ${facts.join(', ')}</small>` : undefined;
}
