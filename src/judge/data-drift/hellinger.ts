import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { hellinger as distanceOf } from '../../stats/hellinger.js';
import { byDistance, inverseSize, sumOf, type DistanceTestOptions } from './classical.js';

/**
 * Hellinger distance over the frozen cells, in [0, 1]. No p-value: it informs, or alarms by a fixed threshold. Without a change
 * its square is about (B − 1)(1/n + 1/m)/8, whose root is `expectedUnderNull`.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: hellinger({ threshold: 0.1 }) } } });
 * @see Le Cam & Yang (1990), Asymptotics in Statistics, ch. 3.
 */
export function hellinger(options: DistanceTestOptions = {}): DataDriftTest {
  return byDistance('hellinger', options, distanceOf, (a, b, bins) => ({
    expectedUnderNull: Math.sqrt(((bins - 1) * inverseSize(sumOf(a), sumOf(b))) / 8),
  }));
}
