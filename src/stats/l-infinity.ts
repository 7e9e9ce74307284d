import { activeCells } from './active-cells.js';

/**
 * The largest change of the share of one cell, max|p − q|: easy to say, blind to many small changes.
 *
 * @param a - Counts (or shares) per cell.
 * @param b - Counts (or shares) over the same cells.
 * @returns A number in [0, 1].
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side.
 * @example lInfinity([50, 30, 20], [50, 50, 0]); // 0.2
 */
export function lInfinity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const active = activeCells(a, b, 'lInfinity');
  let largest = 0;
  for (let k = 0; k < active.a.length; k++)
    largest = Math.max(largest, Math.abs(active.a[k]! / active.n - active.b[k]! / active.m));
  return largest;
}
