import { HALF_LN_2PI, stirlingError } from './ln-gamma.js';

/**
 * Half the Poisson deviance, `a ln(a/x) + x − a` ≥ 0 for a ≥ 0, x > 0. Near a = x the two sides cancel, so there the
 * series in `v = (x − a)/(x + a)` is used: with μ = (x − a)/a, μ − ln(1 + μ) = μv − 2(v³/3 + v⁵/5 + …).
 *
 * @see C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
 */
export function deviance(a: number, x: number): number {
  if (a === 0) return x;
  const difference = x - a;
  const v = difference / (x + a);
  if (Math.abs(v) > 0.3) return a * Math.log(a / x) + difference;
  const square = v * v;
  let sum = 0;
  let power = square;
  for (let odd = 3; ; odd += 2) {
    const term = power / odd;
    if (term < 1e-18) break;
    sum += term;
    power *= square;
  }
  return v * (difference - 2 * a * sum);
}

/** `ln(x^a e^−x / Γ(a + 1))`, a ≥ 0, x > 0: the Poisson probability of a at mean x, in logs, and the prefactor of Q(a, x). */
export function lnPoisson(a: number, x: number): number {
  if (a === 0) return -x;
  return -deviance(a, x) - HALF_LN_2PI - 0.5 * Math.log(a) - stirlingError(a);
}

/** `ln(x^a y^b / B(a, b))`, x + y = 1, a, b > 0: the beta density times xy, in logs. */
export function lnBetaKernel(a: number, b: number, x: number, y: number): number {
  const sum = a + b;
  return (
    -deviance(a, sum * x) -
    deviance(b, sum * y) +
    0.5 * (Math.log(a) + Math.log(b / sum)) -
    HALF_LN_2PI +
    stirlingError(sum) -
    stirlingError(a) -
    stirlingError(b)
  );
}

/** Logarithm of the binomial probability C(n, k) x^k y^(n−k), x + y = 1, 0 ≤ k ≤ n. */
export function lnBinomialPmf(k: number, n: number, x: number, y: number): number {
  if (k === 0) return n === 0 ? 0 : n * (x < 0.5 ? Math.log1p(-x) : Math.log(y));
  if (k === n) return n * (y < 0.5 ? Math.log1p(-y) : Math.log(x));
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * x) -
    deviance(n - k, n * y) -
    HALF_LN_2PI +
    0.5 * Math.log(n / k / (n - k))
  );
}
