import { activeCells } from '../active-cells.js';
import { outOfDomain, requireList } from '../domain.js';
import { forEachPooledValue, sortedSample } from '../samples.js';

/**
 * The Wasserstein-1 (earth mover's) distance between two samples: the area between their distribution functions, in the
 * unit of the values. Without drift it is still about 1.27 standard deviations over √n_e.
 *
 * @param x - Finite values in any order, at least one.
 * @param y - The same.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for an empty sample, a value that is not finite, or a distance that overflows.
 * @example wassersteinDistance([0, 1, 3], [5, 6, 8]); // 5
 * @see L. Vaserstein (1969); A. Ramdas, N. García Trillos & M. Cuturi (2017), eq. 8.
 */
export function wassersteinDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const where = 'wassersteinDistance';
  return integrateGap(where, sortedSample(x, `${where}: x`), sortedSample(y, `${where}: y`), Math.abs);
}

/** ∫ of a function of F − G over the line, F and G the distribution functions of two sorted samples. */
export function integrateGap(
  where: string,
  x: Float64Array,
  y: Float64Array,
  integrand: (gap: number) => number,
): number {
  const [n, m] = [x.length, y.length];
  let area = 0;
  let height = 0;
  let previous = 0;
  forEachPooledValue(x, y, (value, i, j) => {
    if (height !== 0) area += height * (value - previous);
    height = integrand((i * m - j * n) / (n * m));
    previous = value;
  });
  if (!Number.isFinite(area)) throw outOfDomain(where, 'values whose distance is a finite number', area);
  return area;
}

/**
 * The Wasserstein-1 distance from counts over the same ordered cells: all mass of a cell stands at its centre. The error is
 * at most Σ min(p_k, q_k)·width_k over the inner cells.
 *
 * @param a - Reference counts per cell.
 * @param b - Window counts over the same cells.
 * @param centres - One finite location per cell, not descending: the mean of its reference rows, or its middle. Those of
 * cells without any row on either side are not read.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are none, an empty side, or centres out of order.
 * @example wassersteinFromCells([10, 10], [5, 15], [0, 2]); // 0.5
 */
export function wassersteinFromCells(a: ArrayLike<number>, b: ArrayLike<number>, centres: ArrayLike<number>): number {
  const cells = activeCells(a, b, 'wassersteinFromCells');
  requireList(centres, 'wassersteinFromCells: centres');
  if (centres.length !== a.length)
    throw outOfDomain('wassersteinFromCells: centres', `one per cell (${a.length})`, `${centres.length}`);
  let [i, j, distance] = [0, 0, 0];
  let previous = -Infinity;
  for (let k = 0; k < cells.index.length; k++) {
    const centre = centres[cells.index[k]!]!;
    if (!Number.isFinite(centre) || centre < previous)
      throw outOfDomain(
        `wassersteinFromCells: centres[${cells.index[k]}]`,
        `a finite number from ${previous} on`,
        centre,
      );
    if (k > 0) distance += (Math.abs(i * cells.m - j * cells.n) / (cells.n * cells.m)) * (centre - previous);
    i += cells.a[k]!;
    j += cells.b[k]!;
    previous = centre;
  }
  if (!Number.isFinite(distance))
    throw outOfDomain('wassersteinFromCells', 'centres whose distance is a finite number', distance);
  return distance;
}
