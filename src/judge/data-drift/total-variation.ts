import type { DataDriftTest } from '../../contracts/data-drift-test.js';
import { totalVariation as distanceOf } from '../../stats/total-variation.js';
import { byDistance, inverseSize, sumOf, type DistanceTestOptions } from './classical.js';

/**
 * Total variation over the frozen cells, in [0, 1]. No p-value: it informs, or alarms by a fixed threshold. `expectedUnderNull`
 * is √(h/2π) Σ√(p(1 − p)), h = 1/n + 1/m.
 *
 * @example
 * new Monitor({ reference, columns: { amount: { test: totalVariation({ threshold: 0.1 }) } } });
 * @see Levin & Peres (2017), Markov Chains and Mixing Times, ch. 4.
 */
export function totalVariation(options: DistanceTestOptions = {}): DataDriftTest {
  return byDistance('totalVariation', options, distanceOf, (a, b) => {
    const [n, m] = [sumOf(a), sumOf(b)];
    const shares = Array.from(a, (count, k) => (count + b[k]!) / (n + m));
    const spread = shares.reduce((sum, p) => sum + Math.sqrt(p * (1 - p)), 0);
    return { expectedUnderNull: Math.sqrt(inverseSize(n, m) / (2 * Math.PI)) * spread };
  });
}
