import type { MovedCell } from '../../contracts/results.js';
import { markup, Markup } from '../markup.js';
import { countOf, countText } from '../number-text.js';
import { at } from './marks.js';

const [wide, high, gap, most] = [84, 34, 12, 20];

/** The cells of a histogram pair as they are drawn: those beyond the twentieth as one. */
export const drawnCells = (view: readonly MovedCell[]): readonly MovedCell[] =>
  view.length <= most ? view : [...view.slice(0, most - 1), rest(view.slice(most - 1))];

/**
 * Draws two tiny histograms over the same cells and on one scale: the reference in grey, and the window in blue with the
 * reference as an outline over it; what the window has more is solid. Cells beyond the twentieth are drawn as one.
 */
export function drawHistogramPair(view: readonly MovedCell[]): Markup {
  const cells = drawnCells(view);
  const label = `Reference and window over ${countOf(view.length, 'cell')}`;
  const tallest = Math.max(...cells.map(({ reference, window }) => Math.max(reference, window)), 1e-9);
  const width = wide / Math.max(1, cells.length);
  const y = (share: number) => high - (share / tallest) * (high - 2);
  const bars = (offset: number, from: (cell: MovedCell) => number, to: (cell: MovedCell) => number) =>
    cells
      .map((cell, k) => [offset + k * width, y(from(cell)), y(to(cell))] as const)
      .filter(([, low, top]) => low - top > 0.05)
      .map(([x, low, top]) => `M${at(x)} ${at(low)}V${at(top)}h${at(width - 1)}V${at(low)}z`)
      .join('');
  const right = wide + gap;
  const outline = cells.map(
    ({ reference }, k) =>
      `${k === 0 ? 'M' : 'L'}${at(right + k * width)} ${at(y(reference))}H${at(right + (k + 1) * width - 1)}`,
  );
  return markup`<svg class="ds" role="img" viewBox="0 0 ${right + wide} ${high + 1}" width="${right + wide}" height="${high + 1}"><title>${label}</title><path class="ref" d="${bars(0, none, ({ reference }) => reference)}"/><path class="low" d="${bars(right, none, shared)}"/><path class="win" d="${bars(right, shared, ({ window }) => window)}"/><path class="refline" d="${outline.join('')}"/><path class="grid" d="M0 ${high + 0.5}H${wide}M${right} ${high + 0.5}H${right + wide}"/></svg>`;
}

const none = (): number => 0;

const shared = ({ reference, window }: MovedCell): number => Math.min(reference, window);

const rest = (cells: readonly MovedCell[]): MovedCell => ({
  cell: `${countText(cells.length)} others`,
  reference: cells.reduce((total, { reference }) => total + reference, 0),
  window: cells.reduce((total, { window }) => total + window, 0),
  contribution: cells.reduce((total, { contribution }) => total + contribution, 0),
});

/** Draws one cell as two bars, reference over window, on a common scale up to `most`. */
export function drawCellBars({ reference, window }: MovedCell, tallest: number): Markup {
  const width = (share: number) => (tallest > 0 ? (share / tallest) * 150 : 0);
  const bar = (kind: string, y: number, share: number) =>
    share > 0 && markup`<rect class="${kind}" y="${y}" width="${at(Math.max(1, width(share)))}" height="6"/>`;
  return markup`<svg class="ds" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 150 16" width="150" height="16">${bar('ref', 1, reference)}${bar('win', 9, window)}</svg>`;
}
