import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { normal } from '../../stats/distributions/normal.js';
import { sortedSample } from '../../stats/samples.js';
import { deviations, pairsWon } from '../../stats/two-sample/mann-whitney.js';
import { onSamples, shiftOf, type PValueTestOptions } from './classical.js';

/**
 * Mann–Whitney U of at most 5,000 values a side, two-sided: do values tend to be larger or smaller? Blind to a change of
 * spread alone. The effect is P(reference < window) + ½ P(equal) − ½, in [−½, ½].
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: mannWhitney({ threshold: 0.01 }) } } });
 * @see Mann & Whitney (1947).
 */
export function mannWhitney(options: PValueTestOptions = {}): DataDriftTest<'sample'> {
  return onSamples('mannWhitney', options, (x, y, dispersion) => {
    const [n, m] = [x.length, y.length];
    const { u, tieSum } = pairsWon(sortedSample(x, 'mannWhitney: x'), sortedSample(y, 'mannWhitney: y'));
    const further = Math.max(u, n * m - u);
    return {
      statistic: u,
      effect: 0.5 - u / (n * m),
      allowed: (psi) => normal.cdf(shiftOf(psi) / Math.SQRT2) - 0.5,
      lnTail: (tolerance) =>
        Math.LN2 + normal.logSf(deviations(n, m, further - tolerance * n * m, tieSum) / Math.sqrt(dispersion)),
    };
  });
}
