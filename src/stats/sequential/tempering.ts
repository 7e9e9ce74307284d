/** Lags looked at, at most. */
const mostLags = 2_000;
/** Newest rows looked at, at most. */
export const temperingRows = 50_000;

/**
 * By how much evidence from rows in time order must be thinned out because neighbours are alike: an upper estimate of the
 * sum of all autocorrelations, `1 + 2Σr`. Bets are then raised to the power of its inverse. A bet's mean cannot rise by
 * that (Jensen), so independent rows keep their guarantee; under dependence it is a rule that was tuned on simulations.
 *
 * Autocorrelations are added lag by lag, each with one standard error, until one is within two of zero.
 *
 * @param scores - One per row in time order; of more than 50,000 the last count.
 * @returns At least 1; 1 for scores that are all the same, or fewer than four.
 */
export function varianceInflation(scores: Float64Array): number {
  const newest = scores.subarray(-temperingRows);
  const n = newest.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += newest[i]! / n;
  const deviations = new Float64Array(n);
  let variance = 0;
  for (let i = 0; i < n; i++) {
    const deviation = newest[i]! - mean;
    deviations[i] = deviation;
    variance += deviation * deviation;
  }
  if (n < 4 || !(variance > n * Number.EPSILON)) return 1;
  const standardError = 1 / Math.sqrt(n);
  let sum = 0;
  for (let lag = 1; lag <= Math.min(n / 4, mostLags); lag++) {
    let covariance = 0;
    for (let i = lag; i < n; i++) covariance += deviations[i]! * deviations[i - lag]!;
    const correlation = covariance / variance;
    sum += Math.max(correlation, 0) + standardError;
    if (correlation < 2 * standardError) break;
  }
  return inflationOf(sum, n);
}

function inflationOf(sum: number, n: number): number {
  const inflation = Math.max(1, 1 + 2 * sum);
  // So much dependence that the estimate itself rests on few independent rows.
  return inflation > n / 50 ? 1.3 * inflation : inflation;
}

/**
 * The same of rows that have the score of their cell, for several scores at once. Mostly the first lag says that neighbours
 * are not alike, and that is seen from how often one cell follows another.
 *
 * @param cells - One per row in time order.
 * @param distinct - Number of cells; what lies beyond is taken as the last.
 * @param scores - Per score one number per cell.
 */
export function varianceInflations(
  cells: Uint8Array | Uint16Array,
  distinct: number,
  scores: readonly (readonly number[])[],
): number[] {
  const newest = cells.subarray(-temperingRows);
  const n = newest.length;
  const counts = new Uint32Array(distinct);
  const pairs = new Uint32Array(distinct * distinct);
  let before = 0;
  for (let i = 0; i < n; i++) {
    const cell = Math.min(newest[i]!, distinct - 1);
    counts[cell]!++;
    if (i > 0) pairs[before * distinct + cell]!++;
    before = cell;
  }
  return scores.map((score) => {
    let mean = 0;
    for (let a = 0; a < distinct; a++) mean += (counts[a]! * score[a]!) / n;
    let [variance, covariance] = [0, 0];
    for (let a = 0; a < distinct; a++) {
      const deviation = score[a]! - mean;
      let following = 0;
      for (let b = 0; b < distinct; b++) following += pairs[a * distinct + b]! * (score[b]! - mean);
      variance += counts[a]! * deviation * deviation;
      covariance += deviation * following;
    }
    if (n < 4 || !(variance > n * Number.EPSILON)) return 1;
    const standardError = 1 / Math.sqrt(n);
    const correlation = covariance / variance;
    if (correlation < 2 * standardError) return inflationOf(Math.max(correlation, 0) + standardError, n);
    const scored = new Float64Array(n);
    for (let i = 0; i < n; i++) scored[i] = score[Math.min(newest[i]!, distinct - 1)]!;
    return varianceInflation(scored);
  });
}
