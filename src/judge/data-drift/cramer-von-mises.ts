import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { sortedSample } from '../../stats/samples.js';
import { lnCvmLimitTail, onLimitScale, spreadStatistic } from '../../stats/two-sample/cramer-von-mises.js';
import { beyond, inverseSize, onSamples, shiftOf, type PValueTestOptions } from './classical.js';

/**
 * Cramér–von Mises on at most 5,000 values a side; equal ones are spread evenly over their ranks. The effect is the root mean
 * squared distance of the two distribution functions, less what chance adds; a normal shift of δ standard deviations has .303 δ.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: cramerVonMises({ threshold: 0.01 }) } } });
 * @see Anderson (1962), On the distribution of the two-sample Cramér–von Mises criterion.
 */
export function cramerVonMises(options: PValueTestOptions = {}): DataDriftTest<'sample'> {
  return onSamples('cramerVonMises', options, (x, y, dispersion) => {
    const statistic = spreadStatistic(sortedSample(x, 'cramerVonMises: x'), sortedSample(y, 'cramerVonMises: y'));
    const squared = onLimitScale(statistic, x.length, y.length);
    const rows = 1 / inverseSize(x.length, y.length);
    return {
      statistic,
      effect: Math.sqrt(Math.max(0, squared - 1 / 6) / rows),
      allowed: (psi) => 0.303 * shiftOf(psi),
      lnTail: (tolerance) => lnCvmLimitTail(beyond(squared, rows, tolerance, dispersion)),
    };
  });
}
