import { outOfDomain, requireList } from './domain.js';

/**
 * A checked copy of a sample.
 *
 * @param least - Smallest size the caller can work with.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for too few values, or one that is not a finite number.
 */
export function checkedSample(values: ArrayLike<number>, where: string, least = 1): Float64Array {
  requireList(values, where);
  const size = values.length;
  if (!(size >= least)) throw outOfDomain(where, `at least ${least} ${least === 1 ? 'value' : 'values'}`, size);
  const copy = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const value: unknown = values[i];
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw outOfDomain(`${where}[${i}]`, 'a finite number', value);
    copy[i] = value;
  }
  return copy;
}

/** The same, in ascending order. */
export function sortedSample(values: ArrayLike<number>, where: string, least = 1): Float64Array {
  // oxlint-disable-next-line unicorn/no-array-sort -- of our own copy; a Float64Array sorts by number
  return checkedSample(values, where, least).sort();
}

/**
 * Walks through the distinct values of two sorted samples in ascending order. At each, `i` of x and `j` of y are at most
 * this value: ties are consumed on both sides before anything is compared.
 */
export function forEachPooledValue(
  x: Float64Array,
  y: Float64Array,
  visit: (value: number, i: number, j: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    const value = Math.min(i < x.length ? x[i]! : Infinity, j < y.length ? y[j]! : Infinity);
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    visit(value, i, j);
  }
}
