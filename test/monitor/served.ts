import { defineSchema, type Row } from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';
import { rowsOf } from './loop.js';

export const schema = defineSchema({
  amount: 'numeric',
  age: 'numeric',
  channel: 'categorical',
  guess: 'prediction',
  label: 'label',
});

/** Rows with what a model says of them that is right for `right` of them. */
export function served(
  n: number,
  seed: string,
  right = 0.9,
): (Row & { readonly label: string; readonly guess: string })[] {
  const random = seededRandom(`guess ${seed}`);
  return [...rowsOf(n, seed)].map((row) => {
    const label = String(row['label']);
    const other = label === 'yes' ? 'no' : 'yes';
    return { ...row, label, guess: random.uniform() < right ? label : other };
  });
}

/** A row as it is observed, before its label is known. */
export const unlabelled = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'label'));
