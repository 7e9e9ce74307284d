import { requirePositive } from '../domain.js';
import { lnBetaTails } from '../special/beta-inc.js';
import type { LnTails } from '../special/gamma-q.js';
import { continuous, solvePositive, type Distribution } from './distribution.js';

/**
 * Fisher's F distribution: the ratio of two mean squares.
 *
 * @param d1 - Degrees of freedom of the numerator, above 0.
 * @param d2 - Degrees of freedom of the denominator, above 0.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for degrees of freedom that are not finite numbers above 0.
 * @example fDistribution(6.5, 130).isf(0.001); // 3.872
 */
export function fDistribution(d1: number, d2: number): Distribution {
  requirePositive(d1, 'fDistribution: d1');
  requirePositive(d2, 'fDistribution: d2');
  // sf(f) = I_y(d₂/2, d₁/2) at y = d₂/(d₂ + d₁f)
  const lnTails = (f: number): LnTails => {
    const ratio = Math.min((d1 / d2) * f, Number.MAX_VALUE);
    return lnBetaTails(d1 / 2, d2 / 2, 1 / (1 + 1 / ratio), 1 / (1 + ratio));
  };
  return continuous('fDistribution', lnTails, [0, Infinity], (side, target) => solvePositive(lnTails, side, target, 1));
}
