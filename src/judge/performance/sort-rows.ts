/** Rows that are sorted in one step, and how many are merged: a millisecond or two. */
const [sortedAtOnce, mergedAtOnce] = [4_096, 16_384];

/**
 * The rows from 0 on in the order of a comparison, in steps: parts are sorted by themselves, then merged two by two. Rows that
 * are equal keep their order.
 *
 * @param compare - Negative where row `a` comes before row `b`.
 */
export function* sortRows(rows: number, compare: (a: number, b: number) => number): Generator<undefined, Int32Array> {
  let sorted = new Int32Array(rows);
  for (let row = 0; row < rows; row++) sorted[row] = row;
  for (let from = 0; from < rows; from += sortedAtOnce) {
    sorted.subarray(from, from + sortedAtOnce).sort(compare);
    yield;
  }
  let merged = new Int32Array(rows);
  for (let length = sortedAtOnce; length < rows; length *= 2) {
    for (let from = 0; from < rows; from += 2 * length) {
      const middle = Math.min(from + length, rows);
      const end = Math.min(middle + length, rows);
      let [left, right] = [from, middle];
      for (let to = from; to < end; to++) {
        const takesLeft = right >= end || (left < middle && compare(sorted[left]!, sorted[right]!) <= 0);
        merged[to] = takesLeft ? sorted[left++]! : sorted[right++]!;
        if (to % mergedAtOnce === 0) yield;
      }
    }
    [sorted, merged] = [merged, sorted];
  }
  return sorted;
}
