import type { LnTails } from '../special/gamma-q.js';
import { continuous, solvePositive, type Distribution } from './distribution.js';

/**
 * Logarithms of both tails of the Kolmogorov distribution at λ > 0. Each of its two series is used where one or two terms
 * suffice; they meet at 1.18.
 */
function lnKolmogorovTails(lambda: number): LnTails {
  if (lambda < 1.18) {
    // (√(2π)/λ) Σ over odd j of exp(−j²π²/(8λ²)); the leading term is kept in logs.
    const lead = (Math.PI * Math.PI) / (8 * lambda * lambda);
    let rest = 0;
    for (let j = 3; j <= 9; j += 2) rest += Math.exp(-(j * j - 1) * lead);
    const lnLower = 0.5 * Math.log(2 * Math.PI) - Math.log(lambda) - lead + Math.log1p(rest);
    return { lnLower, lnUpper: Math.log1p(-Math.exp(lnLower)) };
  }
  // 2 Σ (−1)^(j−1) exp(−2j²λ²)
  const lead = 2 * lambda * lambda;
  let rest = 0;
  for (let j = 6; j >= 2; j--) rest += (j % 2 === 0 ? -1 : 1) * Math.exp(-(j * j - 1) * lead);
  const lnUpper = Math.LN2 - lead + Math.log1p(rest);
  return { lnLower: Math.log1p(-Math.exp(lnUpper)), lnUpper };
}

/**
 * The Kolmogorov distribution: the limit law of √n·D of the Kolmogorov–Smirnov statistic.
 *
 * @example kolmogorov.sf(1.3581); // 0.05
 * @see A. Kolmogorov (1933); W. Feller (1948).
 */
export const kolmogorov: Distribution = continuous('kolmogorov', lnKolmogorovTails, [0, Infinity], (side, target) =>
  solvePositive(lnKolmogorovTails, side, target, 0.83),
);
