import type { Batch, Row } from '../contracts/batch.js';

/** All batches, in order. */
export async function batchesOf(source: AsyncIterable<Batch>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source) batches.push(batch);
  return batches;
}

/** The rows of batches as plain objects. */
export const rowsOf = (batches: readonly Batch[]): Row[] => batches.flatMap((batch) => Array.from(batch));
