import { limits } from '../limits.js';
import { allSteps } from '../all-steps.js';
import type { Coerced } from '../table/coerce.js';
import { rowHashesInSteps } from './row-hashes.js';

/**
 * Whether the rows of a table are a contiguous run of the reference's rows: they equal one, and that is no coincidence. As
 * many new rows, each as frequent as in the reference, would equal one of the runs with a probability of at most 10⁻⁶, so
 * a row or two, or many rows of few categories, are not taken for the reference's. Mostly the first row says that they
 * are not.
 *
 * @param reference - Hashes of the reference rows in order, over the same columns.
 */
export const isPartOf = (reference: Float64Array, table: Coerced, columns: readonly string[]): boolean =>
  allSteps(isPartInSteps(reference, table, columns));

/** `isPartOf`; each step tells how many cells were hashed. */
export function* isPartInSteps(
  reference: Float64Array,
  table: Coerced,
  columns: readonly string[],
): Generator<number, boolean> {
  if (table.size === 0 || table.size > reference.length) return false;
  const [first] = yield* rowHashesInSteps(table, columns, 1);
  // oxlint-disable-next-line unicorn/prefer-includes -- which takes three times as long over doubles, and no hash is NaN
  if (reference.indexOf(first!) < 0) return false;
  const hashes = yield* rowHashesInSteps(table, columns);
  return isContiguousRun(reference, hashes) && isNoCoincidence(reference, hashes);
}

/** Whether as many independent rows of the reference's kind would hardly equal one of its runs. */
function isNoCoincidence(reference: Float64Array, window: Float64Array): boolean {
  const rows = reference.length;
  const seen = new Map<number, number>();
  // Logarithm of a bound on the probability. It only falls, and falls fast where kinds of row are many: few are counted.
  let chance = Math.log(rows - window.length + 1);
  for (const hash of window) {
    let equal = seen.get(hash) ?? 0;
    if (!equal) for (const other of reference) if (other === hash) equal++;
    seen.set(hash, equal);
    chance += Math.log(equal / rows);
    if (chance <= Math.log(limits.coincidence)) return true;
  }
  return false;
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
