import { requirePositive } from '../domain.js';
import { lnBetaTails } from '../special/beta-inc.js';
import type { LnTails } from '../special/gamma-q.js';
import { continuous, solvePositive, type Distribution } from './distribution.js';

/**
 * Student's t distribution.
 *
 * @param df - Degrees of freedom, above 0; they need not be an integer.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for a `df` that is not a finite number above 0.
 * @example studentT(10).isf(0.025); // 2.228
 */
export function studentT(df: number): Distribution {
  requirePositive(df, 'studentT: df');

  /** ln P(T > t) for t ≥ 0: ½ I_x(ν/2, ½) at x = ν/(ν + t²). */
  function lnFar(t: number): number {
    if (t > 1e100) return lnFar(1e100) - df * Math.log(t / 1e100); // t² would overflow; the tail is a power by then
    const square = t * t;
    return lnBetaTails(df / 2, 0.5, df / (df + square), square / (df + square)).lnLower - Math.LN2;
  }
  const lnUpper = (t: number): number => (t >= 0 ? lnFar(t) : Math.log1p(-Math.exp(lnFar(-t))));
  const lnTails = (t: number): LnTails => ({ lnLower: lnUpper(-t), lnUpper: lnUpper(t) });
  return continuous('studentT', lnTails, [-Infinity, Infinity], (side, target) => {
    if (target === -Math.LN2) return 0;
    const t = solvePositive(lnTails, 'lnUpper', target, 1);
    return side === 'lnUpper' ? t : -t;
  });
}
