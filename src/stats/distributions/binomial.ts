import { requireInteger, requireProbability } from '../domain.js';
import { lnBetaTails } from '../special/beta-inc.js';
import { discrete, type Distribution } from './distribution.js';

/**
 * The binomial distribution: successes in n independent trials.
 *
 * @param n - Trials, an integer of at least 0.
 * @param p - Probability of a success, in [0, 1].
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for parameters outside these.
 * @example binomial(35, 0.5).sf(24); // P(X ≥ 25) = 0.00834
 */
export function binomial(n: number, p: number): Distribution {
  requireInteger(n, 0, 'binomial: n');
  requireProbability(p, 'binomial: p');
  // P(X > k) = I_p(k + 1, n − k) = the lower tail of the beta function
  return discrete(
    'binomial',
    (k) => {
      const { lnLower, lnUpper } = lnBetaTails(k + 1, n - k, p);
      return { lnLower: lnUpper, lnUpper: lnLower };
    },
    0,
    n,
  );
}
