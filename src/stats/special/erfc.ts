import { lnGammaQ } from './gamma-q.js';

/** Natural logarithm of the complementary error function: erfc(z) = Q(½, z²) for z ≥ 0, 2 − erfc(−z) below. */
export function lnErfc(z: number): number {
  return z >= 0 ? lnGammaQ(0.5, z * z) : Math.LN2 + Math.log1p(-0.5 * Math.exp(lnGammaQ(0.5, z * z)));
}

/** Complementary error function `1 − erf(z)`, relative error below 1e-13. */
export const erfc = (z: number): number => Math.exp(lnErfc(z));
