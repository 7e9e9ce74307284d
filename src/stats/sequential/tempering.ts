/** Lags looked at, at most. */
const mostLags = 2_000;
/** Newest rows looked at, at most. */
export const temperingRows = 50_000;

/** A typed array. */
interface Column<T> extends ArrayLike<T> {
  subarray(from: number): Column<T>;
}

/**
 * By how much evidence from rows in time order must be thinned out because neighbours are alike: an upper estimate of the
 * sum of all autocorrelations, `1 + 2Σr`. Bets are then raised to the power of its inverse. A bet's mean cannot rise by
 * that (Jensen), so independent rows keep their guarantee; under dependence it is a rule that was tuned on simulations.
 *
 * Autocorrelations are added lag by lag, each with one standard error, until one is within two of zero.
 *
 * @param rows - In time order; of more than 50,000 the last count.
 * @param scoreOf - The score of a row.
 * @returns At least 1; 1 for scores that are all the same, or fewer than four.
 */
export function varianceInflation<T>(rows: Column<T>, scoreOf: (row: T) => number): number {
  const newest = rows.subarray(-temperingRows);
  const n = newest.length;
  const deviations = new Float64Array(n);
  let mean = 0;
  for (let i = 0; i < n; i++) {
    deviations[i] = scoreOf(newest[i]!);
    mean += deviations[i]! / n;
  }
  for (let i = 0; i < n; i++) deviations[i]! -= mean;
  let variance = 0;
  for (const deviation of deviations) variance += deviation * deviation;
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
  const inflation = Math.max(1, 1 + 2 * sum);
  // So much dependence that the estimate itself rests on few independent rows.
  return inflation > n / 50 ? 1.3 * inflation : inflation;
}
