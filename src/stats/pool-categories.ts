import { checkOptions, nonNegativeRule } from './check-options.js';
import { outOfDomain, requireList } from './domain.js';

/** Rows that the smaller side is to expect of a category with a cell of its own. */
export const leastExpected = 5;

/** Options of `poolCategories`. */
export interface PoolOptions {
  /** Window rows whose category the reference does not know; always pooled. Default 0. */
  readonly unseen?: number;
  /** A cell that is itself a collection of categories, such as `__other__`; always pooled. */
  readonly otherCell?: number | undefined;
  /** Least expected rows per side for a cell of its own. Default 5. */
  readonly minimum?: number;
}

/** Counts after rare categories were pooled. */
export interface PooledCategories {
  /** Counts over the kept cells in their order, then the one of everything else. */
  readonly reference: Uint32Array;
  readonly window: Uint32Array;
  /** Numbers, in the given counts, of the categories that keep a cell of their own. */
  readonly kept: readonly number[];
}

/**
 * Pools rare categories, so that the χ² laws hold. A category keeps its cell if, with both samples together, the smaller one
 * expects at least five rows of it: (a + b)·min(n, m)/(n + m) ≥ 5. Only sums over both samples decide; choosing by one of
 * them would make the chosen cells differ by selection alone (levels of .10 to 1.00 at a nominal .05). Unseen rows exist in
 * one sample only, so they always go into the last cell.
 *
 * @param a - Counts of the reference per category.
 * @param b - Counts of the window over the same categories.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts over different categories, counts that are none, or 2³² rows and more; `OPTION_INVALID` for a bad option.
 * @example poolCategories([500, 3, 2], [90, 6, 1], { unseen: 3 }).window; // Uint32Array [90, 10]
 * @see W. G. Cochran, "Some methods for strengthening the common χ² tests" (1954), for the five rows
 */
export function poolCategories(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: PoolOptions = {},
): PooledCategories {
  checkOptions('poolCategories', options, {
    unseen: nonNegativeRule,
    otherCell: nonNegativeRule,
    minimum: nonNegativeRule,
  });
  for (const counts of [a, b]) requireList(counts, 'poolCategories');
  if (a.length !== b.length)
    throw outOfDomain('poolCategories', 'counts over the same categories', `${a.length} and ${b.length} categories`);
  requireCounts(a, 'poolCategories: a');
  requireCounts(b, 'poolCategories: b', options.unseen);
  return pool(a, b, options);
}

/** `poolCategories` of counts and options that were checked. */
export function pool(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { unseen = 0, otherCell, minimum = leastExpected }: PoolOptions,
): PooledCategories {
  const [n, m] = [totalOf(a), totalOf(b) + unseen];
  const share = n + m > 0 ? Math.min(n, m) / (n + m) : 0;
  const kept: number[] = [];
  for (let k = 0; k < a.length; k++) if (k !== otherCell && (a[k]! + b[k]!) * share >= minimum) kept.push(k);
  const cellsOf = (counts: ArrayLike<number>, total: number): Uint32Array => {
    const cells = kept.map((category) => counts[category]!);
    return Uint32Array.from([...cells, cells.reduce((rest, rows) => rest - rows, total)]);
  };
  return { reference: cellsOf(a, n), window: cellsOf(b, m), kept };
}

/** Pools the dictionary of a column, its unseen rows, and the last cell of a dictionary that was cut. */
export const poolDictionary = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  unseen: number,
  cut: boolean | undefined,
): PooledCategories => pool(a, b, { unseen, otherCell: cut ? a.length - 1 : undefined });

function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < counts.length; k++) total += counts[k]!;
  return total;
}

/** Refuses what is not whole, and sums that the results do not hold in 32 bits. */
function requireCounts(counts: ArrayLike<number>, where: string, unseen = 0): void {
  for (let k = 0; k < counts.length; k++) {
    const count: unknown = counts[k];
    if (!(Number.isInteger(count) && (count as number) >= 0)) throw outOfDomain(`${where}[${k}]`, 'a count', count);
  }
  const total = totalOf(counts) + unseen;
  if (total >= 2 ** 32) throw outOfDomain(where, 'fewer than 2³² rows', total);
}
