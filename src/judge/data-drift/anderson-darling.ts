import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { andersonDarlingTest, lnAndersonDarlingTail, onLimitScale } from '../../stats/two-sample/anderson-darling.js';
import { beyond, inverseSize, onSamples, shiftOf, type PValueTestOptions } from './classical.js';

/**
 * Anderson–Darling on at most 5,000 values a side: the distance of the two distribution functions with weight on the tails. The
 * effect is its root mean square, less what chance adds; a normal shift of δ standard deviations has .693 δ.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: andersonDarling({ threshold: 0.01 }) } } });
 * @see Scholz & Stephens (1987), K-sample Anderson–Darling tests.
 */
export function andersonDarling(options: PValueTestOptions = {}): DataDriftTest<'sample'> {
  return onSamples('andersonDarling', options, (x, y, dispersion) => {
    const { statistic } = andersonDarlingTest(x, y);
    const squared = onLimitScale(statistic);
    const rows = 1 / inverseSize(x.length, y.length);
    return {
      statistic,
      effect: Math.sqrt(Math.max(0, squared - 1) / rows),
      allowed: (psi) => 0.6932 * shiftOf(psi),
      lnTail: (tolerance) => lnAndersonDarlingTail(beyond(squared, rows, tolerance, dispersion)),
    };
  });
}
