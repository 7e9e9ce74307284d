import type { Verdict } from '../../contracts/results.js';
import { markup, Markup } from '../markup.js';
import { numberText } from '../number-text.js';
import { at, markPath } from './marks.js';

const [width, height, left] = [170, 26, 6];

/** The common scale of all effect bars of a page: multiples of the limit, under a root. */
export interface EffectScale {
  readonly most: number;
}

/** The scale that holds all given multiples; beyond twenty-five times the limit bars are cut and say so by an arrow. */
export const effectScale = (multiples: readonly number[]): EffectScale => ({
  most: Math.min(25, Math.max(2, ...multiples) * 1.05),
});

const place = (multiple: number, { most }: EffectScale): number =>
  left + Math.sqrt(Math.min(1, Math.max(0, multiple) / most)) * (width - left - 10);

/** One column's effect as multiple of its limit: a bar with its interval and the mark of its verdict, against the dashed limit. */
export function drawEffectBar(
  effect: { readonly multiple: number; readonly interval?: readonly [number, number]; readonly verdict: Verdict },
  scale: EffectScale,
): Markup {
  const x = place(effect.multiple, scale);
  const y = height / 2;
  const span =
    effect.interval && ` (90 % interval ${numberText(effect.interval[0])} to ${numberText(effect.interval[1])})`;
  const label = `${numberText(effect.multiple)} times its limit${span ?? ''}`;
  const interval =
    effect.interval &&
    markup`<path class="whisker" d="M${at(place(effect.interval[0], scale))} ${y}H${at(place(effect.interval[1], scale))}"/>`;
  const beyond = effect.multiple > scale.most && markup`<path class="whisker" d="M${width - 6} ${y - 4}l5 4l-5 4"/>`;
  return markup`<svg class="ds" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title>${label}</title><rect class="b-${effect.verdict}" x="${left}" y="${y - 5}" width="${at(x - left)}" height="10"/><path class="axis" d="M${left} 3V${height - 3}"/><path class="limit" d="M${at(place(1, scale))} 0V${height}"/>${interval}${beyond}<path class="${effect.verdict}${effect.verdict === 'immaterial' || effect.verdict === 'undecided' ? '' : ' flag'}" d="${markPath(effect.verdict, x, y, 5)}"/></svg>`;
}

/** The axis above a column of effect bars. */
export function drawEffectAxis(scale: EffectScale): Markup {
  const ticks = [0, 1, 4, 9, 16, 25].filter((multiple) => multiple <= scale.most);
  const labels = ticks.map(
    (multiple) =>
      markup`<text${multiple === 1 && markup` class="b"`} x="${at(place(multiple, scale))}" y="11" text-anchor="middle">${multiple === 0 ? '0' : multiple === 1 ? 'limit' : `${multiple}×`}</text>`,
  );
  return markup`<svg class="ds" aria-hidden="true" viewBox="0 0 ${width} 15" width="${width}" height="15">${labels}</svg>`;
}
