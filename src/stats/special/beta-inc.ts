import { lnBetaKernel } from './deviance.js';
import type { LnTails } from './gamma-q.js';

/** Lentz's continued fraction of I_x(a, b); converges fast for x below (a + 1)/(a + b + 2). */
function lowerFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 2.3e-16) return fraction;
  }
}

/**
 * `ln I_x(a, b)` and `ln(1 − I_x(a, b))` of the regularised incomplete beta function, a, b > 0, x in [0, 1]. Give `y`
 * = 1 − x where it is known better than by subtraction. Relative error about 1e-12 for a, b from ½ to 1e6.
 *
 * @see Abramowitz & Stegun 26.5.8; symmetry I_x(a, b) = 1 − I_y(b, a).
 */
export function lnBetaTails(a: number, b: number, x: number, y = 1 - x): LnTails {
  if (x <= 0) return { lnLower: -Infinity, lnUpper: 0 };
  if (y <= 0) return { lnLower: 0, lnUpper: -Infinity };
  const kernel = lnBetaKernel(a, b, x, y);
  if (x <= (a + 1) / (a + b + 2)) {
    const lnLower = Math.min(0, kernel + Math.log(lowerFraction(a, b, x) / a));
    return { lnLower, lnUpper: Math.log1p(-Math.exp(lnLower)) };
  }
  const lnUpper = Math.min(0, kernel + Math.log(lowerFraction(b, a, y) / b));
  return { lnLower: Math.log1p(-Math.exp(lnUpper)), lnUpper };
}

/** Regularised incomplete beta function I_x(a, b). */
export const betaInc = (a: number, b: number, x: number, y = 1 - x): number =>
  Math.exp(lnBetaTails(a, b, x, y).lnLower);

/** Natural logarithm of I_x(a, b), true far below the smallest double. */
export const lnBetaInc = (a: number, b: number, x: number, y = 1 - x): number => lnBetaTails(a, b, x, y).lnLower;
