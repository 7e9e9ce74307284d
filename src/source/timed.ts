import type { Batch } from '../contracts/batch.js';
import type { Schema } from '../contracts/schema.js';
import { inTurns, nextTurn, type Pace } from '../ports/next-turn.js';
import { makeBatch, sliceBatch } from '../table/batch.js';
import { timesInSteps } from '../table/extract.js';
import { settingsOf, type WindowSpec } from './window-spec.js';

/** Rows that are sorted into windows of time at once. */
const rowsAtOnce = 16_384;

/** What gathering a cell costs that came with its row, in cells that are counted in that time. */
const gathering = 20;

/**
 * Batches with their times beside the columns, as `timesOf` reads them, with turns of the event loop in between; for windows
 * of time large ones in parts, the offset with the last.
 */
export async function* timed(
  batches: AsyncIterable<Batch>,
  window: WindowSpec,
  schema: Schema,
  pace: Pace,
): AsyncGenerator<Batch, void, undefined> {
  const { every, timeZone } = settingsOf(window);
  for await (const batch of batches) {
    const { size, names } = batch;
    if (size <= rowsAtOnce) await pace(size * (names.length + 1) * gathering);
    const times = await inTurns(timesInSteps(batch, schema, timeZone), pace);
    const atOnce = every === undefined ? size : rowsAtOnce;
    let from = 0;
    for (; size - from > atOnce; from += atOnce) {
      yield withTimes(sliceBatch(batch, from, from + atOnce), times?.subarray(from, from + atOnce));
      await nextTurn();
    }
    const rest = from > 0 ? sliceBatch(batch, from, size) : batch;
    yield withTimes(rest, times?.subarray(from), batch.offset);
  }
}

function withTimes(batch: Batch, times: Float64Array | undefined, offset?: string): Batch {
  const { size, ids, modelVersions, name, notes } = batch;
  const columns = batch.names.map((column) => [column, batch.column(column)!] as const);
  return makeBatch({ size, columns, ids, times, modelVersions, name, notes, offset });
}
