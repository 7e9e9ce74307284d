import type { FastRandom } from './fast-random.js';

/** Shares of categories: what simulations on counts draw from. */

/** Shares as 1, 2^−power, 3^−power, …; equal ones with a power of 0. */
export function zipf(categories: number, power: number): number[] {
  const raw = Array.from({ length: categories }, (_, k) => (k + 1) ** -power);
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((share) => share / sum);
}

/** The share of one category changes by so much, all others give way in proportion. */
export const withShare = (shares: readonly number[], category: number, change: number): number[] =>
  shares.map((share, k) => {
    const own = shares[category]!;
    return k === category ? own + change : (share * (1 - own - change)) / (1 - own);
  });

export const psiBetween = (p: readonly number[], q: readonly number[]): number =>
  p.reduce((sum, share, k) => sum + (q[k]! - share) * Math.log(q[k]! / share), 0);

/** What a family of changes, from none at 0, is at a PSI of `psi`; the one at `most` where it does not get so far. */
export function atPsi(p: readonly number[], psi: number, most: number, change: (amount: number) => number[]): number[] {
  let [low, high] = [0, most];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (psiBetween(p, change(middle)) < psi) low = middle;
    else high = middle;
  }
  return change(low);
}

/** Shares go up and down in turn, by the same factor before they are made to sum to 1. */
export function tilted(p: readonly number[], amount: number): number[] {
  const raw = p.map((share, k) => share * Math.exp(k % 2 ? amount : -amount));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((share) => share / sum);
}

/**
 * Draws counts of so many rows over categories with these shares, in constant time per row.
 *
 * @see A. J. Walker, "An efficient method for generating discrete random variables with general distributions" (1977)
 */
export function sampler(shares: readonly number[]): (rows: number, random: FastRandom) => Uint32Array {
  const categories = shares.length;
  const scaled = shares.map((share) => share * categories);
  const alias = Int32Array.from(shares, (_, k) => k);
  const own = new Float64Array(categories).fill(1);
  const below = scaled.flatMap((share, k) => (share < 1 ? [k] : []));
  const above = scaled.flatMap((share, k) => (share < 1 ? [] : [k]));
  while (below.length > 0 && above.length > 0) {
    const [small, large] = [below.pop()!, above.at(-1)!];
    own[small] = scaled[small]!;
    alias[small] = large;
    scaled[large]! -= 1 - scaled[small]!;
    if (scaled[large]! < 1) below.push(above.pop()!);
  }
  return (rows, random) => {
    const counts = new Uint32Array(categories);
    for (let row = 0; row < rows; row++) {
      const u = random.uniform() * categories;
      const k = Math.min(Math.floor(u), categories - 1);
      counts[u - k < own[k]! ? k : alias[k]!]!++;
    }
    return counts;
  };
}
