import { isContiguousRun } from '../../profile/contiguous-run.js';
import { rowHashes } from '../../profile/row-hashes.js';
import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';
import { rowsPerSlice } from './pace.js';

/** Share of rows that repeat within one table above which repeating is in the nature of the data. */
const naturalShare = 0.01;

/**
 * Rows to keep when tables may overlap: the first of equal rows, over the given columns and the row's id where every row
 * has one. In steps that tell their work in multiply-adds.
 *
 * Two equal rows are one row read twice only where rows do not repeat by nature. Where more than 1 % of the rows of one
 * table repeat within it (few categories, rounded numbers), dropping repeats would wipe out their frequencies, which is
 * what a model learns. There a table is dropped whole instead, when its rows are, in order, a run of an earlier table's.
 *
 * @param judge - The table that says whether rows repeat by nature: the reference, where it is known.
 * @returns indices into the rows of all tables one after the other, ascending.
 */
export function* dropRepeats(
  tables: readonly Coerced[],
  columns: readonly string[],
  judge: Coerced,
): Generator<number, number[]> {
  const hashes: Float64Array[] = [];
  for (const table of tables) hashes.push(yield* hashesOf(table, columns));
  const withIds = tables.every((table) => table.ids?.includes('') === false);
  const key = (t: number, row: number) => (withIds ? `${hashes[t]![row]} ${tables[t]!.ids![row]}` : hashes[t]![row]!);
  const known = tables.findIndex((table) => table.columns === judge.columns);
  const ofJudge = hashes[known];
  // No `??`: what makes CommonJS of the build puts its right side into a function, in which there is no `yield`.
  const natural =
    !withIds && (yield* repeatsByNature(ofJudge === undefined ? yield* hashesOf(judge, columns) : ofJudge));

  const kept: number[] = [];
  const seen = new Set<string | number>();
  let offset = 0;
  for (const [t, own] of hashes.entries()) {
    let again = false;
    for (const earlier of natural ? hashes.slice(0, t) : []) {
      again ||= isContiguousRun(earlier, own);
      yield (earlier.length + own.length) * 20;
    }
    for (let row = again ? own.length : 0; row < own.length; row++) {
      if (row % rowsOfStep === rowsOfStep - 1) yield rowsOfStep * workOfRow;
      if (!natural) {
        const id = key(t, row);
        if (seen.has(id)) continue;
        seen.add(id);
      }
      kept.push(offset + row);
    }
    offset += own.length;
  }
  return kept;
}

function* hashesOf(table: Coerced, names: readonly string[]): Generator<number, Float64Array> {
  const hashes = new Float64Array(table.size);
  const most = rowsPerSlice(names.length * 8);
  for (let from = 0; from < table.size; from += most) {
    const size = Math.min(most, table.size - from);
    const columns = new Map<string, NumericValues | CategoricalValues>();
    for (const name of names) {
      const column = table.columns.get(name);
      if (column?.kind === 'numeric')
        columns.set(name, { ...column, values: column.values.subarray(from, from + size) });
      else if (column) columns.set(name, { ...column, codes: column.codes.subarray(from, from + size) });
    }
    hashes.set(rowHashes({ ...table, size, columns }, names), from);
    yield size * names.length * 8;
  }
  return hashes;
}

/** Rows looked up in one step, and what each takes in multiply-adds. */
const [rowsOfStep, workOfRow] = [1_000, 200];

function* repeatsByNature(hashes: Float64Array): Generator<number, boolean> {
  const distinct = new Set<number>();
  for (let row = 0; row < hashes.length; row++) {
    distinct.add(hashes[row]!);
    if (row % rowsOfStep === rowsOfStep - 1) yield rowsOfStep * workOfRow;
  }
  return hashes.length - distinct.size > naturalShare * hashes.length;
}
