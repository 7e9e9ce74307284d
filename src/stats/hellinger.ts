import { activeCells } from './active-cells.js';

/**
 * Hellinger distance √(½ Σ(√p − √q)²): 0 for equal shares, 1 for disjoint ones, symmetric, without smoothing.
 *
 * @param a - Counts (or shares) per cell.
 * @param b - Counts (or shares) over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side.
 * @example hellinger([1, 1], [1, 0]); // 0.5412
 * @see L. Le Cam & G. Yang, "Asymptotics in Statistics" (1990), ch. 3
 */
export function hellinger(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const active = activeCells(a, b, 'hellinger');
  let sum = 0;
  for (let k = 0; k < active.a.length; k++)
    sum += (Math.sqrt(active.a[k]! / active.n) - Math.sqrt(active.b[k]! / active.m)) ** 2;
  return Math.min(1, Math.sqrt(sum / 2));
}
