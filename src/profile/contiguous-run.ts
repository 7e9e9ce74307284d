import { limits } from '../limits.js';
import type { Coerced } from '../table/coerce.js';
import { rowHashes } from './row-hashes.js';

/**
 * Whether the rows of a table are a contiguous run of the reference's rows: they equal one, and that is no coincidence. As
 * many new rows, each as frequent as in the reference, would equal one of the runs with a probability of at most 10⁻⁶, so
 * a row or two, or many rows of few categories, are not taken for the reference's. Mostly the first row says that they
 * are not.
 *
 * @param reference - Hashes of the reference rows in order, over the same columns.
 */
export function isPartOf(reference: Float64Array, table: Coerced, columns: readonly string[]): boolean {
  if (table.size === 0 || table.size > reference.length) return false;
  const [first] = rowHashes(table, columns, 1);
  // oxlint-disable-next-line unicorn/prefer-includes -- which takes three times as long over doubles, and no hash is NaN
  if (reference.indexOf(first!) < 0) return false;
  const hashes = rowHashes(table, columns);
  return isContiguousRun(reference, hashes) && coincidence(reference, hashes) <= Math.log(limits.coincidence);
}

/** Logarithm of a bound on the probability that as many independent rows of the reference's kind equal one of its runs. */
function coincidence(reference: Float64Array, window: Float64Array): number {
  const frequency = new Map<number, number>();
  for (const hash of reference) frequency.set(hash, (frequency.get(hash) ?? 0) + 1);
  let chance = Math.log(reference.length - window.length + 1);
  for (const hash of window) chance += Math.log(frequency.get(hash)! / reference.length);
  return chance;
}

/**
 * Whether the window's rows equal a contiguous run of the reference's rows.
 *
 * @param reference - Hashes of the reference rows in order.
 * @param window - Hashes of the window rows in order.
 */
export function isContiguousRun(reference: Float64Array, window: Float64Array): boolean {
  const length = window.length;
  if (length === 0 || length > reference.length) return false;
  // Knuth, Morris and Pratt (1977): linear, also when many rows are equal.
  const fallback = new Int32Array(length);
  for (let row = 1, matched = 0; row < length; row++) {
    while (matched > 0 && window[row] !== window[matched]) matched = fallback[matched - 1]!;
    if (window[row] === window[matched]) matched++;
    fallback[row] = matched;
  }
  for (let row = 0, matched = 0; row < reference.length; row++) {
    while (matched > 0 && reference[row] !== window[matched]) matched = fallback[matched - 1]!;
    if (reference[row] === window[matched]) matched++;
    if (matched === length) return true;
  }
  return false;
}
