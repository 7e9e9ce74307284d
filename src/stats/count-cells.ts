import { outOfDomain, requireList } from './domain.js';

/** The number of ascending values below `x`: the index of the first that is not. */
export function lowerBound(sorted: ArrayLike<number>, x: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < x) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The number of ascending values at or below `x`. For edges of left-closed cells this is the cell of `x`. */
export function upperBound(sorted: ArrayLike<number>, x: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! <= x) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * Counts values over cells with the given inner edges. Cell k holds edges[k − 1] ≤ x < edges[k]; the outer two take
 * everything beyond. Complexity O(length · log edges).
 *
 * @param x - Finite values in any order.
 * @param edges - Inner edges, ascending.
 * @returns One count more than there are edges; they sum to `x.length`.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for a value that is not finite.
 * @example countCells([1, 2, 2.5, 9], [2, 3]); // Uint32Array [1, 2, 1]
 */
export function countCells(x: ArrayLike<number>, edges: ArrayLike<number>): Uint32Array {
  requireList(x, 'countCells: x');
  requireList(edges, 'countCells: edges');
  const bounds = Float64Array.from(edges);
  const counts = new Uint32Array(bounds.length + 1);
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (!Number.isFinite(value)) throw outOfDomain(`countCells: x[${i}]`, 'a finite number', value);
    const cell = upperBound(bounds, value);
    counts[cell] = counts[cell]! + 1;
  }
  return counts;
}
