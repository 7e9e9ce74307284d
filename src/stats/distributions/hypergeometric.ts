import { lnBinomialPmf } from '../special/deviance.js';
import { ln1mExp } from '../special/log-sum.js';

/** ln of the probability of `k` marked ones among `draws` from a population with `marked` and `plain` ones. */
export function lnHypergeometricPmf(k: number, marked: number, plain: number, draws: number): number {
  const other = draws - k;
  if (k < 0 || other < 0 || k > marked || other > plain) return -Infinity;
  const size = marked + plain;
  const share = draws / size;
  const rest = (size - draws) / size;
  return (
    lnBinomialPmf(k, marked, share, rest) +
    lnBinomialPmf(other, plain, share, rest) -
    lnBinomialPmf(draws, size, share, rest)
  );
}

/** ln P(X ≥ k), summed upwards from k, which is at or above the mode: every term is smaller than the one before. */
function lnSumUp(k: number, marked: number, plain: number, draws: number): number {
  const last = Math.min(marked, draws);
  if (k > last) return -Infinity;
  let term = 1;
  let sum = 0;
  for (let i = k; i <= last && term > 1e-18 * sum; i++) {
    sum += term;
    term *= ((marked - i) / (i + 1)) * ((draws - i) / (plain - draws + i + 1));
  }
  return lnHypergeometricPmf(k, marked, plain, draws) + Math.log(sum);
}

/**
 * `ln P(X ≥ k)` of the hypergeometric law: X marked ones among `draws` taken without replacement from a population of
 * `marked` + `plain`. True far below the smallest double.
 *
 * @param k - An integer.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for counts that are no integers of at least 0, or more draws than there are.
 * @example lnHypergeometricTail(45, 75, 125, 100); // 45 or more of 75 flagged rows in one of two samples of 100
 */
export function lnHypergeometricTail(k: number, marked: number, plain: number, draws: number): number {
  if (k <= Math.max(0, draws - plain)) return 0;
  const mode = ((draws + 1) * (marked + 1)) / (marked + plain + 2);
  if (k >= mode) return Math.min(0, lnSumUp(k, marked, plain, draws));
  // Below the mode by the complement: at most k − 1 marked is at least draws − k + 1 plain.
  return ln1mExp(Math.min(0, lnSumUp(draws - k + 1, plain, marked, draws)));
}
