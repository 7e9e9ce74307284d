import { lnPoisson } from './deviance.js';

/** Both tails of the incomplete gamma function, in natural logs. */
export interface LnTails {
  readonly lnLower: number;
  readonly lnUpper: number;
}

/**
 * `ln P(a, x)` and `ln Q(a, x)`, the regularised incomplete gamma functions, a > 0, x ≥ 0. Below a + 1 the series
 * of P, above it the continued fraction of Q by Lentz's method; the other side as complement. Relative error about 1e-13
 * for a from ½ to 1e6; the effort grows with √a.
 *
 * @see Abramowitz & Stegun 6.5.29 and 6.5.31; Lentz (1976) as modified by Thompson & Barnett (1986).
 */
export function lnGammaTails(a: number, x: number): LnTails {
  if (x <= 0) return { lnLower: -Infinity, lnUpper: 0 };
  if (x === Infinity) return { lnLower: 0, lnUpper: -Infinity };
  const lnFirst = lnPoisson(a, x); // ln of x^a e^−x / Γ(a + 1)
  if (x < a + 1) {
    let term = 1;
    let sum = 1;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    const lnLower = Math.min(0, lnFirst + Math.log(sum));
    return { lnLower, lnUpper: Math.log1p(-Math.exp(lnLower)) };
  }
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; ; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 2.3e-16) break;
  }
  const lnUpper = Math.min(0, lnFirst + Math.log(a * fraction));
  return { lnLower: Math.log1p(-Math.exp(lnUpper)), lnUpper };
}

/** Upper regularised incomplete gamma function Q(a, x) = Γ(a, x)/Γ(a), a > 0, x ≥ 0. */
export const gammaQ = (a: number, x: number): number => Math.exp(lnGammaTails(a, x).lnUpper);

/** Natural logarithm of Q(a, x), true far below the smallest double. */
export const lnGammaQ = (a: number, x: number): number => lnGammaTails(a, x).lnUpper;
