import type { Batch } from '../contracts/batch.js';
import type { Schema } from '../contracts/schema.js';

/** What a cell costs that is taken as the number it is, one that is looked up, and a text that is read as a number or a time. */
const [taken, lookedUp, read] = [2, 8, 100];

/** What converting a batch costs, in cells that are counted in that time. */
export function workOfBatch(batch: Batch, { columns }: Schema): number {
  let work = 0;
  for (const { name, type } of columns) {
    const cells = batch.column(name);
    if (!Array.isArray(cells)) continue;
    const isText = typeof cells.find((cell) => cell !== null) === 'string';
    work += batch.size * (type === 'categorical' ? lookedUp : isText ? read : taken);
  }
  return work;
}
