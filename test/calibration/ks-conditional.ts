import { FastRandom } from './fast-random.js';

/**
 * How often KS at p < .05 flags a window without change, given the reference: the reference's own chance deviation is in
 * every comparison. In the limit of many rows this depends on the ratio of rows only: the statistic is the largest distance
 * between √(1 − w)·B₁ and √w·B₂, two Brownian bridges (window and reference), w = m/(n + m).
 *
 * @returns For each ratio n/m the quantiles of the rate over references, at the middles of `parts` equal parts.
 */
export function ksConditionalRates(
  ratios: readonly number[],
  {
    references,
    windows,
    points,
    parts,
    seed,
  }: { references: number; windows: number; points: number; parts: number; seed: string },
): Map<number, number[]> {
  const random = new FastRandom(seed);
  const windowBridges = Array.from({ length: windows }, () => bridge(points, random));
  const referenceBridges = Array.from({ length: references }, () => bridge(points, random));
  const result = new Map<number, number[]>();
  for (const ratio of ratios) {
    const w = 1 / (1 + ratio);
    const [s1, s2] = [Math.sqrt(1 - w), Math.sqrt(w)];
    const distances = referenceBridges.map((b2) => windowBridges.map((b1) => distance(b1, b2, s1, s2)));
    // The largest distance on a lattice falls short of that on the line, so the limit is that of the lattice.
    const limit = quantile(
      distances.flat().toSorted((a, b) => a - b),
      0.95,
    );
    const rates = distances.map((of) => of.filter((d) => d > limit).length / windows).toSorted((a, b) => a - b);
    result.set(
      ratio,
      Array.from({ length: parts }, (_, i) => quantile(rates, (i + 0.5) / parts)),
    );
  }
  return result;
}

function bridge(points: number, random: FastRandom): Float64Array {
  const path = new Float64Array(points);
  let at = 0;
  for (let i = 0; i < points; i++) path[i] = at += random.normal() / Math.sqrt(points);
  return path.map((value, i) => value - (at * (i + 1)) / points);
}

function distance(b1: Float64Array, b2: Float64Array, s1: number, s2: number): number {
  let most = 0;
  for (let i = 0; i < b1.length; i++) {
    const d = Math.abs(s1 * b1[i]! - s2 * b2[i]!);
    if (d > most) most = d;
  }
  return most;
}

const quantile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
