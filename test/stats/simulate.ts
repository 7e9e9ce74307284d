import type { SeededRandom } from '../../src/stats/random.js';

/** Whether the long form of simulations runs. */
export const nightly = process.env['NIGHTLY'] !== undefined;

/** Runs of a simulation: the short number, or twenty times as many in the nightly form. */
export const runs = (short: number): number => (nightly ? 20 * short : short);

/** Counts of rows drawn independently over cells with the given weights. */
export function drawCounts(random: SeededRandom, rows: number, weights: readonly number[]): Uint32Array {
  let total = 0;
  const cumulative = weights.map((weight) => (total += weight));
  const counts = new Uint32Array(weights.length);
  for (let row = 0; row < rows; row++) {
    const at = random.uniform() * total;
    let low = 0;
    let high = weights.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > at) high = middle;
      else low = middle + 1;
    }
    counts[low]!++;
  }
  return counts;
}

/** Three standard errors of a count of events with the given chance. */
export const threeErrors = (trials: number, chance: number): number => 3 * Math.sqrt(trials * chance * (1 - chance));
