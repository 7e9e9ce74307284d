import { outOfDomain } from './domain.js';

/** The cells in which either side has anything, side by side. */
export interface ActiveCells {
  /** Counts of the reference and of the window, per active cell. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Their sums. */
  readonly n: number;
  readonly m: number;
  /** For each active cell its number among all cells. */
  readonly index: Uint32Array;
}

/**
 * Checks two vectors of counts over the same cells and keeps the active ones, those with a + b > 0. Proportions and counts
 * divided by a dispersion pass as well: any finite numbers of at least 0.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for vectors of different lengths, negative or infinite counts, or a side
 * without any.
 */
export function activeCells(a: ArrayLike<number>, b: ArrayLike<number>, where: string): ActiveCells {
  if (a.length !== b.length)
    throw outOfDomain(where, 'counts over the same cells', `${a.length} and ${b.length} cells`);
  const kept = { a: new Float64Array(a.length), b: new Float64Array(a.length), index: new Uint32Array(a.length) };
  let [cells, n, m] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    const reference = a[k]!;
    const window = b[k]!;
    if (!(reference >= 0 && reference < Infinity)) throw outOfDomain(`${where}: a[${k}]`, 'a count', reference);
    if (!(window >= 0 && window < Infinity)) throw outOfDomain(`${where}: b[${k}]`, 'a count', window);
    if (reference + window === 0) continue;
    kept.a[cells] = reference;
    kept.b[cells] = window;
    kept.index[cells] = k;
    cells++;
    n += reference;
    m += window;
  }
  if (n === 0 || m === 0) throw outOfDomain(where, 'at least one row on each side', `${n} and ${m}`);
  return { a: kept.a.subarray(0, cells), b: kept.b.subarray(0, cells), n, m, index: kept.index.subarray(0, cells) };
}
