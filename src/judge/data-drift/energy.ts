import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { parseOptions } from '../../options.js';
import { energyOf } from '../../stats/two-sample/energy.js';
import { distanceTestOptions, type DistanceTestOptions } from './classical.js';

/**
 * Energy distance of at most 5,000 values a side, in the square root of their unit. No p-value: it informs, or alarms by a fixed
 * threshold. The effect is the coefficient of inhomogeneity E²/(2E|X − Y|), in [0, 1], which has no unit.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: energy({ threshold: 0.5 }) } } });
 * @see Székely & Rizzo (2013), Energy statistics.
 */
export function energy(options: DistanceTestOptions = {}): DataDriftTest<'sample'> {
  const { threshold } = parseOptions(distanceTestOptions, options, 'energy');
  return {
    name: 'energy',
    appliesTo: ['numeric'],
    needs: ['sample'],
    alarmsWhen: 'above',
    ...(threshold !== undefined && { threshold }),
    compare(reference, window) {
      const { distance, coefficient } = energyOf(reference.sample, window.sample);
      return { statistic: distance, effect: { name: 'energyCoefficient', value: coefficient } };
    },
  };
}
