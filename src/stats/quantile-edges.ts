import { outOfDomain, requireInteger } from './domain.js';

/**
 * The quantile of order k/parts of ascending values, by linear interpolation (type 7). The position (n − 1)·k/parts is
 * split into an integer and a remainder first, so that it is exact in every language.
 *
 * @param sorted - Finite values, ascending, at least one.
 * @param k - Numerator of the order, an integer in [0, parts].
 * @see Hyndman & Fan, "Sample quantiles in statistical packages" (1996), definition 7.
 */
export function quantileAt(sorted: Float64Array, k: number, parts: number): number {
  const position = (sorted.length - 1) * k;
  const remainder = position % parts;
  const index = (position - remainder) / parts;
  const low = sorted[index]!;
  if (remainder === 0) return low;
  const high = sorted[index + 1]!;
  const share = remainder / parts;
  // The plain form first, because it is exact between equal values; the other one only where the difference overflows.
  return Number.isFinite(high - low) ? low + share * (high - low) : low * (1 - share) + high * share;
}

/** A sorted copy of finite numbers, `-0` as `0`. */
export function sortedFinite(x: ArrayLike<number>, where: string): Float64Array {
  const sorted = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (!Number.isFinite(value)) throw outOfDomain(`${where}: x[${i}]`, 'a finite number', value);
    sorted[i] = value + 0;
  }
  return sorted.toSorted();
}

/**
 * Inner edges of cells with about equally many values each: the quantiles of order k/cells, k = 1 … cells − 1, by linear
 * interpolation (type 7), ascending, equal edges merged. Cells are left-closed: `countCells` counts values over them.
 *
 * @param x - Finite values in any order, at least one. Not changed.
 * @param cells - Number of cells wanted, at least 1; fewer come out where values repeat.
 * @returns At most cells − 1 edges.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for no values, a value that is not finite, or a bad number of cells.
 * @example quantileEdges([1, 2, 3, 4, 5], 4); // Float64Array [2, 3, 4]
 * @see Hyndman & Fan, "Sample quantiles in statistical packages" (1996), definition 7
 */
export function quantileEdges(x: ArrayLike<number>, cells: number): Float64Array {
  requireInteger(cells, 1, 'quantileEdges: cells');
  if (x.length === 0) throw outOfDomain('quantileEdges: x', 'at least one value', 'none');
  const sorted = sortedFinite(x, 'quantileEdges');
  const edges = new Float64Array(cells - 1);
  let kept = 0;
  for (let k = 1; k < cells; k++) {
    const edge = quantileAt(sorted, k, cells);
    if (kept === 0 || edge > edges[kept - 1]!) edges[kept++] = edge;
  }
  return edges.slice(0, kept);
}
