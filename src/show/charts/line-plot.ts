import { area, curveStepAfter, line } from '../d3.js';
import type { Verdict } from '../../contracts/results.js';
import { verdictOrder, verdictWords } from '../judged-window.js';
import { clip, markup, Markup } from '../markup.js';
import { numberText } from '../number-text.js';
import { at, markPath } from './marks.js';
import { chartStyle, light } from './palette.js';
import {
  edges,
  frameOf,
  limitRuns,
  runs,
  type Frame,
  type LinePlot,
  type PlotPoint,
  type PlotSize,
} from './plot-frame.js';
import { plotLabels } from './plot-labels.js';
import { clipToWidth, textWidth } from './text-width.js';
import { labelled, windowLabels } from './window-labels.js';

const characterWidth = 6.1;

/** Draws a stepped line over windows with its limit, marks, versions, onset and reference windows, as one SVG element. */
export function drawLinePlot(plot: LinePlot, size: PlotSize): Markup {
  const frame = frameOf(plot, size);
  const label = `${plot.title}: ${plot.subtitle}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="ds" role="img" aria-label="${label}" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}"><title>${label}</title><desc>${plot.description}</desc>${
    size.standalone &&
    markup`<style>${new Markup(chartStyle(light))}</style><rect class="paper" width="${size.width}" height="${size.height}"/>`
  }${heading(plot, frame)}${ground(plot, frame)}${axes(plot, frame)}${curves(plot, frame)}${verticals(plot, frame)}${marks(plot, frame)}${plotLabels(plot, frame)}</svg>`;
}

const centre = (frame: Frame, index: number): number => frame.x(index + 0.5);

function heading(plot: LinePlot, frame: Frame): Markup {
  const present = new Set(plot.points.map(({ verdict }) => verdict));
  const entries: (readonly [path: (x: number) => string, kind: string, word: string])[] = [];
  for (const verdict of verdictOrder)
    if (verdict !== 'stable' && present.has(verdict) && (!frame.dense || barHeight[verdict]))
      entries.push([
        (x) =>
          frame.dense
            ? bar(x - 5, 10, 16 - (barHeight[verdict] ?? 0) / 2, barHeight[verdict] ?? 0)
            : markPath(verdict, x, 16, 5),
        verdict,
        verdict === 'drift' ? plot.driftWord : verdictWords[verdict],
      ]);
  if (plot.points.some(({ quality }) => quality === 'drift'))
    entries.push([(x) => square(x, 16), 'drift', 'data quality']);
  let x = frame.right;
  const legend = entries.toReversed().map(([path, kind, word]) => {
    const textAt = x - word.length * characterWidth;
    x = textAt - 26;
    return markup`<path class="${kind}" d="${path(textAt - 9)}"/><text x="${at(textAt)}" y="20">${word}</text>`;
  });
  // Semi-bold, in which letters are a little wider.
  return markup`<text class="t" x="8" y="21">${clipToWidth(plot.title, Math.max(80, x - 16), 17.5)}</text><text x="8" y="38">${clip(plot.subtitle + (frame.steep ? '; root scale' : ''), Math.floor((frame.right - 8) / 5.6))}</text>${legend}`;
}

/** Shading of reference windows and of the side of the limit that alarms. */
function ground({ points, alarmsWhen }: LinePlot, frame: Frame): Markup[] {
  const parts: Markup[] = [];
  for (const [from, to] of runs(points, ({ inReference }) => inReference)) {
    const [x, width] = [frame.x(from), frame.x(to) - frame.x(from)];
    parts.push(
      markup`<rect class="shade" x="${at(x)}" y="${frame.top}" width="${at(width)}" height="${frame.bottom - frame.top}"/>`,
      markup`${width > 84 && markup`<text class="h" x="${at(x + 6)}" y="${at(frame.top * 0.6 + frame.bottom * 0.4)}">reference rows</text>`}`,
    );
  }
  const side = alarmsWhen === 'above' ? frame.top : frame.bottom;
  for (const { from, to, limit } of limitRuns(points)) {
    const [y, left, right] = [at(frame.y(limit)), at(frame.x(from)), at(frame.x(to))];
    parts.push(markup`<path class="zone" d="M${left} ${y}H${right}V${side}H${left}z"/>`);
  }
  return parts;
}

function axes({ points }: LinePlot, frame: Frame): Markup[] {
  const parts = frame.y
    .ticks(4)
    .map(
      (tick) =>
        markup`<path class="grid" d="M${frame.left} ${at(frame.y(tick))}H${frame.right}"/><text x="${frame.left - 7}" y="${at(frame.y(tick) + 4)}" text-anchor="end">${numberText(tick)}</text>`,
    );
  const names = windowLabels(points.map(({ window }) => window)).map((name) => clip(name, 16));
  const widths = names.map((name) => textWidth(name, 11));
  const count = Math.floor((frame.right - frame.left) / (widths.reduce((a, b) => Math.max(a, b), 6) + 14));
  for (const index of labelled(names.length, count)) {
    const x = centre(frame, index);
    // A label at the rim is moved inside: half of it would be cut.
    const half = (widths[index] ?? 0) / 2;
    const inside = Math.min(Math.max(x, half + 2), frame.right + 12 - half);
    parts.push(
      markup`<path class="axis" d="M${at(x)} ${frame.bottom}v4"/><text x="${at(inside)}" y="${frame.bottom + 17}" text-anchor="middle">${names[index]}</text>`,
    );
  }
  return [...parts, markup`<path class="axis" d="M${frame.left} ${frame.bottom}H${frame.right}"/>`];
}

function curves({ points }: LinePlot, frame: Frame): Markup[] {
  const parts: Markup[] = [];
  // A stretch ends at the level of its last window, whatever comes behind: often no verdict and no value.
  const of = (index: number, to: number) => points[Math.min(index, to - 1)];
  const heights = (to: number, value: (each: PlotPoint | undefined) => number | undefined) => (index: number) =>
    frame.y(value(of(index, to)) ?? 0);
  const step = (to: number) =>
    line<number>(
      frame.x,
      heights(to, (each) => each?.value),
    )
      .curve(curveStepAfter)
      .digits(1);
  const band = (to: number) =>
    area<number>(
      frame.x,
      heights(to, (each) => each?.interval?.[0]),
      heights(to, (each) => each?.interval?.[1]),
    )
      .curve(curveStepAfter)
      .digits(1);
  for (const [from, to] of runs(points, ({ interval }) => interval !== undefined))
    parts.push(markup`<path class="band" d="${band(to)(edges(from, to)) ?? ''}"/>`);
  for (const { from, to, limit } of limitRuns(points))
    parts.push(markup`<path class="limit" d="M${at(frame.x(from))} ${at(frame.y(limit))}H${at(frame.x(to))}"/>`);
  for (const [from, to] of runs(points, ({ value }) => value !== undefined))
    parts.push(markup`<path class="line" d="${step(to)(edges(from, to)) ?? ''}"/>`);
  return parts;
}

/** Model versions and the onset of the truth, at the left edge of the window they begin with. */
function verticals({ versions, onset, points }: LinePlot, frame: Frame): Markup[] {
  const parts: Markup[] = [];
  let free = -Infinity;
  for (const { index, version } of versions) {
    if (index > points.length) continue;
    const x = frame.x(index);
    const name = `v${version}`;
    const width = name.length * characterWidth + 10;
    parts.push(markup`<path class="version" d="M${at(x)} ${frame.top - 4}V${frame.bottom}"/>`);
    if (x - width / 2 < free) continue;
    free = x + width / 2;
    parts.push(
      markup`<rect class="pill" x="${at(x - width / 2)}" y="${frame.top - 20}" width="${at(width)}" height="16" rx="8"/><text class="b" x="${at(x)}" y="${frame.top - 8}" text-anchor="middle">${name}</text>`,
    );
  }
  if (onset !== undefined) {
    const x = frame.x(onset);
    parts.push(markup`<path class="onset" d="M${at(x)} ${frame.top}V${frame.bottom}"/>`);
  }
  return parts;
}

const filled: ReadonlySet<Verdict> = new Set(['drift', 'warning', 'stable']);

const square = (x: number, y: number): string => `M${at(x - 4)} ${at(y - 4)}h8v8h-8z`;

/** Height of the bar that stands for flagged windows where there is no room for a mark each: the graver the taller. */
const barHeight: Readonly<Partial<Record<Verdict, number>>> = { drift: 9, warning: 5 };

const bar = (left: number, width: number, top: number, height: number): string =>
  `M${at(left)} ${at(top)}h${at(Math.max(0.6, width))}v${height}h${at(-Math.max(0.6, width))}z`;

/** Flagged stretches as bars along the top, changes of the data quality along the bottom. */
function bars({ points }: LinePlot, frame: Frame): Markup[] {
  const stretches = (kind: Verdict, top: number, height: number, has: (point: PlotPoint) => boolean): Markup[] => {
    const d = runs(points, has).map(([from, to]) => bar(frame.x(from), frame.x(to) - frame.x(from), top, height));
    return d.length > 0 ? [markup`<path class="${kind}" d="${d.join('')}"/>`] : [];
  };
  return [
    ...(['drift', 'warning'] as const).flatMap((kind) =>
      stretches(kind, frame.top, barHeight[kind] ?? 0, ({ verdict }) => verdict === kind),
    ),
    ...stretches('drift', frame.bottom - 6, 6, ({ quality }) => quality === 'drift'),
  ];
}

function marks(plot: LinePlot, frame: Frame): Markup[] {
  if (frame.dense) return bars(plot, frame);
  const { points } = plot;
  const width = (frame.right - frame.left) / Math.max(1, points.length);
  const radius = Math.min(6, Math.max(3, width * 0.45));
  return points.flatMap(({ verdict, value, quality }, index) => {
    const x = centre(frame, index);
    const y = value === undefined ? frame.bottom - 8 : frame.y(value);
    const shown = verdict !== 'stable';
    return [
      ...(shown
        ? [markup`<path class="${verdict}${filled.has(verdict) && ' flag'}" d="${markPath(verdict, x, y, radius)}"/>`]
        : []),
      ...(quality === 'drift' ? [markup`<path class="drift flag" d="${square(x, frame.bottom - 5)}"/>`] : []),
    ];
  });
}
