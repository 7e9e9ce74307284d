import type { Verdict } from '../../contracts/results.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { clip, markup, Markup } from '../markup.js';
import { countOf } from '../number-text.js';
import { onsetIndex, versionMarks, type ChartContext } from '../series.js';
import { at, markPath } from './marks.js';
import { textWidth } from './text-width.js';
import { labelled, windowLabels } from './window-labels.js';

const [width, left, right, lane] = [1_200, 100, 1_194, 22];
/**
 * The names of the lanes stand in a drawing of their own, which stays in sight where the windows have to be scrolled. The
 * drawing of the windows begins under it, so that the label of the first of many has room.
 */
const [names, from] = [80, 40];

/** What a lane says of a window. */
export interface Lane {
  readonly name: string;
  readonly mark: (report: WindowReport) => Verdict | undefined;
}

const columnVerdict = ({ columns }: WindowReport): Verdict | undefined =>
  (['drift', 'warning', 'immaterial', 'stable'] as const).find((verdict) =>
    columns.some((column) => column.verdict === verdict),
  ) ?? (columns.length > 0 ? 'undecided' : undefined);

const lanes: readonly Lane[] = [
  { name: 'columns', mark: columnVerdict },
  {
    name: 'data quality',
    mark: ({ quality }) =>
      quality.length === 0
        ? undefined
        : quality.some(({ flags, verdict }) => flags && verdict === 'drift')
          ? 'drift'
          : 'stable',
  },
  {
    name: 'row by row',
    mark: ({ sequential }) => sequential && (sequential.alarms.length > 0 ? 'drift' : 'stable'),
  },
  {
    name: 'concept',
    mark: ({ concept }) => (concept ? (concept.drift ? 'drift' : concept.warning ? 'warning' : 'stable') : undefined),
  },
];

/** The lanes in which any of the windows has something. */
export const usedLanes = (reports: readonly WindowReport[]): readonly Lane[] =>
  lanes.filter(({ mark }) => reports.some((report) => mark(report) !== undefined));

/**
 * Draws what happened when: one lane each for the columns, the data quality, rows watched one by one and the concept, the decisions under them,
 * model versions and known onsets across. Lanes without anything are left out.
 */
export function drawTimeline(reports: readonly WindowReport[], context: ChartContext, shown: number): Markup {
  const step = (right - left) / Math.max(1, reports.length);
  const centre = (index: number) => left + (index + 0.5) * step;
  const used = usedLanes(reports);
  const actions = reports.flatMap(({ decision }, index) =>
    decision.action === 'none' ? [] : [{ index, action: decision.action }],
  );
  const onsets = onsetMarks(reports, context);
  const top = onsets.length > 0 ? 36 : versionMarks(reports, context).length > 0 ? 24 : 4;
  const rows = used.length + (actions.length > 0 ? 1 : 0);
  const bottom = top + rows * lane + 2;
  const radius = Math.min(5, Math.max(1.6, step * 0.42));
  const flagged = reports.filter(({ verdict }) => verdict === 'drift').length;
  const named: Markup[] = [];
  const parts: Markup[] = [
    markup`<rect class="shade" x="${at(left + shown * step)}" y="${top}" width="${at(Math.max(1.5, step))}" height="${bottom - top}"/>`,
  ];
  for (const [index, { window }] of reports.entries())
    if (window.inReference)
      parts.push(
        markup`<rect class="band" x="${at(left + index * step)}" y="${top}" width="${at(step)}" height="${bottom - top}"/>`,
      );
  const first = reports.findIndex(({ window }) => window.inReference);
  const run = reports.slice(first).findIndex(({ window }) => !window.inReference);
  // Said in words as well: in grey the two shades are one.
  if (first >= 0 && onsets.length > 0 && (run < 0 ? reports.length - first : run) * step > 84)
    parts.push(markup`<text class="h" x="${at(left + first * step + 5)}" y="${top - 4}">reference rows</text>`);
  for (const [row, { name, mark }] of used.entries()) {
    const y = top + (row + 0.5) * lane;
    parts.push(markup`<path class="grid" d="M${left} ${y}H${right}"/>`);
    named.push(markup`<text class="b" x="0" y="${y + 4}">${name}</text>`);
    const paths = new Map<Verdict, string>();
    for (const [index, report] of reports.entries()) {
      const verdict = mark(report);
      if (verdict === undefined || (verdict === 'stable' && step < 6)) continue;
      paths.set(verdict, (paths.get(verdict) ?? '') + markPath(verdict, centre(index), y, radius));
    }
    for (const [verdict, d] of paths) parts.push(markup`<path class="${verdict}" d="${d}"/>`);
  }
  if (actions.length > 0) {
    const y = top + (used.length + 0.5) * lane;
    named.push(markup`<text class="b" x="0" y="${y + 4}">decision</text>`);
    let free = left;
    for (const { index, action } of actions) {
      const half = action.length * 3.1;
      if (centre(index) - half < free) continue;
      free = centre(index) + half + 4;
      parts.push(markup`<text class="b" x="${at(centre(index))}" y="${y + 4}" text-anchor="middle">${action}</text>`);
    }
  }
  for (const mark of versions(reports, context, (index) => left + index * step, bottom)) parts.push(mark);
  for (const label of axis(reports, centre, bottom)) parts.push(label);
  for (const { index, name } of onsets) {
    const x = left + index * step;
    parts.push(
      markup`<path class="onset" d="M${at(x)} ${top - 6}V${bottom}"/><text class="h b" x="${at(x > right - 120 ? x - 4 : x + 4)}" y="${top - 4}"${x > right - 120 && markup` text-anchor="end"`}>${name}</text>`,
    );
  }
  const label = `${countOf(reports.length, 'window')}, ${flagged} flagged`;
  const height = bottom + 22;
  return markup`<div class="lanes"><svg class="ds" aria-hidden="true" viewBox="0 0 ${names} ${height}"><rect class="paper" width="${names}" height="${bottom + 2}"/>${named}</svg><svg class="ds" role="img" aria-label="${label}" viewBox="${from} 0 ${width - from} ${height}"><title>${label}</title>${parts}</svg></div>`;
}

function versions(
  reports: readonly WindowReport[],
  context: ChartContext,
  x: (index: number) => number,
  bottom: number,
): Markup[] {
  let free = -Infinity;
  return versionMarks(reports, context).map(({ index, version }) => {
    const name = `v${version}`;
    const half = name.length * 3.1 + 5;
    const pill =
      x(index) - half >= free &&
      markup`<rect class="pill" x="${at(x(index) - half)}" y="1" width="${at(2 * half)}" height="16" rx="8"/><text class="b" x="${at(x(index))}" y="13" text-anchor="middle">${name}</text>`;
    if (pill) free = x(index) + half;
    return markup`<path class="version" d="M${at(x(index))} 17V${bottom}"/>${pill}`;
  });
}

/** Known onsets, each place and word once. */
function onsetMarks(reports: readonly WindowReport[], { truth }: ChartContext): { index: number; name: string }[] {
  const named = [
    ...(truth?.features ?? []).map(({ onset }) => ({ index: onsetIndex(reports, onset), name: 'true data onset' })),
    { index: onsetIndex(reports, truth?.concept?.onset), name: 'true concept onset' },
  ];
  const once = new Map<string, { index: number; name: string }>();
  for (const { index, name } of named) if (index !== undefined) once.set(`${index} ${name}`, { index, name });
  return Array.from(once.values());
}

function axis(reports: readonly WindowReport[], centre: (index: number) => number, bottom: number): Markup[] {
  const labels = windowLabels(reports.map(({ window }) => window.id)).map((name) => clip(name, 16));
  const longest = labels.reduce((most, name) => Math.max(most, textWidth(name, 11)), 6);
  return labelled(labels.length, Math.floor((right - left) / (longest + 14))).map(
    (index) => markup`<text x="${at(centre(index))}" y="${bottom + 15}" text-anchor="middle">${labels[index]}</text>`,
  );
}
