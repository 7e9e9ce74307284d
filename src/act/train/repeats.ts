import { isContiguousRun } from '../../profile/contiguous-run.js';
import { rowHashes } from '../../profile/row-hashes.js';
import type { Coerced } from '../../table/coerce.js';

/** Share of rows that repeat within one table above which repeating is in the nature of the data. */
const naturalShare = 0.01;

/**
 * Rows to keep when tables may overlap: the first of equal rows, over the given columns and the row's id where every table
 * has ids.
 *
 * Two equal rows are one row read twice only where rows do not repeat by nature. Where more than 1 % of the rows of one
 * table repeat within it (few categories, rounded numbers), dropping repeats would wipe out their frequencies, which is
 * what a model learns. There a table is dropped whole instead, when its rows are, in order, a run of an earlier table's.
 *
 * @param judge - The table that says whether rows repeat by nature: the reference, where it is known.
 * @returns indices into the rows of all tables one after the other, ascending.
 */
export function dropRepeats(tables: readonly Coerced[], columns: readonly string[], judge: Coerced): number[] {
  const hashes = tables.map((table) => rowHashes(table, columns));
  const withIds = tables.every((table) => table.ids !== undefined);
  const key = (t: number, row: number) => (withIds ? `${hashes[t]![row]} ${tables[t]!.ids![row]}` : hashes[t]![row]!);
  const natural = !withIds && repeatsByNature(rowHashes(judge, columns));

  const kept: number[] = [];
  const seen = new Set<string | number>();
  let offset = 0;
  for (const [t, own] of hashes.entries()) {
    if (!natural || !hashes.slice(0, t).some((earlier) => isContiguousRun(earlier, own)))
      for (let row = 0; row < own.length; row++) {
        const id = key(t, row);
        if (!natural && seen.has(id)) continue;
        seen.add(id);
        kept.push(offset + row);
      }
    offset += own.length;
  }
  return kept;
}

const repeatsByNature = (hashes: Float64Array): boolean =>
  hashes.length - new Set(hashes).size > naturalShare * hashes.length;
