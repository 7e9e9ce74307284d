import type { Moments } from '../contracts/column-profile.js';

/**
 * Moments of one block of finite values, in two passes: m2, m3, m4 are sums of powers about the mean, `sd` the population
 * standard deviation. Powers beyond the range of doubles make them infinite, and what is computed from those NaN.
 *
 * @param count - Values to take, from the start. Default all.
 * @example blockMoments(Float64Array.of(1, 2, 3)).m2; // 2
 */
export function blockMoments(values: ArrayLike<number>, count = values.length): Moments {
  if (count === 0) return { n: 0, mean: 0, sd: 0, m2: 0, m3: 0, m4: 0 };
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  return momentsAbout(sum / count, values, count);
}

/** The moments of at least one value whose mean is known: the second pass. */
export function momentsAbout(mean: number, values: ArrayLike<number>, count: number): Moments {
  let [m2, m3, m4] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const d = values[i]! - mean;
    const square = d * d;
    m2 += square;
    m3 += square * d;
    m4 += square * square;
  }
  return { n: count, mean, sd: Math.sqrt(m2 / count), m2, m3, m4 };
}

/**
 * Moments of two samples together, from the moments of each. Associative up to rounding (about 1e-12), so blocks are merged
 * in a fixed order where bytes must agree. An empty sample is neutral.
 *
 * @see T. Chan, G. Golub & R. LeVeque (1979), eq. 2.1; P. Pébay, "Formulas for robust, one-pass parallel computation of
 * covariances and arbitrary-order statistical moments" (2008), eq. 2.1 to 2.9
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const delta = b.mean - a.mean;
  const d = delta / n;
  const product = a.n * b.n;
  const m2 = a.m2 + b.m2 + delta * d * product;
  const m3 = a.m3 + b.m3 + delta * d * d * product * (a.n - b.n) + 3 * d * (a.n * b.m2 - b.n * a.m2);
  const m4 =
    a.m4 +
    b.m4 +
    delta * d * d * d * product * (a.n * a.n - product + b.n * b.n) +
    6 * d * d * (a.n * a.n * b.m2 + b.n * b.n * a.m2) +
    4 * d * (a.n * b.m3 - b.n * a.m3);
  return { n, mean: a.mean + d * b.n, sd: Math.sqrt(m2 / n), m2, m3, m4 };
}
