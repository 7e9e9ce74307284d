import type { Batch, ColumnValues } from '../../contracts/batch.js';
import { concatBatches, makeBatch, takeRows, type BatchParts } from '../../table/batch.js';
import { takeColumn } from '../../table/column-parts.js';
import { selectColumns } from '../../table/select-columns.js';

/** Row numbers `from` (inclusive) to `end` (exclusive). A loop: `Int32Array.from` with a function takes many times as long. */
export function rowNumbers(from: number, end: number): Int32Array {
  const rows = new Int32Array(end - from);
  for (let at = 0; at < rows.length; at++) rows[at] = from + at;
  return rows;
}

// A column a step, each of which tells its work in multiply-adds.

/** The named columns of batches one after the other, as `concatBatches` gives them. */
export function* joinRows(batches: readonly Batch[], names: readonly string[]): Generator<number, Batch> {
  const beside = concatBatches(batches.map((batch) => selectColumns(batch, [])));
  const notes = new Set(beside.notes);
  const columns: [string, ColumnValues][] = [];
  for (const name of names) {
    const own = concatBatches(
      batches.map((batch) => {
        const values = batch.column(name);
        return makeBatch({ size: batch.size, columns: values ? [[name, values]] : [] });
      }),
    );
    const values = own.column(name);
    if (values) columns.push([name, values]);
    for (const note of own.notes ?? []) notes.add(note);
    yield own.size * 4;
  }
  return withColumns(beside, columns, [...notes]);
}

/** The rows of a batch at the given indices, as `takeRows` gives them. */
export function* pickRows(rows: Batch, taken: Int32Array): Generator<number, Batch> {
  const columns: [string, ColumnValues][] = [];
  for (const name of rows.names) {
    columns.push([name, takeColumn(rows.column(name)!, taken)]);
    yield taken.length * 4;
  }
  const beside = takeRows(selectColumns(rows, []), taken);
  return withColumns(beside, columns, beside.notes);
}

function withColumns(beside: Batch, columns: BatchParts['columns'], notes: BatchParts['notes']): Batch {
  const { size, ids, times, modelVersions, name, offset } = beside;
  return makeBatch({ size, columns, ids, times, modelVersions, name, notes, offset });
}
