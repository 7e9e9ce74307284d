import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { lnTemperedTail } from '../../stats/tempered-tail.js';
import { eppsSingletonOf } from '../../stats/two-sample/epps-singleton.js';
import { inverseSize, onSamples, shiftOf, type PValueTestOptions } from './classical.js';

/**
 * Epps–Singleton on at most 5,000 values a side: the characteristic functions at two points, with one covariance for both. The χ² law
 * is light in small windows, ten times at .0005 and 50 rows; an F law with a quarter of the rows as its second degrees of freedom
 * is not (normal, exponential, log-normal and t(3) values, 50 to 2,000 rows). Not applicable where the pooled interquartile range
 * is 0, or neither side varies. The effect is W over the rows, less what chance adds; a normal shift of δ standard deviations has δ².
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: eppsSingleton({ threshold: 0.01 }) } } });
 * @see Epps & Singleton (1986).
 */
export function eppsSingleton(options: PValueTestOptions = {}): DataDriftTest<'sample'> {
  return onSamples('eppsSingleton', options, (x, y, dispersion) => {
    // Without any spread the statistic is over a variance that is rounding.
    if (isConstant(x) && isConstant(y)) return undefined;
    const compared = eppsSingletonOf(x, y, true);
    if (compared === undefined || compared.degreesOfFreedom === 0) return undefined;
    const { statistic, degreesOfFreedom } = compared;
    const h = inverseSize(x.length, y.length);
    const rows = Math.min(x.length, y.length) / dispersion;
    return {
      statistic,
      method: 'pooled-covariance',
      effect: Math.max(0, statistic - degreesOfFreedom) * h,
      allowed: (psi) => shiftOf(psi) ** 2,
      lnTail: (tolerance) =>
        lnTemperedTail(
          statistic / dispersion,
          degreesOfFreedom,
          tolerance / h / dispersion,
          Math.max(1, (rows - 1) / 4),
        ),
    };
  });
}

const isConstant = (values: Float64Array): boolean => values.every((value) => value === values[0]);
