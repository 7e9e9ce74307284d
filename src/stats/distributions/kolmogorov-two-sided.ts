import { requireInteger } from '../domain.js';
import { lnDurbinCdf } from '../special/durbin-matrix.js';
import type { LnTails } from '../special/gamma-q.js';
import { lnGamma } from '../special/ln-gamma.js';
import { ln1mExp } from '../special/log-sum.js';
import { pelzGoodCdf } from '../special/pelz-good.js';
import { lnSmirnovTail } from '../special/smirnov.js';
import { continuous, solvePositive, type Distribution } from './distribution.js';

const fromUpper = (lnUpper: number): LnTails => ({ lnLower: ln1mExp(Math.min(0, lnUpper)), lnUpper });
const fromLower = (lnLower: number): LnTails => ({ lnLower, lnUpper: ln1mExp(Math.min(0, lnLower)) });

/** The method that is exact, or closest, for each N and D; below D = 1/(2N) the statistic cannot lie. */
function lnTwoSidedTails(d: number, n: number): LnTails {
  const t = n * d;
  const w = t * d;
  if (t <= 0.5) return { lnLower: -Infinity, lnUpper: 0 };
  if (t <= 1) return fromLower(lnGamma(n + 1) + n * Math.log((2 * t - 1) / n));
  if (t >= n - 1) return fromUpper(Math.LN2 + n * Math.log1p(-d));
  // Two one-sided crossings exclude each other from D = ½ on, and are negligible together from w on.
  if (d >= 0.5 || w >= (n <= 140 ? 4 : 2.2)) return fromUpper(Math.LN2 + lnSmirnovTail(d, n));
  if (n <= 140 || (n <= 1e5 && n * d ** 1.5 <= 1.4)) return fromLower(lnDurbinCdf(d, n));
  return fromLower(Math.log(Math.max(pelzGoodCdf(Math.sqrt(n) * d, n), 0)));
}

/**
 * The law of the two-sided one-sample Kolmogorov–Smirnov statistic D of n values. The upper tail is exact to 1e-10 up to
 * n = 140; beyond, to 2e-6 of its value near n·D² = 2.2 and better elsewhere, which is scipy's `kstwo` to 1e-9; above
 * n = 100,000 to 3e-3 in the far tail.
 *
 * @param n - Sample size, an integer of at least 1.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for an `n` outside this.
 * @example kolmogorovTwoSided(50).sf(0.1); // 0.662
 * @see R. Simard & P. L'Ecuyer, "Computing the two-sided Kolmogorov–Smirnov distribution" (2011), for the choice of method.
 */
export function kolmogorovTwoSided(n: number): Distribution {
  requireInteger(n, 1, 'kolmogorovTwoSided: n');
  const lnTails = (d: number): LnTails => (d >= 1 ? fromUpper(-Infinity) : lnTwoSidedTails(d, n));
  return continuous('kolmogorovTwoSided', lnTails, [0, 1], (side, target) =>
    solvePositive(lnTails, side, target, 0.83 / Math.sqrt(n)),
  );
}
