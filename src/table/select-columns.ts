import type { Batch } from '../contracts/batch.js';
import { makeBatch } from './batch.js';

/** The named columns of a batch, in the given order; names it lacks are left out. */
export function selectColumns(batch: Batch, names: readonly string[]): Batch {
  const columns = names.flatMap((name) => {
    const values = batch.column(name);
    return values === undefined ? [] : [[name, values] as const];
  });
  const { size, ids, times, modelVersions, name, notes, offset } = batch;
  return makeBatch({ size, columns, ids, times, modelVersions, name, notes, offset });
}
