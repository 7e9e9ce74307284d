import { activeCells } from './active-cells.js';

/** Pearson's X² of two rows of counts with the given totals; with Yates' correction each |O − E| loses up to ½. */
function pearson(a: ArrayLike<number>, b: ArrayLike<number>, n: number, m: number, yates: boolean): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    const column = a[k]! + b[k]!;
    for (const [observed, total] of [
      [a[k]!, n],
      [b[k]!, m],
    ] as const) {
      const expected = (column * total) / (n + m);
      const deviation = Math.abs(observed - expected);
      sum += (deviation - (yates ? Math.min(0.5, deviation) : 0)) ** 2 / expected;
    }
  }
  return sum;
}

/**
 * Cramér's V of two samples over the same cells, √(X²/(n + m)), uncorrected: 0 for equal shares, 1 for disjoint ones. As an
 * effect of drift it misleads: it shrinks when one sample is much larger (to 58 % at 10 : 1) and has a positive expectation
 * without drift. `deltaSquared` and `balancedCramersV` do not.
 *
 * @param a - Counts per cell.
 * @param b - Counts over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side.
 * @example cramersV([120, 80, 40, 10, 3], [95, 90, 55, 20, 0]); // 0.1536
 * @see H. Cramér, "Mathematical Methods of Statistics" (1946), p. 282
 */
export function cramersV(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const active = activeCells(a, b, 'cramersV');
  if (active.a.length < 2) return 0;
  return Math.sqrt(pearson(active.a, active.b, active.n, active.m, false) / (active.n + active.m));
}

/**
 * Cramér's V that does not depend on the sizes of the samples: the larger one is scaled down to the size of the smaller, its
 * counts rounded, and the bias of V without drift is taken off. 0 when nothing is left of it.
 *
 * @param a - Counts per cell.
 * @param b - Counts over the same cells.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for different lengths, negative counts or an empty side.
 * @example balancedCramersV([500, 300, 200], [200, 150, 150]); // 0.1165
 * @see W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T" (2013)
 */
export function balancedCramersV(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const given = activeCells(a, b, 'balancedCramersV');
  const size = Math.min(given.n, given.m);
  const scale = (counts: readonly number[], total: number): readonly number[] =>
    total > size ? counts.map((count) => Math.round((count * size) / total)) : counts;
  const [reference, window] = [scale(given.a, given.n), scale(given.b, given.m)];
  // A sample of very few rows against many cells: scaled to it, the larger one may round away altogether.
  if (!reference.some((count) => count > 0) || !window.some((count) => count > 0)) return 0;
  const active = activeCells(reference, window, 'balancedCramersV');
  const cells = active.a.length;
  if (cells < 2) return 0;
  const total = active.n + active.m;
  // A cell for every row, or one row a side, says nothing of dependence: 0/0 in the formula.
  if (total <= Math.max(2, cells)) return 0;
  const square = pearson(active.a, active.b, active.n, active.m, cells === 2) / total;
  const unbiased = Math.max(0, square - (cells - 1) / (total - 1));
  const columns = cells - (cells - 1) ** 2 / (total - 1);
  const rows = 2 - 1 / (total - 1);
  return unbiased === 0 ? 0 : Math.min(1, Math.sqrt(unbiased / Math.min(columns - 1, rows - 1)));
}
