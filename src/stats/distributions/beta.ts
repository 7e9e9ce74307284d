import { requirePositive } from '../domain.js';
import { lnBetaTails } from '../special/beta-inc.js';
import type { LnTails } from '../special/gamma-q.js';
import { continuous, solvePositive, type Distribution } from './distribution.js';

/**
 * The beta distribution on [0, 1].
 *
 * @param a - First shape, above 0.
 * @param b - Second shape, above 0.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for shapes that are not finite numbers above 0.
 * @example beta(6, 95).isf(0.01); // the upper one-sided 99 % bound on a share seen 5 times in 100: 0.126
 */
export function beta(a: number, b: number): Distribution {
  requirePositive(a, 'beta: a');
  requirePositive(b, 'beta: b');
  // Solved in the odds x/(1 − x), which resolve either end of the interval.
  const atOdds = (odds: number): LnTails => lnBetaTails(a, b, 1 / (1 + 1 / odds), 1 / (1 + odds));
  return continuous(
    'beta',
    (x) => lnBetaTails(a, b, x),
    [0, 1],
    (side, target) => 1 / (1 + 1 / solvePositive(atOdds, side, target, a / b)),
  );
}
