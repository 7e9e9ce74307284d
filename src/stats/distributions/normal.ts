import { lnErfc } from '../special/erfc.js';
import { HALF_LN_2PI } from '../special/ln-gamma.js';
import { continuous, type Distribution } from './distribution.js';

const lnUpper = (x: number): number => lnErfc(x / Math.SQRT2) - Math.LN2;

/**
 * Start of the quantile, error below 5e-4 (Abramowitz & Stegun 26.2.23), then Newton on the logarithm of the tail, which
 * is concave, so that the steps converge from the first on.
 */
function upperQuantile(lnP: number): number {
  const t = Math.sqrt(-2 * lnP);
  let x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let round = 0; round < 3; round++) {
    const tail = lnUpper(x);
    x += (tail - lnP) * Math.exp(tail + 0.5 * x * x + HALF_LN_2PI);
  }
  return x;
}

/**
 * The standard normal distribution.
 *
 * @example normal.sf(1.96); // 0.025
 */
export const normal: Distribution = continuous(
  'normal',
  (x) => ({ lnLower: lnUpper(-x), lnUpper: lnUpper(x) }),
  [-Infinity, Infinity],
  (side, target) => (side === 'lnUpper' ? upperQuantile(target) : -upperQuantile(target)),
);
