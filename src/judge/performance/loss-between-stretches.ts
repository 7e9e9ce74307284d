import { limits } from '../../limits.js';
import { meanOf, standardError } from '../../stats/metrics/mean-error.js';

/** Stretches into which validated rows are cut. */
const stretches = 10;

/** What the mean loss varies from stretch to stretch of the rows, in their order, beyond sampling; 0 for too few rows. */
export function lossBetweenStretches(loss: Float64Array): number {
  const size = Math.floor(loss.length / stretches);
  if (size < limits.minSamples) return 0;
  const parts = Array.from({ length: stretches }, (_, k) => loss.subarray(k * size, (k + 1) * size));
  const means = Float64Array.from(parts, meanOf);
  const sampling = parts.reduce((sum, part, k) => sum + standardError(part, means[k]!) ** 2, 0) / stretches;
  return Math.sqrt(Math.max(0, stretches * standardError(means, meanOf(means)) ** 2 - sampling));
}
