import { joinDoubles } from '../../table/column-parts.js';
import type { Coerced } from '../../table/coerce.js';

/**
 * Rows by time where every row has one; otherwise the order of the windows is the order of time. In steps that tell their work
 * in multiply-adds.
 *
 * @param rows - Counted over all tables, ascending.
 */
export function* inTimeOrder(
  rows: readonly number[],
  tables: readonly Coerced[],
): Generator<number, readonly number[]> {
  if (tables.some((table) => table.times === undefined)) return rows;
  const size = tables.reduce((sum, table) => sum + table.size, 0);
  const times = joinDoubles(
    tables.map((table) => table.times!),
    size,
  );
  if (rows.some((row) => !Number.isFinite(times[row]))) return rows;
  yield size * 10;
  return yield* sorted(rows, (a, b) => times[a]! - times[b]! || a - b);
}

/** Rows sorted at once; more are sorted in halves, which are merged. */
const sortedAtOnce = 10_000;

function* sorted(
  rows: readonly number[],
  compare: (a: number, b: number) => number,
): Generator<number, readonly number[]> {
  if (rows.length <= sortedAtOnce) {
    const own = rows.toSorted(compare);
    yield rows.length * 100;
    return own;
  }
  const [low, high] = [
    yield* sorted(rows.slice(0, rows.length >> 1), compare),
    yield* sorted(rows.slice(rows.length >> 1), compare),
  ];
  const merged: number[] = [];
  let [i, j] = [0, 0];
  while (merged.length < rows.length) {
    merged.push(j >= high.length || (i < low.length && compare(low[i]!, high[j]!) <= 0) ? low[i++]! : high[j++]!);
    if (merged.length % sortedAtOnce === 0) yield sortedAtOnce * 20;
  }
  return merged;
}
