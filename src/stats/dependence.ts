import type { DependenceTable } from '../contracts/profiles.js';

/**
 * Multi-scale effective size. Rows of a real stream are ordered, and neighbours are often alike; then a window of m rows says
 * less than m independent rows would, and tests that do not know it cry wolf. The reference is read once in time order: for
 * blocks of s = 2, 4, 8, … rows the sums of two scores per row (location and spread of its cell) are collected, by
 * `dependenceTable`. Their variance over that of independent rows, at the scale of a window, is by how much counts must be
 * divided.
 *
 * @see H. Flyvbjerg & H. G. Petersen, "Error estimates on averages of correlated data" (1989), for variances over blocks;
 * the rules that turn them into one number are this library's own, fitted by simulation on twelve kinds of streams
 */

/** Sums over the complete blocks of one scale. */
type Scale = DependenceTable['scales'][number];

/** By how much dependence between rows thins out a window. */
export interface Dispersion {
  /** Variance inflation φ ≥ 1: divide counts by it. */
  readonly phi: number;
  /** Degrees of freedom of φ; null when it is as good as exact. */
  readonly df: number | null;
  readonly label: 'independent' | 'unknown' | 'tempered';
}

/** Fewest reference rows from which dependence is judged. */
const leastRows = 256;
/** Fewest blocks of a scale: to be used at all, and to detect by. */
const leastBlocks = 8;
const detectBlocks = 16;
/** Scale up to which windows of any size look, and the ratio of scales over which growth is measured. */
const leastScale = 32;
const growthSpan = 16;
/** Chance at which the worst block betrays bursts; cap on the growth exponent; growth that makes φ uncertain. */
const burstChance = 5e-4;
const growthCap = 0.7;
const uncertainGrowth = 1.25;

/** Variance of block sums over that of independent rows, per score. */
function inflation({ size, blocks, sumX, sumY, sumXX, sumYY }: Scale): readonly [x: number, y: number] {
  // Blocks that are all alike have none; rounding must not make it less.
  const of = (sum: number, squares: number): number =>
    Math.max(0, (squares - (sum * sum) / blocks) / (blocks - 1) / size);
  return [of(sumX, sumXX), of(sumY, sumYY)];
}

/**
 * The dispersion of a window against the reference of the table.
 *
 * @param table - From `dependenceTable`; undefined when the order of the reference's rows is unknown.
 * @param n - Rows of the reference with a value.
 * @param m - Rows of the window with a value.
 */
export function dispersionFor(table: DependenceTable | undefined, n: number, m: number): Dispersion {
  if (table === undefined || n < leastRows) return { phi: 1, df: null, label: 'unknown' };
  const last = lastDispersions.get(table);
  if (last?.n === n && last.m === m) return last.dispersion;
  const dispersion = estimate(table, n, m);
  lastDispersions.set(table, { n, m, dispersion });
  return dispersion;
}

/** Windows of one size follow each other. */
const lastDispersions = new WeakMap<
  DependenceTable,
  { readonly n: number; readonly m: number; readonly dispersion: Dispersion }
>();

function estimate(table: DependenceTable, n: number, m: number): Dispersion {
  const scales = table.scales
    // A stored table may say what no rows can: blocks of more rows than there are.
    .filter(
      ({ size, blocks }) => blocks >= leastBlocks && size > 0 && size * blocks <= n && size <= Math.max(m, leastScale),
    )
    .map((scale) => ({
      size: scale.size,
      blocks: scale.blocks,
      phi: inflation(scale),
      // Squared length of the worst block's sums, in units of their variance under independence.
      worst: scale.worst / (scale.size * (1 - scale.size / n)),
    }));
  const largest = scales.at(-1);
  if (largest === undefined) return { phi: 1, df: null, label: 'unknown' };
  const detected = scales.some(
    ({ size, blocks, phi, worst }) =>
      (blocks >= detectBlocks && Math.max(...phi) > upperBand(blocks)) ||
      (size >= 16 && blocks * Math.exp(-worst / 2) < burstChance),
  );
  if (!detected) return { phi: 1, df: null, label: 'independent' };

  const earlier = scales.find((scale) => scale.size === largest.size / growthSpan);
  const r = Math.min(m / n, 0.5);
  let inflated = 1;
  let uncertain = false;
  for (const score of [0, 1] as const) {
    const late = largest.phi[score];
    const early = earlier?.phi[score] ?? 1;
    // A score that does not exist (two cells) has φ = 0 throughout: no growth.
    const growth = late > 0 ? Math.log(late / early) / Math.log(earlier ? growthSpan : largest.size) : 0;
    const gamma = Math.min(growthCap, Math.max(0, growth));
    // Blocks of a reference with long memory hide part of its variance, and the window shares some of it.
    const rho = r ** (1 - gamma);
    const factor = ((1 + rho) * (1 - r)) / ((1 - rho) * (1 + r));
    for (const { phi } of scales) inflated = Math.max(inflated, phi[score] * factor);
    if (late > uncertainGrowth * early) uncertain = true;
  }
  for (const { size, blocks, worst } of scales)
    if (size >= 16) inflated = Math.max(inflated, worst / (2 * Math.log(5 * blocks)));
  return { phi: inflated, df: uncertain ? largest.blocks - 1 : null, label: 'tempered' };
}

/** Three standard errors above 1 for a variance ratio of K blocks of independent rows (Wilson–Hilferty). */
function upperBand(blocks: number): number {
  const variance = 2 / (9 * (blocks - 1));
  return (1 - variance + 3 * Math.sqrt(variance)) ** 3;
}
