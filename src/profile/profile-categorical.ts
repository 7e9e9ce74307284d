import type { CategoricalReference, CategoricalWindow } from '../contracts/profiles.js';
import { limits } from '../limits.js';
import type { CategoricalValues } from '../table/coerce.js';
import { byFrequency } from './category-order.js';

/** Counts one categorical column over the reference's dictionary; what is not in it is `unseen`, or *other* when the cap bound. */
export function profileCategorical(column: CategoricalValues, reference: CategoricalReference): CategoricalWindow {
  const other = reference.capped ? reference.categories.length - 1 : -1;
  // A real category may be spelled like the reserved last cell, so that cell is not looked up by name.
  const named = reference.capped ? reference.categories.slice(0, -1) : reference.categories;
  const cells = new Map(named.map((category, cell) => [category, cell]));
  // Nearly every value is its own category: none is looked at.
  const idLike = reference.skipped === 'id-like';
  const counts = Array.from<number>({ length: reference.categories.length }).fill(0);
  const unseen: [string, number][] = [];
  let [count, unseenRows] = [0, 0];
  for (const [code, rows] of countCodes(column).entries()) {
    count += rows;
    if (rows === 0 || idLike) continue;
    const category = column.categories[code]!;
    const cell = cells.get(category) ?? other;
    if (cell >= 0) counts[cell]! += rows;
    else {
      unseenRows += rows;
      unseen.push([category, rows]);
    }
  }
  return {
    name: reference.name,
    kind: 'categorical',
    size: column.codes.length,
    count,
    missing: column.codes.length - count,
    unseen: unseenRows,
    counts,
    unseenNamed: byFrequency(unseen).slice(0, limits.categories),
  };
}

/** Rows per code. */
export function countCodes({ codes, categories }: CategoricalValues): Uint32Array {
  const counts = new Uint32Array(categories.length);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) counts[codes[row]!]!++;
  return counts;
}
