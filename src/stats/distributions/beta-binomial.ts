import { outOfDomain, requireInteger, requirePositive } from '../domain.js';
import { lnBetaKernel, lnBinomialPmf } from '../special/deviance.js';

/** ln of the beta-binomial probability of k in n: C(n, k)·B(k + a, n − k + b)/B(a, b). */
export function lnBetaBinomialPmf(k: number, n: number, a: number, b: number): number {
  if (k < 0 || k > n) return -Infinity;
  // The quotient is the same for any x; at this one no factor is far from its peak, so that no digits cancel.
  const x = (k + a) / (n + a + b);
  const y = (n - k + b) / (n + a + b);
  return lnBinomialPmf(k, n, x, y) + lnBetaKernel(a, b, x, y) - lnBetaKernel(k + a, n - k + b, x, y);
}

/**
 * `ln P(X ≥ k)` of the beta-binomial law: X successes in n trials whose probability is itself Beta(a, b).
 * Sums all terms from k to n, so the effort is linear in n − k.
 *
 * @param k - An integer.
 * @param n - Trials, an integer of at least 0.
 * @param a - First shape, above 0.
 * @param b - Second shape, above 0.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for parameters outside these.
 */
export function lnBetaBinomialTail(k: number, n: number, a: number, b: number): number {
  requireInteger(n, 0, 'betaBinomial: n');
  requirePositive(a, 'betaBinomial: a');
  requirePositive(b, 'betaBinomial: b');
  if (!Number.isSafeInteger(k)) throw outOfDomain('betaBinomial: k', 'an integer', k);
  if (k <= 0) return 0;
  if (k > n) return -Infinity;
  // Start at the largest term, so that the others, relative to it, can underflow but never overflow.
  const mode = Math.round(((n + 1) * (a - 1)) / (a + b - 2));
  const candidates = mode > k && mode < n ? [k, mode, n] : [k, n];
  const logs = candidates.map((i) => lnBetaBinomialPmf(i, n, a, b));
  const best = logs.indexOf(Math.max(...logs));
  const start = candidates[best] ?? k;
  let sum = 1;
  for (let i = start, term = 1; i < n; i++) {
    term *= ((n - i) * (i + a)) / ((i + 1) * (n - i - 1 + b));
    sum += term;
  }
  for (let i = start, term = 1; i > k; i--) {
    term *= (i * (n - i + b)) / ((n - i + 1) * (i - 1 + a));
    sum += term;
  }
  return Math.min(0, (logs[best] ?? -Infinity) + Math.log(sum));
}
