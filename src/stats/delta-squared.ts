import { activeCells } from './active-cells.js';

/**
 * Δ² = Σ(p − q)²/((p + q)/2), the size-free effect behind Pearson's X²: 0 for equal shares, 4 for disjoint ones, and on the
 * scale of the PSI for small changes. Unlike Cramér's V it does not depend on which sample is larger.
 *
 * @param a - Counts (or shares) per cell.
 * @param b - Counts (or shares) over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side.
 * @example deltaSquared([60, 40], [400, 600]); // 0.16
 * @see F. Topsøe, "Some inequalities for information divergence" (2000): twice the triangular discrimination
 */
export function deltaSquared(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const active = activeCells(a, b, 'deltaSquared');
  let sum = 0;
  for (let k = 0; k < active.a.length; k++) {
    const p = active.a[k]! / active.n;
    const q = active.b[k]! / active.m;
    sum += (2 * (p - q) ** 2) / (p + q);
  }
  return sum;
}
