import { scaleLinear, scalePow } from '../d3.js';
import type { Verdict } from '../../contracts/results.js';
import type { VersionMark } from '../series.js';

/** One window of a plot. */
export interface PlotPoint {
  readonly window: string;
  readonly value?: number;
  readonly limit?: number;
  readonly interval?: readonly [low: number, high: number];
  readonly verdict: Verdict;
  /** Rows of the reference: shaded. */
  readonly inReference: boolean;
  /** Verdict on the data quality: `drift` draws a square at the foot. */
  readonly quality?: Verdict;
}

/** What a line plot over windows shows. */
export interface LinePlot {
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  readonly points: readonly PlotPoint[];
  readonly versions: readonly VersionMark[];
  readonly onset?: number;
  /** What is written at the limit. */
  readonly limitText: (limit: number) => string;
  readonly alarmsWhen: 'above' | 'below';
  /** What a triangle means here. */
  readonly driftWord: string;
  /** The scale starts at 0: for effects and statistics, not for metrics. */
  readonly fromZero: boolean;
}

export interface PlotSize {
  readonly width: number;
  readonly height: number;
  /** Carries its own colours and background; otherwise the page around it must hold `chartStyle`. */
  readonly standalone: boolean;
}

/** Where a plot lies in its drawing, and its scales. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (index: number) => number;
  readonly y: ((value: number) => number) & { ticks(count: number): number[] };
  /** The scale is a root, not linear. */
  readonly steep: boolean;
  /** Windows too narrow for a mark each: flagged stretches are bars along the top. */
  readonly dense: boolean;
}

/** Lays out a plot: margins, the scale of the windows and that of the values. */
export function frameOf(plot: LinePlot, { width, height }: PlotSize): Frame {
  const { points } = plot;
  const [left, right, top, bottom] = [54, width - 14, 66, height - 30];
  const { domain, steep } = valueDomain(plot);
  const y = (steep ? scalePow().exponent(0.5) : scaleLinear()).domain(domain).range([bottom, top]).clamp(true);
  const step = (right - left) / Math.max(1, points.length);
  return { left, right, top, bottom, x: (index) => left + index * step, y, steep, dense: step < 5 };
}

/** Far inside the range of numbers, so that neither a difference nor a tick overflows or vanishes. */
const [huge, tiny] = [1e300, 1e-290];

function valueDomain({ points, fromZero }: LinePlot): { domain: [low: number, high: number]; steep: boolean } {
  const extent = new Extent();
  const limits = new Extent();
  const wide = new Extent();
  for (const { value, limit, interval } of points) {
    extent.take(value);
    extent.take(limit);
    limits.take(limit);
    wide.take(interval?.[0]);
    wide.take(interval?.[1]);
  }
  if (extent.most < extent.least) return { domain: [0, 1], steep: false };
  const floor = fromZero ? Math.min(0, extent.least) : extent.least;
  const spread = extent.most - floor;
  const span = spread > Math.abs(extent.most) * 1e-9 && spread > tiny ? spread : Math.max(Math.abs(extent.most), tiny);
  // Intervals of small windows may be far wider than the line; beyond 40 % of its span they are cut, not followed.
  const high = Math.min(Math.max(extent.most, wide.most), extent.most + 0.4 * span);
  const low = fromZero ? floor : Math.max(Math.min(floor, wide.least), floor - 0.4 * span);
  // PSI grows with the square of a shift: under a root the limit stays visible beside a change many times larger.
  const steep = fromZero && floor >= 0 && limits.most > 0 && extent.most > 8 * limits.most;
  return { domain: [fromZero ? low : low - span * 0.06, high + span * 0.06], steep };
}

class Extent {
  least = Infinity;
  most = -Infinity;

  take(x: number | undefined): void {
    if (x === undefined) return;
    const bounded = Math.min(huge, Math.max(-huge, x));
    this.least = Math.min(this.least, bounded);
    this.most = Math.max(this.most, bounded);
  }
}

/** Indices of a run with its closing edge, so that the last step has its full width. */
export const edges = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, k) => from + k);

/** Stretches over which the limit stays the same. */
export function limitRuns(points: readonly PlotPoint[]): { from: number; to: number; limit: number }[] {
  const found: { from: number; to: number; limit: number }[] = [];
  for (const [index, { limit }] of points.entries()) {
    if (limit === undefined) continue;
    const last = found.at(-1);
    if (last?.to === index && last.limit === limit) last.to = index + 1;
    else found.push({ from: index, to: index + 1, limit });
  }
  return found;
}

/** Stretches of windows of which something holds. */
export function runs(points: readonly PlotPoint[], has: (point: PlotPoint) => boolean): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const [index, each] of points.entries()) {
    if (!has(each)) continue;
    const last = found.at(-1);
    if (last?.[1] === index) last[1] = index + 1;
    else found.push([index, index + 1]);
  }
  return found;
}
