/** Two scores per cell of an ordered scale, each with mean 0 and variance 1 under the weights, uncorrelated. */
export interface CellScores {
  /** Standardised mid-rank: moves with location. */
  readonly location: readonly number[];
  /** Its square without what depends on it linearly: moves with spread. All 0 when only two cells have weight. */
  readonly spread: readonly number[];
}

/**
 * Scores of ordered cells. With weights p̄ (summing to 1) and mid-ranks u_k = Σ_{i<k} p̄_i + p̄_k/2: the location score is
 * s₁ = (u − mean)/sd, the spread score s₂ = s₁² − 1 − skew·s₁, scaled to variance 1.
 *
 * @param weights - Counts per cell, at least 0; scaled to sum 1 here.
 */
export function cellScores(weights: ArrayLike<number>): CellScores {
  const cells = weights.length;
  // Short lists of numbers are made and let go much faster than typed arrays, and by the thread that makes them.
  const location = Array<number>(cells).fill(0);
  const spread = Array<number>(cells).fill(0);
  let total = 0;
  let used = 0;
  for (let k = 0; k < cells; k++) {
    total += weights[k]!;
    if (weights[k]! > 0) used++;
  }
  if (used < 2) return { location, spread };
  let below = 0;
  let mean = 0;
  for (let k = 0; k < cells; k++) {
    const p = weights[k]! / total;
    location[k] = below + p / 2;
    mean += p * location[k]!;
    below += p;
  }
  let variance = 0;
  for (let k = 0; k < cells; k++) variance += (weights[k]! / total) * (location[k]! - mean) ** 2;
  const sd = Math.sqrt(variance);
  let skew = 0;
  for (let k = 0; k < cells; k++) {
    location[k] = (location[k]! - mean) / sd;
    skew += (weights[k]! / total) * location[k]! ** 3;
  }
  // With two values the square is a linear function of the value: nothing is left for spread.
  if (used === 2) return { location, spread };
  let power = 0;
  for (let k = 0; k < cells; k++) {
    spread[k] = location[k]! ** 2 - 1 - skew * location[k]!;
    power += (weights[k]! / total) * spread[k]! ** 2;
  }
  const scale = power > 0 ? 1 / Math.sqrt(power) : 0;
  for (let k = 0; k < cells; k++) spread[k] = spread[k]! * scale;
  return { location, spread };
}
