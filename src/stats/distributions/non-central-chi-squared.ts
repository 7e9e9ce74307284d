import { outOfDomain, requirePositive } from '../domain.js';
import { lnPoisson } from '../special/deviance.js';
import { lnGammaTails, type LnTails } from '../special/gamma-q.js';
import { chiSquared } from './chi-squared.js';
import { continuous, solvePositive, type Distribution } from './distribution.js';

/** Terms below this share of the largest are left out. */
const NEGLIGIBLE = 1e-24;

/**
 * ln Σ_j Poisson(j; μ)·Q(h + j, y), all of it upwards from below the largest term. Going up, Q only gains
 * (`Q(a + 1, y) = Q(a, y) + y^a e^−y/Γ(a + 1)`), so nothing is subtracted and the far tail keeps its digits.
 */
function lnUpperTail(h: number, mean: number, y: number, largest: number): number {
  const peak = Math.max(mean, largest);
  let first = Math.floor(peak);
  for (let share = 1; first > 0 && share > NEGLIGIBLE; first--)
    share *= (first / mean) * Math.min(1, (h + first - 1) / y); // at least what a step down leaves of the term
  const lnTail = lnGammaTails(h + first, y).lnUpper;
  let gain = Math.exp(lnPoisson(h + first, y) - lnTail); // what Q gains in the next step, over Q
  let term = 1; // over the first one
  let sum = 0;
  for (let j = first; j <= peak || term > NEGLIGIBLE * sum; j++) {
    sum += term;
    term *= (mean / (j + 1)) * (1 + gain);
    gain *= y / (h + j + 1) / (1 + gain);
  }
  return lnPoisson(first, mean) + lnTail + Math.log(sum);
}

/** ln Σ_j Poisson(j; μ)·P(h + j, y), the mirror image: downwards from above the largest term, where P only gains. */
function lnLowerTail(h: number, mean: number, y: number, largest: number): number {
  const peak = Math.min(mean, largest);
  let first = Math.ceil(peak);
  for (let share = 1; share > NEGLIGIBLE; first++) share *= (mean / (first + 1)) * Math.min(1, y / (h + first + 1));
  const lnTail = lnGammaTails(h + first, y).lnLower;
  let gain = Math.exp(lnPoisson(h + first - 1, y) - lnTail);
  let term = 1;
  let sum = 0;
  for (let j = first; j >= 0 && (j >= peak || term > NEGLIGIBLE * sum); j--) {
    sum += term;
    term *= (j / mean) * (1 + gain);
    gain *= (h + j - 1) / y / (1 + gain);
  }
  return lnPoisson(first, mean) + lnTail + Math.log(sum);
}

/**
 * The non-central chi-squared distribution: a Poisson(λ/2) mixture of chi-squared laws with df + 2j degrees of freedom.
 * PSI and Pearson's X² follow it when the true divergence is not zero. The effort grows with √λ.
 *
 * @param df - Degrees of freedom, above 0.
 * @param lambda - Non-centrality, at least 0.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for parameters outside these.
 * @example nonCentralChiSquared(9, 25).isf(0.001); // 75.52
 */
export function nonCentralChiSquared(df: number, lambda: number): Distribution {
  requirePositive(df, 'nonCentralChiSquared: df');
  if (!(Number.isFinite(lambda) && lambda >= 0))
    throw outOfDomain('nonCentralChiSquared: lambda', 'a finite number of at least 0', lambda);
  if (lambda / 2 === 0) return chiSquared(df);
  const h = df / 2;
  const mean = lambda / 2;
  const lnTails = (x: number): LnTails => {
    const y = x / 2;
    // The largest term of the sum over the smaller tail: the root of j(h + j) = μy, without cancellation.
    const largest = (2 * mean * y) / (h + Math.sqrt(h * h + 4 * mean * y));
    if (x > df + lambda) {
      const lnUpper = Math.min(0, lnUpperTail(h, mean, y, largest));
      return { lnLower: Math.log1p(-Math.exp(lnUpper)), lnUpper };
    }
    const lnLower = Math.min(0, lnLowerTail(h, mean, y, largest));
    return { lnLower, lnUpper: Math.log1p(-Math.exp(lnLower)) };
  };
  return continuous('nonCentralChiSquared', lnTails, [0, Infinity], (side, target) =>
    solvePositive(lnTails, side, target, df + lambda),
  );
}
