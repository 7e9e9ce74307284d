import { chiSquared } from './distributions/chi-squared.js';
import { nonCentralChiSquared } from './distributions/non-central-chi-squared.js';
import { normal } from './distributions/normal.js';

/** Relative precision of λ at which the search stops, and x beyond which its start is within 4e-9 of the solution. */
const precision = 1e-9;
const largest = 1e6;

/**
 * The λ ≥ 0 at which a non-central χ² variable with `df` degrees of freedom exceeds x with probability p; 0 when even λ = 0
 * exceeds it more often. This turns an observed PSI or X² into a confidence bound for the true divergence. Secant steps kept
 * inside a bracket.
 *
 * @param p - In (0, 1).
 * @see J. H. Steiger & R. T. Fouladi, "Noncentrality interval estimation and the evaluation of statistical models" (1997)
 */
export function noncentralityOf(x: number, df: number, p: number): number {
  if (chiSquared(df).sf(x) >= p) return 0;
  const target = Math.log(p);
  const excess = (lambda: number): number => nonCentralChiSquared(df, lambda).logSf(x) - target;
  // Start: the normal law x = df + λ + z·√(2(df + 2λ)), solved for λ, with the correction for skewness.
  const z = normal.isf(p);
  const root = Math.sqrt(Math.max(0, 4 * z * z + 4 * x - 2 * df)) - 2 * z;
  const start = (root * root - 2 * df) / 4 - (z * z - 1);
  if (x > largest) return start;
  let here = Math.max(0.01, start);
  let before = here * 1.05;
  let [low, high] = [0, Infinity];
  let [f, fBefore] = [excess(here), excess(before)];
  for (let round = 0; round < 100; round++) {
    let next = here - (f * (here - before)) / (f - fBefore);
    if (f === 0 || Math.abs(next - here) <= precision * here) return here;
    if (f < 0) low = here;
    else high = here;
    if (!(next > low && next < high)) next = high === Infinity ? 2 * here + 1 : (low + high) / 2;
    [before, fBefore] = [here, f];
    here = next;
    f = excess(here);
  }
  return here;
}
