import type { Tempering } from '../contracts/profiles.js';
import { locationScore, spreadScore } from '../stats/sequential/rank-scores.js';
import { scoresOfCells, varianceInflation } from '../stats/sequential/tempering.js';

/** Categories that are watched one by one, at most. */
const categories = 8;

const inflationOf = (cells: Uint8Array | Uint16Array, scores: readonly number[]): number =>
  varianceInflation(scoresOfCells(cells, scores));

/** Rows either are missing or not; mostly none is. */
function ofMissing(missing: Uint8Array): Pick<Tempering, 'missing' | 'longestMissing'> {
  if (!missing.includes(1)) return { missing: 1, longestMissing: 0 };
  let [run, longest] = [0, 0];
  for (const flag of missing) longest = Math.max(longest, (run = flag === 1 ? run + 1 : 0));
  return { missing: inflationOf(missing, [0, 1]), longestMissing: longest };
}

/**
 * How alike neighbouring rows of a numeric column are.
 *
 * @param cells - Fine cell of each finite value, in time order.
 * @param counts - Rows per cell.
 * @param missing - Per row in time order, 1 where it has no such value.
 */
export function numericTempering(cells: Uint16Array, counts: readonly number[], missing: Uint8Array): Tempering {
  let below = 0;
  const ranks = counts.map((n) => {
    below += n;
    return (below - n / 2) / cells.length;
  });
  return {
    values: inflationOf(cells, ranks.map(locationScore)),
    spread: inflationOf(cells, ranks.map(spreadScore)),
    ...ofMissing(missing),
  };
}

/** The same of a categorical column, whose cells are in descending order of count: the most of any frequent category. */
export function categoricalTempering(cells: Uint16Array, distinct: number, missing: Uint8Array): Tempering {
  let values = 1;
  for (let category = 0; category < Math.min(distinct, categories); category++)
    values = Math.max(
      values,
      inflationOf(
        cells,
        Array.from({ length: distinct }, (_, cell) => (cell === category ? 1 : 0)),
      ),
    );
  return { values, ...ofMissing(missing) };
}
