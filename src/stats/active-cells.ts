import { outOfDomain, requireList } from './domain.js';

/** The cells in which either side has anything, side by side. */
export interface ActiveCells {
  /** Counts of the reference and of the window, per active cell. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Their sums. */
  readonly n: number;
  readonly m: number;
  /** For each active cell its number among all cells. */
  readonly index: readonly number[];
}

/**
 * Checks two vectors of counts over the same cells and keeps the active ones, those with a + b > 0. Proportions and counts
 * divided by a dispersion pass as well: any finite numbers of at least 0.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for vectors of different lengths, negative or infinite counts, or a side
 * without any.
 */
export function activeCells(a: ArrayLike<number>, b: ArrayLike<number>, where: string): ActiveCells {
  for (const counts of [a, b]) requireList(counts, where);
  if (a.length !== b.length)
    throw outOfDomain(where, 'counts over the same cells', `${a.length} and ${b.length} cells`);
  // Plain arrays: a typed one of a few cells costs more to make than to fill.
  const kept: { readonly a: number[]; readonly b: number[]; readonly index: number[] } = { a: [], b: [], index: [] };
  let n = 0;
  let m = 0;
  for (let k = 0; k < a.length; k++) {
    const reference = a[k]!;
    const window = b[k]!;
    if (!isCount(reference)) throw outOfDomain(`${where}: a[${k}]`, 'a count', reference);
    if (!isCount(window)) throw outOfDomain(`${where}: b[${k}]`, 'a count', window);
    if (reference + window === 0) continue;
    kept.a.push(reference);
    kept.b.push(window);
    kept.index.push(k);
    n += reference;
    m += window;
  }
  if (n === 0 || m === 0) throw outOfDomain(where, 'at least one row on each side', `${n} and ${m}`);
  // So that no product or quotient of two totals overflows or vanishes.
  if (!(Math.min(n, m) > 1e-150 && Math.max(n, m) < 1e150))
    throw outOfDomain(where, 'totals between 1e-150 and 1e150', `${n} and ${m}`);
  return { a: kept.a, b: kept.b, n, m, index: kept.index };
}

/** A text that reads as a number, and null, compare like one: both would pass without the type. */
const isCount = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value < Infinity;
