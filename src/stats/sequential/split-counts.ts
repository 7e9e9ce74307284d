import type { SeededRandom } from '../random.js';

/**
 * Draws some of the rows behind counts, without replacement: what a random subset of the rows themselves would count.
 *
 * @param counts - Rows per cell.
 * @param size - Rows to draw, at most their sum.
 * @returns Counts of the rows drawn, and of those left.
 */
export function splitCounts(
  counts: readonly number[],
  size: number,
  random: SeededRandom,
): readonly [drawn: number[], left: number[]] {
  let rows = counts.reduce((a, b) => a + b, 0);
  let wanted = size;
  const drawn = counts.map((count) => {
    let own = 0;
    for (let i = 0; i < count; i++, rows--)
      if (random.uniform() * rows < wanted) {
        own++;
        wanted--;
      }
    return own;
  });
  return [drawn, counts.map((count, cell) => count - drawn[cell]!)];
}
