import { lnBinomialPmf } from './deviance.js';

/**
 * ln P(D⁺_N ≥ x), the one-sided one-sample Kolmogorov–Smirnov law, 0 < x < 1:
 * `x·Σ_j C(N, j)(x + j/N)^(j−1)(1 − x − j/N)^(N−j)`, j from 0 to ⌊N(1 − x)⌋. Every term is x/(x + j/N) times a binomial
 * probability, so all are positive and exact in logs. Above N = 100,000 the asymptotic form, error below 1e-3.
 *
 * @see N. Smirnov (1944); Z. Birnbaum & F. Tingey (1951); for the asymptotic form R. Simard & P. L'Ecuyer (2011), eq. 8.
 */
export function lnSmirnovTail(x: number, n: number): number {
  if (n > 1e5) return -((6 * n * x + 1) ** 2) / (18 * n);
  const shift = n * x;
  let top = n * Math.log1p(-x); // the largest term so far, in logs; this one is j = 0
  let sum = 1; // over exp(top)
  for (let j = 1; j <= n - shift; j++) {
    const p = (shift + j) / n;
    const q = (n - shift - j) / n;
    if (q <= 0) break;
    const term = lnBinomialPmf(j, n, p, q) + Math.log(x / p);
    if (term <= top) sum += Math.exp(term - top);
    else {
      sum = sum * Math.exp(top - term) + 1;
      top = term;
    }
  }
  return top + Math.log(sum);
}
