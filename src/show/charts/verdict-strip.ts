import type { Verdict } from '../../contracts/results.js';
import { markup, Markup } from '../markup.js';
import { countOf } from '../number-text.js';
import { at } from './marks.js';

const [width, height] = [140, 26];

/** How tall a window stands in the strip: the graver the taller, so that the strip reads without colour. */
const tall: Readonly<Record<Verdict, number>> = { drift: 20, warning: 13, immaterial: 7, stable: 3, undecided: 0 };

/** Draws the verdicts of one column over all windows as a row of bars; windows of the reference lie on a shade, the shown one has a foot. */
export function drawVerdictStrip(
  points: readonly { readonly verdict: Verdict; readonly inReference: boolean }[],
  shown: number,
): Markup {
  const step = width / Math.max(1, points.length);
  const bar = Math.max(0.8, step - (step > 4 ? 1 : 0));
  const path = (verdict: Verdict) =>
    points
      .flatMap((point, k) =>
        point.verdict === verdict ? [`M${at(k * step)} 22v${-tall[verdict]}h${at(bar)}v${tall[verdict]}z`] : [],
      )
      .join('');
  const shade = points.flatMap(({ inReference }, k) =>
    inReference ? [`M${at(k * step)} 1h${at(step)}v21h${at(-step)}z`] : [],
  );
  const drifted = points.filter(({ verdict }) => verdict === 'drift').length;
  const bars = (['stable', 'immaterial', 'warning', 'drift'] as const).map((verdict) => {
    const d = path(verdict);
    return d !== '' && markup`<path class="s-${verdict}" d="${d}"/>`;
  });
  return markup`<svg class="ds" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title>Drift in ${drifted} of ${countOf(points.length, 'window')}</title>${
    shade.length > 0 && markup`<path class="shade" d="${shade.join('')}"/>`
  }${bars.filter((part) => part !== false)}<path class="grid" d="M0 22.5H${width}"/><path class="foot" d="M${at(shown * step)} 24.5h${at(Math.max(2, bar))}"/></svg>`;
}
