import type { Batch } from '../contracts/batch.js';
import type { ReferenceColumn, ReferenceProfile, WindowColumn } from '../contracts/profiles.js';
import { countColumn } from '../profile/profile.js';
import { redactCategories } from '../profile/redact.js';
import { coerce, type Coerced } from '../table/coerce.js';

/** Rows in the types of their schema, and their counts over columns of the reference. */
export interface CountedAhead {
  readonly table: Coerced;
  readonly columns: ReadonlyMap<ReferenceColumn, WindowColumn>;
}

/** Cells that are counted between two turns of the event loop: a few milliseconds. */
const cellsPerSlice = 250_000;

/**
 * Counts a large window before it is judged, with turns of the event loop in between; judging itself must not wait for
 * anything. The counts are those that judging would make.
 */
export async function countAhead(batch: Batch, reference: ReferenceProfile): Promise<CountedAhead> {
  const table = redactCategories(coerce(batch, reference.schema), reference.schema);
  const columns = new Map<ReferenceColumn, WindowColumn>();
  let cells = cellsPerSlice; // the rows have just been read
  for (const column of reference.columns) {
    if (cells >= cellsPerSlice) {
      await turn();
      cells = 0;
    }
    const counted = countColumn(table, column, reference);
    if (counted) columns.set(column, counted);
    cells += batch.size;
  }
  await turn();
  return { table, columns };
}

/** A timer and not a promise: only a macrotask lets input, output and other timers run. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
