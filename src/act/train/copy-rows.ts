import type { Batch } from '../../contracts/batch.js';
import { makeBatch } from '../../table/batch.js';
import { takeColumn } from '../../table/column-parts.js';
import { rowNumbers } from './rows-in-steps.js';

/** Rows `from` (inclusive) to `to` (exclusive) of a batch in memory of their own, so that they do not keep the batch alive. */
export function copyRows(batch: Batch, from: number, to: number): Batch {
  const rows = rowNumbers(from, to);
  const copied = batch.names.map((name) => {
    const values = batch.column(name)!;
    return [name, values instanceof Float64Array ? values.slice(from, to) : takeColumn(values, rows)] as const;
  });
  return makeBatch({
    size: to - from,
    columns: copied,
    ids: batch.ids?.slice(from, to),
    times: batch.times?.slice(from, to),
    modelVersions: batch.modelVersions?.slice(from, to),
    name: batch.name,
    notes: batch.notes,
  });
}
