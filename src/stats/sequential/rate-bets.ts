/**
 * Bets on the rate of an event, such as an error or a category, of which only earlier rows are known.
 *
 * @see G. Shafer & V. Vovk, "A tutorial on conformal prediction" (2008), for randomised conformal p-values; V. Vovk,
 * "Testing randomness online" (2021), for betting against them
 */

/** Multiples of the rate on which bets on a rise are spread evenly. */
export const risingRatios = [1.1, 1.25, 1.5, 2, 3] as const;
/** The same for a fall. */
export const fallingRatios = risingRatios.map((ratio) => 1 / ratio);

/** The largest rate that a bet believes in. */
const mostRate = 0.95;

/**
 * Conformal p-value of whether the event happened on a row: independent uniforms as long as the rows are exchangeable,
 * near 1 where the event is more frequent than before.
 *
 * @param happened - Whether it happened on this row.
 * @param n - Rows before, with `k` events.
 * @param u - A fresh uniform number.
 */
export const eventPValue = (happened: boolean, n: number, k: number, u: number): number =>
  happened ? (n - k + u * (k + 1)) / (n + 1) : (u * (n - k + 1)) / (n + 1);

/**
 * What a bet that the event is `ratio` times as frequent as `rate` grows by: an e-value, whose mean over a uniform p is 1.
 * It pays on the largest p-values, as many of them as the rate says, or fewer where the ratio would lead beyond 95 %.
 */
export function rateBet(p: number, rate: number, ratio: number): number {
  const paid = ratio > 1 ? Math.min(rate, mostRate / ratio) : Math.min(rate, mostRate);
  return p > 1 - paid ? ratio : (1 - ratio * paid) / (1 - paid);
}

/**
 * The rate to bet on when nothing but the rows so far is known: that of the rows before for a rise, and for a fall that of
 * the rows before with one more event. Averaged over which of n rows comes last, a bet on a rise then has mean 1 − (r − 1)/n,
 * one on a fall 1: never more.
 */
export const learntRate = (n: number, k: number, ratio: number): number =>
  ratio > 1 ? risingFrom(n, k) : fallingFrom(n, k);

/** `learntRate` of a bet on a rise. */
export const risingFrom = (n: number, k: number): number => (n === 0 ? 1 : Math.max(k, 0.5) / n);
/** `learntRate` of a bet on a fall. */
export const fallingFrom = (n: number, k: number): number => (k + 1) / (n + 1);

/**
 * Stake of a bet on the mean of a value in [0, 1] that is known to be at most `limit`: `1 + stake (x − limit)` is an
 * e-value, whatever the dependence between rows.
 *
 * @param limit - In (0, 0.95).
 * @see A. Podkopaev & A. Ramdas, "Tracking the risk of a deployed model and detecting harmful distribution shifts" (2022)
 */
export const limitStake = (limit: number, ratio: number): number =>
  (Math.min(mostRate, ratio * limit) - limit) / (limit * (1 - limit));
