import type { Verdict } from '../../contracts/results.js';

/** A coordinate for a path: at most one decimal, which is finer than a pixel. */
export const at = (x: number): string => String(Math.round(x * 10) / 10);

/**
 * The shape of a verdict around a centre: drift a triangle, warning a diamond, within tolerance a ring, stable a dot,
 * no verdict a cross. A path, so that it needs no font and reads without colour.
 */
export function markPath(verdict: Verdict, x: number, y: number, r: number): string {
  switch (verdict) {
    case 'drift':
      return `M${at(x)} ${at(y - r * 1.15)}L${at(x + r * 1.1)} ${at(y + r * 0.8)}H${at(x - r * 1.1)}Z`;
    case 'warning':
      return `M${at(x)} ${at(y - r * 1.1)}L${at(x + r * 1.1)} ${at(y)}L${at(x)} ${at(y + r * 1.1)}L${at(x - r * 1.1)} ${at(y)}Z`;
    case 'undecided':
      return `M${at(x - r * 0.7)} ${at(y - r * 0.7)}l${at(r * 1.4)} ${at(r * 1.4)}m0 ${at(-r * 1.4)}l${at(-r * 1.4)} ${at(r * 1.4)}`;
    default: {
      // Rounded before it is doubled: a chord that is not exactly two radii long bends the circle.
      const s = Number(at(verdict === 'stable' ? r * 0.65 : r * 0.75));
      return `M${at(x - s)} ${at(y)}a${s} ${s} 0 1 1 ${at(2 * s)} 0a${s} ${s} 0 1 1 ${at(-2 * s)} 0Z`;
    }
  }
}
