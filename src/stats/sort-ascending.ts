/** Below this many values the built-in sort is as fast. */
const fewest = 1_024;
/** A bucket of more values than this is no longer sorted by insertion. */
const short = 24;
/** Buckets within buckets within buckets: what is still together then is left to the built-in sort. */
const deepest = 3;

/**
 * Sorts finite numbers in place, ascending: distributes them over as many equal buckets between the smallest and the
 * largest as there are values, then sorts within. A value costs the same however many there are, where they are spread
 * roughly evenly; a crowded bucket is sorted in the same way, so that an outlier or a long tail costs one more round.
 *
 * @param beside - Room for as many numbers, which is overwritten. Default: made where it is needed.
 * @returns The same array. Zeros of either sign are equal.
 * @example sortAscending(Float64Array.of(3, 1, 2)); // [1, 2, 3]
 * @see E. J. Isaac & R. C. Singleton, "Sorting by address calculation", Journal of the ACM 3 (1956).
 */
export function sortAscending(values: Float64Array, beside?: Float64Array, depth = 1): Float64Array {
  const size = values.length;
  if (size < fewest || depth > deepest) return values.sort();
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < size; i++) {
    const x = values[i]!;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  if (min === max) return values;
  const buckets = 2 ** Math.min(16, Math.floor(Math.log2(size)));
  const scale = (buckets - 1) / (max - min);
  // The range overflows, or is so small that its inverse does.
  if (!(scale > 0 && scale < Infinity)) return values.sort();

  const bucketOf = new Uint16Array(size);
  const ends = new Uint32Array(buckets);
  for (let i = 0; i < size; i++) {
    const bucket = ((values[i]! - min) * scale) | 0; // subtraction and multiplication keep the order
    bucketOf[i] = bucket;
    ends[bucket]!++;
  }
  let before = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const count = ends[bucket]!;
    ends[bucket] = before; // moves to its end while values come in
    before += count;
  }
  const given = beside ?? new Float64Array(size);
  given.set(values);
  for (let i = 0; i < size; i++) values[ends[bucketOf[i]!]!++] = given[i]!;
  let from = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const to = ends[bucket]!;
    if (to - from > short) sortAscending(values.subarray(from, to), undefined, depth + 1);
    else if (to - from > 1) insertionSort(values, from, to);
    from = to;
  }
  return values;
}

function insertionSort(values: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const x = values[i]!;
    let at = i;
    for (; at > from && values[at - 1]! > x; at--) values[at] = values[at - 1]!;
    values[at] = x;
  }
}
