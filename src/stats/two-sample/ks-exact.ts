import { lnBinomial } from '../special/ln-binomial.js';
import { lnAddExp } from '../special/log-sum.js';
import type { Alternative } from './alternative.js';

/** Lattice points the recursion visits, for the caller's decision whether that is worth it. */
export function ksExactCells(n: number, m: number, k: number, alternative: Alternative): number {
  const width = (2 * k) / Math.max(n, m) + 1;
  return alternative === 'two-sided' ? Math.max(n, m) * Math.min(width, Math.min(n, m) + 1) : n * m;
}

/**
 * ln of the exact p-value of the two-sample Kolmogorov–Smirnov test without ties: the probability that a random path from
 * (0, 0) to (n, m), every order of the pooled sample being equally likely, meets i·m − j·n ≥ K (or its mirror, or either).
 *
 * `u(i, j) = 1` where the boundary is met, else `(i·u(i − 1, j) + j·u(i, j − 1))/(i + j)`: the last step came from x with
 * probability i/(i + j). Only positive numbers are averaged, so that the relative accuracy is full down to 1e-300. One row
 * of min(n, m) + 1 numbers is held, and of it only the strip inside the boundary visited.
 *
 * @param k - K = nm·D, an integer; n·m below 2⁵³.
 * @see J. Hodges, "The significance probability of the Smirnov two-sample test" (1958); T. Viehmann (2021) for the form
 * that never subtracts.
 */
export function lnKsExact(n: number, m: number, k: number, alternative: Alternative): number {
  if (k <= 0) return 0;
  // Complete separation: one path, or the one and its mirror, out of all.
  if (k >= n * m) return (alternative === 'two-sided' ? Math.LN2 : 0) - lnBinomial(n + m, n);
  const swap = n < m;
  const rows = swap ? m : n;
  const columns = swap ? n : m;
  // With the samples exchanged the upper boundary becomes the lower one.
  const upper = alternative === 'two-sided' || (alternative === 'greater') !== swap;
  const lower = alternative === 'two-sided' || (alternative === 'less') !== swap;
  const p = outsideProbability(rows, columns, k, upper, lower);
  return p > 1e-290 ? Math.log(p) : lnOutsideProbability(rows, columns, k, upper, lower);
}

/** The columns j of row i inside the boundary: i·m − j·n < K where `upper`, j·n − i·m < K where `lower`. */
function strip(
  i: number,
  n: number,
  m: number,
  k: number,
  upper: boolean,
  lower: boolean,
): [first: number, last: number] {
  return [
    upper ? Math.max(0, Math.floor((i * m - k) / n) + 1) : 0,
    lower ? Math.min(m, Math.ceil((i * m + k) / n) - 1) : m,
  ];
}

function outsideProbability(n: number, m: number, k: number, upper: boolean, lower: boolean): number {
  const u = new Float64Array(m + 1).fill(1);
  for (let i = 0; i <= n; i++) {
    const [first, last] = strip(i, n, m, k, upper, lower);
    if (first > last) return 1;
    let left = 1;
    if (first === 0) {
      left = i === 0 ? 0 : u[0]!; // column 0 is reached from below only, the origin from nowhere
      u[0] = left;
    }
    for (let j = Math.max(first, 1); j <= last; j++) {
      left = (i * u[j]! + j * left) / (i + j);
      u[j] = left;
    }
  }
  return u[m]!;
}

/** The same in logarithms, four times slower, for p-values below the range of doubles. */
function lnOutsideProbability(n: number, m: number, k: number, upper: boolean, lower: boolean): number {
  const ln = Float64Array.from({ length: n + m + 1 }, (_, i) => Math.log(i));
  const u = new Float64Array(m + 1); // ln 1 on and beyond the boundary
  for (let i = 0; i <= n; i++) {
    const [first, last] = strip(i, n, m, k, upper, lower);
    if (first > last) return 0;
    let left = 0;
    if (first === 0) {
      left = i === 0 ? -Infinity : u[0]!;
      u[0] = left;
    }
    for (let j = Math.max(first, 1); j <= last; j++) {
      left = lnAddExp(ln[i]! + u[j]!, ln[j]! + left) - ln[i + j]!;
      u[j] = left;
    }
  }
  return u[m]!;
}
