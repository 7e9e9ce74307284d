import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { kuiperTest, lnKuiperTail } from '../../stats/two-sample/kuiper.js';
import { inverseSize, onSamples, shiftOf, type PValueTestOptions } from './classical.js';

/**
 * Kuiper on at most 5,000 values a side: the largest distances of the distribution functions in both directions, added, which is the
 * effect too. Like `ks`, but as good for spread as for location, and on a circle wherever that is cut.
 *
 * @example
 * new Monitor({ reference, columns: { hour: { test: kuiper({ threshold: 0.01 }) } } });
 * @see Kuiper (1960); Stephens (1970) for the law.
 */
export function kuiper(options: PValueTestOptions = {}): DataDriftTest<'sample'> {
  return onSamples('kuiper', options, (x, y, dispersion) => {
    const { statistic } = kuiperTest(x, y);
    const rows = 1 / inverseSize(x.length, y.length) / dispersion;
    return {
      statistic,
      effect: statistic,
      allowed: (psi) => 0.399 * shiftOf(psi),
      lnTail: (tolerance) => lnKuiperTail(Math.max(0, statistic - tolerance), rows),
    };
  });
}
