import { HALF_LN_2PI, lnGamma, stirlingError } from './ln-gamma.js';

/** Natural logarithm of the binomial coefficient C(n, k), 0 ≤ k ≤ n; `-Infinity` outside. */
export function lnBinomial(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  if (k === 0 || k === n) return 0;
  if (n < 10) return lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
  // From the binomial probability at p = k/n, where both deviances vanish: no difference of large logarithms.
  const small = Math.min(k, n - k);
  const large = n - small;
  return (
    stirlingError(n) -
    stirlingError(small) -
    stirlingError(large) -
    HALF_LN_2PI +
    0.5 * Math.log(n / small / large) +
    small * Math.log(n / small) +
    large * Math.log1p(small / large)
  );
}
