import type { Tempering } from '../contracts/profiles.js';
import { locationScore, spreadScore } from '../stats/sequential/rank-scores.js';
import { varianceInflation } from '../stats/sequential/tempering.js';

/** Categories that are watched one by one, at most. */
const categories = 8;

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
    values: varianceInflation(cells, (cell) => locationScore(ranks[cell]!)),
    spread: varianceInflation(cells, (cell) => spreadScore(ranks[cell]!)),
    missing: varianceInflation(missing, (flag) => flag),
  };
}

/** The same of a categorical column, whose cells are in descending order of count: the most of any frequent category. */
export function categoricalTempering(cells: Uint16Array, distinct: number, missing: Uint8Array): Tempering {
  let values = 1;
  for (let category = 0; category < Math.min(distinct, categories); category++)
    values = Math.max(
      values,
      varianceInflation(cells, (cell) => (cell === category ? 1 : 0)),
    );
  return { values, missing: varianceInflation(missing, (flag) => flag) };
}
