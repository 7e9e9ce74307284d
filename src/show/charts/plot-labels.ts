import { clip, markup, type Markup } from '../markup.js';
import { windowName } from '../span-text.js';
import { at } from './marks.js';
import { limitRuns, runs, type Frame, type LinePlot } from './plot-frame.js';

/** A text in a plot: where it stands and to which side it runs. */
interface Label {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** What a text should not cover. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** How bad it is to cover it. */
  readonly weight: number;
}

// Wide enough for the bold of the fallback fonts, which are wider than Inter.
const [boldWidth, textHeight] = [7, 11];

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function boxOf({ x, y, anchor }: Label, text: string, weight: number): Box {
  const width = text.length * boldWidth;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - textHeight + 1, bottom: y + 3, weight };
}

/**
 * The texts inside a plot: the limit, the true onset, and the first flagged window. Each takes the first of its places
 * that covers neither the line, nor a mark, nor another text, nor leaves the plot; else the one that covers least.
 */
export function plotLabels(plot: LinePlot, frame: Frame): Markup[] {
  const taken = obstacles(plot, frame);
  const cost = (box: Box): number => {
    const outside =
      box.left < frame.left || box.right > frame.right + 6 || box.top < frame.top || box.bottom > frame.bottom;
    return taken.reduce((sum, each) => sum + (overlaps(box, each) ? each.weight : 0), outside ? 100 : 0);
  };
  const put = (text: string, places: readonly Label[]): Markup[] => {
    let [best, least]: [Label | undefined, number] = [undefined, Infinity];
    for (const place of places) {
      const covered = cost(boxOf(place, text, 0));
      if (covered < least) [best, least] = [place, covered];
    }
    if (!best) return [];
    taken.push(boxOf(best, text, 10));
    return [markup`<text class="h b" x="${at(best.x)}" y="${at(best.y)}" text-anchor="${best.anchor}">${text}</text>`];
  };
  return [...limitLabel(plot, frame, put), ...onsetLabel(plot, frame, put), ...flagLabel(plot, frame, put)];
}

/** The stepped line and the marks on it. */
function obstacles({ points, onset, versions }: LinePlot, frame: Frame): Box[] {
  const boxes: Box[] = [];
  let before: number | undefined;
  for (const [index, { value, verdict }] of points.entries()) {
    const [left, right, middle] = [frame.x(index), frame.x(index + 1), frame.x(index + 0.5)];
    const y = value === undefined ? undefined : frame.y(value);
    if (y !== undefined) boxes.push({ left, right, top: y - 1, bottom: y + 1, weight: 1 });
    if (y !== undefined && before !== undefined)
      boxes.push({ left: left - 1, right: left + 1, top: Math.min(y, before), bottom: Math.max(y, before), weight: 1 });
    const mark = y ?? frame.bottom - 8;
    if (verdict !== 'stable')
      boxes.push({ left: middle - 5, right: middle + 5, top: mark - 6, bottom: mark + 6, weight: 3 });
    before = y;
  }
  for (const index of [...versions.map((mark) => mark.index), ...(onset === undefined ? [] : [onset])])
    boxes.push({
      left: frame.x(index) - 1,
      right: frame.x(index) + 1,
      top: frame.top,
      bottom: frame.bottom,
      weight: 1,
    });
  for (const { from, to, limit } of limitRuns(points))
    boxes.push({
      left: frame.x(from),
      right: frame.x(to),
      top: frame.y(limit) - 1,
      bottom: frame.y(limit) + 1,
      weight: 1,
    });
  return boxes;
}

type Put = (text: string, places: readonly Label[]) => Markup[];

function limitLabel({ points, limitText }: LinePlot, frame: Frame, put: Put): Markup[] {
  const last = points.findLast(({ limit }) => limit !== undefined)?.limit;
  if (last === undefined) return [];
  const y = frame.y(last);
  const [right, left] = [frame.right - 4, frame.left + 6];
  return put(limitText(last), [
    { x: right, y: y - 5, anchor: 'end' },
    { x: right, y: y + 13, anchor: 'end' },
    { x: left, y: y - 5, anchor: 'start' },
    { x: left, y: y + 13, anchor: 'start' },
  ]);
}

function onsetLabel({ onset }: LinePlot, frame: Frame, put: Put): Markup[] {
  if (onset === undefined) return [];
  const x = frame.x(onset);
  const heights = [frame.bottom - 8, frame.top + 12, (frame.top + frame.bottom) / 2];
  return put('true onset', [
    ...heights.map((y): Label => ({ x: x + 5, y, anchor: 'start' })),
    ...heights.map((y): Label => ({ x: x - 5, y, anchor: 'end' })),
  ]);
}

function flagLabel({ points, driftWord }: LinePlot, frame: Frame, put: Put): Markup[] {
  const first = runs(points, ({ verdict }) => verdict === 'drift')[0]?.[0];
  const point = first === undefined ? undefined : points[first];
  if (first === undefined || point === undefined) return [];
  const y = point.value === undefined ? frame.bottom - 8 : frame.y(point.value);
  const [edge, middle] = [frame.x(first), frame.x(first + 0.5)];
  return put(`${driftWord} from ${clip(windowName(point.window), 24)}`, [
    { x: edge - 5, y: y + 4, anchor: 'end' },
    { x: middle, y: y - 11, anchor: 'middle' },
    { x: middle, y: y + 20, anchor: 'middle' },
    { x: edge + 3, y: y - 11, anchor: 'start' },
    { x: edge + 3, y: y + 20, anchor: 'start' },
    { x: edge - 5, y: y - 14, anchor: 'end' },
    { x: edge - 5, y: y + 22, anchor: 'end' },
  ]);
}
