import { requirePositive } from '../domain.js';
import { lnGammaTails, type LnTails } from '../special/gamma-q.js';
import { continuous, solvePositive, type Distribution } from './distribution.js';

/**
 * The chi-squared distribution.
 *
 * @param df - Degrees of freedom, above 0.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for a `df` that is not a finite number above 0.
 * @example chiSquared(9).sf(150); // 8.82e-28
 */
export function chiSquared(df: number): Distribution {
  requirePositive(df, 'chiSquared: df');
  const lnTails = (x: number): LnTails => lnGammaTails(df / 2, x / 2);
  return continuous('chiSquared', lnTails, [0, Infinity], (side, target) => solvePositive(lnTails, side, target, df));
}
