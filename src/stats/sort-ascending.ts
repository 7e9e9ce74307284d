/** Below this many values the built-in sort is as fast. */
const fewest = 1_024;
/** A bucket of more values than this is sorted by itself before insertion puts neighbours in order. */
const short = 24;
/** Their ends stay near the processor. */
const mostBuckets = 2 ** 17;
/** Buckets within buckets within buckets: what is still together then is left to the built-in sort. */
const deepest = 3;

/** What sorting needs beside the numbers; it is overwritten. */
export interface SortingRoom {
  readonly given: Float64Array;
  readonly ends: Uint32Array;
}

/** Room to sort up to so many numbers, once and again: new memory costs a third of the time. */
export const sortingRoom = (size: number): SortingRoom => ({
  given: new Float64Array(size),
  ends: new Uint32Array(Math.min(mostBuckets, size)),
});

/**
 * Sorts finite numbers in place, ascending: distributes them over as many equal buckets, up to 131,072, between the smallest and the
 * largest as there are values, then sorts within. A value costs the same however many there are, where they are spread
 * roughly evenly; a crowded bucket is sorted in the same way, so that an outlier or a long tail costs one more round.
 *
 * @param room - Of `sortingRoom`. Default: made where it is needed.
 * @returns The same array. Zeros of either sign are equal.
 * @example sortAscending(Float64Array.of(3, 1, 2)); // [1, 2, 3]
 * @see E. J. Isaac & R. C. Singleton, "Sorting by address calculation", Journal of the ACM 3 (1956).
 */
export function sortAscending(values: Float64Array, room?: SortingRoom, depth = 1): Float64Array {
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
  const buckets = Math.min(mostBuckets, size);
  const scale = (buckets - 1) / (max - min);
  // The range overflows, or is so small that its inverse does.
  if (!(scale > 0 && scale < Infinity)) return values.sort();

  const { given, ends } = room ?? sortingRoom(size);
  ends.fill(0, 0, buckets);
  for (let i = 0; i < size; i++) ends[((values[i]! - min) * scale) | 0]!++; // both keep the order
  let before = 0;
  let crowded = false;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const count = ends[bucket]!;
    if (count > short) crowded = true;
    ends[bucket] = before; // moves to its end while values come in
    before += count;
  }
  given.set(values);
  for (let i = 0; i < size; i++) {
    const x = given[i]!;
    values[ends[((x - min) * scale) | 0]!++] = x;
  }
  for (let bucket = 0, from = 0; crowded && bucket < buckets; from = ends[bucket++]!)
    if (ends[bucket]! - from > short) sortAscending(values.subarray(from, ends[bucket]), undefined, depth + 1);
  // All are near their places now: insertion.
  for (let i = 1; i < size; i++) {
    const x = values[i]!;
    let at = i;
    for (; at > 0 && values[at - 1]! > x; at--) values[at] = values[at - 1]!;
    if (at < i) values[at] = x;
  }
  return values;
}
