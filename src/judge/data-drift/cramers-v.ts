import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { balancedCramersV } from '../../stats/cramers-v.js';
import { byDistance, type DistanceTestOptions } from './classical.js';

/**
 * Cramér's V over the frozen cells, in [0, 1]: balanced and with its bias taken off, since the plain one depends on the sizes of the
 * samples. No p-value: it informs, or alarms by a fixed threshold.
 *
 * @example
 * new Monitor({ reference, columns: { country: { test: cramersV({ threshold: 0.2 }) } } });
 * @see Bergsma (2013), A bias-correction for Cramér's V and Tschuprow's T.
 */
export function cramersV(options: DistanceTestOptions = {}): DataDriftTest {
  return byDistance('cramersV', options, balancedCramersV, () => ({ variant: 'balanced' }));
}
