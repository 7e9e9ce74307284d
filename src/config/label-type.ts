import type { Batch } from '../contracts/batch.js';

/** Whole numbers up to this many different ones are classes. */
const mostClasses = 10;

/**
 * What the values of a label column mean: classes for texts, truth values and at most ten different whole numbers (0 and 1,
 * or grades), else a number to be predicted. A column with nothing in it holds classes. Undefined when there is no such
 * column.
 */
export function labelType(reference: Batch, label: string): 'categorical' | 'numeric' | undefined {
  const values = reference.column(label);
  if (values === undefined) return undefined;
  const seen = new Set<number>();
  for (const value of values) {
    if (value === null || value === undefined || value === '') continue;
    if (typeof value !== 'number') return 'categorical';
    if (Number.isNaN(value)) continue; // a missing cell
    if (!Number.isInteger(value) || seen.add(value).size > mostClasses) return 'numeric';
  }
  return 'categorical';
}
