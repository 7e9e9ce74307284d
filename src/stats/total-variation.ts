import { activeCells } from './active-cells.js';

/**
 * Total variation distance ½ Σ|p − q|: the largest difference in probability that the two sides give to any set of cells.
 * Without drift it is about √(h/(2π))·Σ√(p(1 − p)), h = 1/n + 1/m, not 0.
 *
 * @param a - Counts (or shares) per cell.
 * @param b - Counts (or shares) over the same cells.
 * @returns A number in [0, 1].
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side.
 * @example totalVariation([50, 50], [7, 3]); // 0.2
 * @see D. Levin & Y. Peres, "Markov Chains and Mixing Times" (2017), prop. 4.2
 */
export function totalVariation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const active = activeCells(a, b, 'totalVariation');
  let sum = 0;
  for (let k = 0; k < active.a.length; k++) sum += Math.abs(active.a[k]! / active.n - active.b[k]! / active.m);
  return Math.min(1, sum / 2);
}
