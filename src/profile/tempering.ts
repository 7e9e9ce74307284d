import type { Tempering } from '../contracts/profiles.js';
import { locationScore, spreadScore } from '../stats/sequential/rank-scores.js';
import { varianceInflations } from '../stats/sequential/tempering.js';

/** Categories that are watched one by one, at most. */
const categories = 8;

/** Rows either are missing or not; mostly none is. */
function ofMissing(missing: Uint8Array | undefined): Pick<Tempering, 'missing' | 'longestMissing'> {
  if (!missing?.includes(1)) return { missing: 1, longestMissing: 0 };
  let [run, longest] = [0, 0];
  for (const flag of missing) longest = Math.max(longest, (run = flag === 1 ? run + 1 : 0));
  return { missing: varianceInflations(missing, 2, [[0, 1]])[0]!, longestMissing: longest };
}

/**
 * How alike neighbouring rows of a numeric column are.
 *
 * @param cells - Fine cell of each finite value, in time order.
 * @param counts - Rows per cell.
 * @param missing - Per row in time order, 1 where it has no such value; undefined where every row has one.
 */
export function numericTempering(
  cells: Uint16Array,
  counts: readonly number[],
  missing: Uint8Array | undefined,
): Tempering {
  let below = 0;
  const ranks = counts.map((n) => {
    below += n;
    return (below - n / 2) / cells.length;
  });
  const [values, spread] = varianceInflations(cells, counts.length, [ranks.map(locationScore), ranks.map(spreadScore)]);
  return { values: values!, spread: spread!, ...ofMissing(missing) };
}

/** The same of a categorical column, whose cells are in descending order of count: the most of any frequent category. */
export function categoricalTempering(cells: Uint16Array, distinct: number, missing: Uint8Array): Tempering {
  // The others are one more cell.
  const cellsWatched = Math.min(distinct, categories + 1);
  const scores = Array.from({ length: Math.min(distinct, categories) }, (_, category) =>
    Array.from({ length: cellsWatched }, (__, cell) => (cell === category ? 1 : 0)),
  );
  const values = Math.max(1, ...varianceInflations(cells, cellsWatched, scores));
  return { values, ...ofMissing(missing) };
}
