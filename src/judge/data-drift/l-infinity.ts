import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { lInfinity as distanceOf } from '../../stats/l-infinity.js';
import { byDistance, type DistanceTestOptions } from './classical.js';

/**
 * L-infinity: the largest change of the share of one cell, in [0, 1]. No p-value: it informs, or alarms by a fixed threshold.
 *
 * @example
 * new Monitor({ reference, columns: { country: { test: lInfinity({ threshold: 0.1 }) } } });
 * @see Levin & Peres (2017), Markov Chains and Mixing Times, ch. 4.
 */
export function lInfinity(options: DistanceTestOptions = {}): DataDriftTest {
  return byDistance('lInfinity', options, distanceOf);
}
