import { kolmogorov } from '../distributions/kolmogorov.js';
import { kolmogorovTwoSided } from '../distributions/kolmogorov-two-sided.js';
import type { Alternative } from './alternative.js';
import { lnKsExact } from './ks-exact.js';

/** Lattice points up to which `auto` is exact: about a fifth of a second. */
const AUTO_WORK = 2e7;

/** How `auto` finds a p-value: exactly where both samples have at most 10,000 values and the work is small. */
export const ksMethod = (n: number, m: number, k: number): 'exact' | 'asymptotic' =>
  Math.max(n, m) <= 10_000 && 2 * k <= AUTO_WORK ? 'exact' : 'asymptotic';

/** ln P(no change gives K = nm·D or more). */
export function lnKsPValue(
  n: number,
  m: number,
  k: number,
  alternative: Alternative,
  method: 'exact' | 'asymptotic' | 'limit',
): number {
  if (method === 'exact') return lnKsExact(n, m, k, alternative);
  if (k === 0) return 0;
  const limit = method === 'limit';
  const d = k / (n * m);
  const effective = (n * m) / (n + m);
  if (alternative !== 'two-sided') {
    // Hodges' correction for lattice and finite size; the plain limit has none.
    const long = Math.max(n, m);
    const short = Math.min(n, m);
    const correction = limit ? 0 : (2 * d * Math.sqrt(effective) * (long + 2 * short)) / Math.sqrt(n * m * (n + m)) / 3;
    return -2 * effective * d * d - correction;
  }
  if (limit) return kolmogorov.logSf(Math.sqrt(effective) * d);
  // The one-sample law gives D = 1 no probability at all; two samples can well be apart, and then the exact law is simple.
  return k >= n * m
    ? lnKsExact(n, m, k, alternative)
    : kolmogorovTwoSided(Math.max(1, roundHalfEven(effective))).logSf(d);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}
