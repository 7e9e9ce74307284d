import type { MovedCell, TestResult } from '../../contracts/results.js';
import type { ColumnReport } from '../../contracts/window-report.js';
import { reasons } from '../../reasons.js';
import { drawColumnChart } from '../charts/column-chart.js';
import { drawCellBars, drawnCells } from '../charts/histogram-pair.js';
import { verdictWords } from '../judged-window.js';
import { Markup, markup } from '../markup.js';
import { changeText, countText, numberText, pValueText, shareText } from '../number-text.js';
import type { ColumnSeries } from '../series.js';
import { byThreshold } from '../severity.js';
import type { ReportView } from './report-view.js';

/** Categories listed at most, by their part in the change. */
const mostCategories = 10;

/** What a column row opens to: what moved, the column over all windows with its table, and every test. */
export function columnDetails(view: ReportView, column: ColumnReport): Markup {
  const series = view.series.get(column.column);
  return markup`<div class="body"><div><h3>What moved</h3>${cells(column)}${moments(column)}</div><div>${
    series &&
    series.points.length > 1 &&
    markup`<div class="wide">${new Markup(drawColumnChart(series, { standalone: false, width: 700, height: 250 }))}</div>${valuesTable(series)}`
  }<h3>Tests</h3>${testsTable(column)}</div></div>`;
}

function cells({ moved }: ColumnReport): Markup {
  if (moved.view.length === 0) return markup`<p class="muted">${moved.sentence}</p>`;
  // A numeric column has a place on its axis, or moments; its cells are shown in order.
  const ordered = moved.ks !== undefined || moved.mean !== undefined || moved.quantiles !== undefined;
  const shown = ordered
    ? moved.view
    : moved.view.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)).slice(0, mostCategories);
  const tallest = Math.max(...shown.map(({ reference, window }) => Math.max(reference, window)));
  const gone = shown.filter(({ reference, window }) => !ordered && window === 0 && reference > 0);
  const come = shown.filter(({ reference, window }) => !ordered && reference === 0 && window > 0);
  const stayed = shown.filter((cell) => !gone.includes(cell) && !come.includes(cell));
  const hidden = drawnCells(moved.view).filter((cell) => !shown.includes(cell));
  const rows = (some: readonly MovedCell[], kind?: string) =>
    some.map(
      (cell) =>
        markup`<tr${kind !== undefined && markup` class="${kind}"`}><td${ordered && markup` class="id"`}>${cell.cell}<td>${drawCellBars(cell, tallest)}<td class="num">${shareText(cell.reference)}<td class="num">${shareText(cell.window)}<td class="num">${cell.contribution.toFixed(3)}`,
    );
  const group = (title: string, some: readonly MovedCell[], kind?: string) =>
    some.length > 0 && markup`<tr class="group"><td colspan="5">${title}${rows(some, kind)}`;
  return markup`<table class="cells"><thead><tr><th>${ordered ? 'values' : 'category'}<th><th class="num">reference<th class="num">window<th class="num">part of PSI<tbody>${
    ordered
      ? rows(stayed)
      : markup`${group('vanished', gone, 'gone')}${group('appeared', come, 'gone')}${gone.length + come.length > 0 ? group('changed most', stayed) : rows(stayed)}`
  }</table>${hidden.length > 0 && inWords('with smaller changes', hidden)}${pooled(moved)}${appeared(moved)}`;
}

/** What the pooled cell holds: as many of its categories as there is room for, and the rest of it as one. */
function pooled({ view, pooled: some = [] }: ColumnReport['moved']): Markup | false {
  const cell = view.find((each) => each.cell === '__other__');
  if (cell === undefined || some.length === 0) return false;
  const said = some.slice(0, mostCategories);
  const rest = (side: 'reference' | 'window') => said.reduce((left, each) => left - each[side], cell[side]);
  const others = { cell: 'all others', reference: rest('reference'), window: rest('window') };
  const least = 1e-9; // what rounding leaves of nothing
  return inWords('__other__', [...said, ...(others.reference > least || others.window > least ? [others] : [])]);
}

/** Cells with their shares, in words. */
function inWords(title: string, some: readonly Omit<MovedCell, 'contribution'>[]): Markup {
  const said = some.map(
    ({ cell, reference, window }, k) =>
      markup`${k > 0 && ', '}<bdi>${cell}</bdi> ${shareText(reference)} → ${shareText(window)}`,
  );
  return markup`<p class="muted"><small>${title}: ${said}</small></p>`;
}

function appeared({ appeared: some }: ColumnReport['moved']): Markup | undefined {
  if (!some || some.length === 0) return undefined;
  return markup`<p><small>Unknown to the reference: ${some.map(({ category, count }, k) => markup`${k > 0 && ', '}<bdi>${category}</bdi> (${countText(count)})`)}</small></p>`;
}

const bounds = { '>=': '≥ ', '<=': '≤ ' } as const;

interface Pair {
  readonly reference: number;
  readonly window: number;
  readonly bound?: keyof typeof bounds;
}

function momentLine(name: string, { reference, window, bound }: Pair, text: (x: number) => string): Markup {
  const sign = bound === undefined ? '' : bounds[bound];
  return markup`<tr><td>${name}<td class="num">${text(reference)}<td class="num">${sign}${text(window)}<td class="num">${sign}${changeText(window - reference, text)}`;
}

function moments({ moved }: ColumnReport): Markup | undefined {
  const rows = [
    ...(moved.mean ? [momentLine('mean', moved.mean, numberText)] : []),
    ...(moved.sd ? [momentLine('standard deviation', moved.sd, numberText)] : []),
    ...(moved.quantiles ?? []).map((pair) =>
      momentLine(`${numberText(pair.order * 100)} % quantile`, pair, numberText),
    ),
    ...(moved.missing && moved.missing.reference + moved.missing.window > 0
      ? [momentLine('missing', moved.missing, shareText)]
      : []),
  ];
  if (rows.length === 0) return undefined;
  return markup`<table><thead><tr><th><th class="num">reference<th class="num">window<th class="num">change<tbody>${rows}</table>`;
}

function testsTable({ tests, decider, moved }: ColumnReport): Markup {
  const line = (result: TestResult) =>
    markup`<tr><td class="id">${result.test === decider ? markup`<b>${result.test}</b> decides` : result.test}<td class="num">${statisticText(result)}<td class="num">${effectText(result)}<td class="num">${pValueText(result.pValue, result.logPValue) ?? ''}<td class="limits">${limitText(result)}<td class="text">${outcome(result)}`;
  return markup`<div class="wide"><table><thead><tr><th>test<th class="num">statistic<th class="num">effect<th class="num">p<th class="num">limit<th>verdict<tbody>${tests.map(line)}</table></div>${byChance(tests.find(({ test }) => test === decider))}${alone(moved)}`;
}

/** Where windows join the reference, tests are against all of them. */
function alone({ fromReference }: ColumnReport['moved']): Markup | undefined {
  if (fromReference === undefined) return undefined;
  const [low, high] = fromReference.interval;
  return markup`<p class="muted"><small>Tested against the reference and the windows that joined it. From the reference alone: psi ${numberText(fromReference.value)} (${numberText(low)} to ${numberText(high)}), which never alarms.</small></p>`;
}

/** Why the effect of a PSI is smaller than the PSI itself. */
function byChance(result: TestResult | undefined): Markup | undefined {
  if (result?.statisticName !== 'psi' || !result.effect || (result.dispersion ?? 1) !== 1) return undefined;
  if (result.expectedUnderNull === undefined) return undefined;
  return markup`<p class="muted"><small>Chance alone gives a PSI of ${numberText(result.expectedUnderNull)} on average between samples of these sizes; the effect is what is left without it.</small></p>`;
}

/** What a test said: its verdict and reason, or that it only informs. */
function outcome(result: TestResult): Markup {
  if (result.reason === 'informs') return markup`<span class="muted">informs</span>`;
  const why = result.error ? `${result.error.code}: ${result.error.message}` : reasons[result.reason];
  return markup`${result.status === 'tested' ? verdictWords[result.verdict] : result.status} <small class="muted">${why}${result.lowSample && ', few rows'}</small>`;
}

function statisticText({ test, statistic, variant }: TestResult): string {
  if (statistic === undefined) return '';
  return test === 'jsDivergence' ? `${numberText(statistic)} ${variant}` : numberText(statistic);
}

function effectText({ test, effect }: TestResult): string {
  if (!effect) return '';
  if (effect.name !== test) return `${effect.name} ${numberText(effect.value)}`;
  const interval = effect.interval ? ` (${numberText(effect.interval[0])} to ${numberText(effect.interval[1])})` : '';
  return numberText(effect.value) + interval;
}

function limitText(result: TestResult): string {
  if (result.reason === 'informs') return '';
  const { threshold, thresholdOf, tolerance, alarmsWhen } = result;
  const level =
    threshold === undefined
      ? []
      : [
          `${thresholdOf === 'pValue' ? 'p' : ''}\u{a0}${alarmsWhen === 'below' ? '<' : '>'}\u{a0}${thresholdOf === 'pValue' ? pValueText(threshold) : numberText(threshold)}`.trim(),
        ];
  return [
    ...(tolerance === undefined || byThreshold(result) ? [] : [`tolerance ${numberText(tolerance)}`]),
    ...level,
  ].join(', ');
}

const number = (x: number | undefined): string => (x === undefined ? '' : numberText(x));

/** The numbers of a chart as text, one row per window. */
function valuesTable({ points, measure }: ColumnSeries): Markup {
  const rows = points.map(
    ({ window, rows: size, value, interval, limit, pValue, logPValue, missing, verdict, modelVersion, inReference }) =>
      markup`<tr><td>${window}<td class="num">${countText(size)}<td class="num">${number(value)}<td class="num">${interval && `${numberText(interval[0])} to ${numberText(interval[1])}`}<td class="num">${number(limit)}<td class="num">${pValueText(pValue, logPValue)}<td class="num">${missing !== undefined && shareText(missing)}<td class="num">${modelVersion !== undefined && `v${modelVersion}`}<td>${verdictWords[verdict]}${inReference && ' (reference)'}`,
  );
  return markup`<details class="values"><summary>The chart as a table</summary><div><table><thead><tr><th>window<th class="num">rows<th class="num">${measure}<th class="num">interval<th class="num">limit<th class="num">p<th class="num">missing<th class="num">model<th>verdict<tbody>${rows}</table></div></details>`;
}
