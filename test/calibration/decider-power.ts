import { normal } from '../../src/stats/distributions/normal.js';
import { deciderTest } from '../../src/stats.js';
import { FastRandom } from './fast-random.js';

/** How often the decider finds a change of a normal column at the level of one of twenty columns, α = .009/20. */
export const power = { alpha: 4.5e-4, reference: 5_000 } as const;

export interface Power {
  readonly change: string;
  readonly tolerance: number;
  readonly window: number;
  readonly found: number;
  readonly runs: number;
  /** What methods.md 0.7.1 states. */
  readonly stated: number;
}

/** Change, tolerance, window rows, and the power that was stated for it. */
const stated: readonly (readonly [by: number, times: number, tolerance: number, window: number, power: number])[] = [
  [0.3, 1, 0.0025, 200, 0.38],
  [0, 1.3, 0.0025, 200, 0.37],
  [0.2, 1, 0.0025, 500, 0.31],
  [0.3, 1, 0.0025, 500, 0.93],
  [0, 1.2, 0.0025, 500, 0.38],
  [0.2, 1, 0.0025, 2_000, 0.97],
  [0.4, 1, 0.05, 500, 0.48],
  [0.5, 1, 0.05, 500, 0.98],
  [0, 1.5, 0.05, 500, 0.86],
  [0.4, 1, 0.05, 2_000, 0.997],
  [0, 1.3, 0.05, 2_000, 0.2],
];

export function deciderPower(runs: number): Power[] {
  return stated.map(([by, times, tolerance, window, said]) => {
    const change = times === 1 ? `+${by} sd` : `× ${times}`;
    const random = new FastRandom(`power/${change}/${tolerance}/${window}`);
    let found = 0;
    for (let run = 0; run < runs; run++) {
      // The reference is cut at its own deciles, as the product does.
      const reference = Float64Array.from({ length: power.reference }, () => random.normal()).toSorted();
      const edges = Float64Array.from({ length: 9 }, (_, k) => reference[(power.reference * (k + 1)) / 10]!);
      const before = new Uint32Array(10).fill(power.reference / 10);
      const now = new Uint32Array(10);
      for (let i = 0; i < window; i++) now[cell(edges, by + times * random.normal())]!++;
      if (deciderTest(before, now, { tolerance }).pValue < power.alpha) found++;
    }
    return { change, tolerance, window, found, runs, stated: said };
  });
}

function cell(edges: Float64Array, value: number): number {
  let k = 0;
  while (k < edges.length && value >= edges[k]!) k++;
  return k;
}

/** A change whose PSI over true deciles is exactly ψ, as shares of the ten cells: a shift, a widening or a narrowing. */
export function atTolerance(psi: number, how: 'shift' | 'wider' | 'narrower'): number[] {
  const edges = Array.from({ length: 9 }, (_, k) => normal.isf(1 - (k + 1) / 10));
  const shares = (amount: number) => {
    const [mean, sd] = how === 'shift' ? [amount, 1] : [0, Math.exp(how === 'wider' ? amount : -amount)];
    const below = edges.map((edge) => normal.cdf((edge - mean) / sd));
    return [...below, 1].map((upTo, k) => upTo - (below[k - 1] ?? 0));
  };
  const psiOf = (q: readonly number[]) => q.reduce((sum, share) => sum + (share - 0.1) * Math.log(share / 0.1), 0);
  let [low, high] = [0, 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (psiOf(shares(middle)) < psi) low = middle;
    else high = middle;
  }
  return shares(low);
}

export interface Boundary {
  readonly change: string;
  readonly reference: number;
  readonly window: number;
  readonly runs: number;
  /** Of these, p below .009 and .001: what a budget of one in a hundred windows allows one column and nine. */
  readonly rejected: readonly number[];
}

export const boundaryLevels = [0.009, 0.001] as const;

/**
 * How often the decider rejects "at most the tolerance" of a column that has moved by exactly its tolerance; in an eighth of the
 * runs where there are 50,000 reference rows and more.
 */
export function deciderBoundary(most: number): Boundary[] {
  return [
    [5_000, 50],
    [5_000, 500],
    [5_000, 2_000],
    [1_000, 5_000],
    [50_000, 10_000],
    [250_000, 50_000],
  ].flatMap(([reference, window]) =>
    (['shift', 'wider', 'narrower'] as const).map((change) => {
      const moved = atTolerance(0.05, change);
      const random = new FastRandom(`boundary/${change}/${reference}/${window}`);
      const rejected = boundaryLevels.map(() => 0);
      const runs = Math.round(reference! < 50_000 ? most : most / 8);
      for (let run = 0; run < runs; run++) {
        const { pValue } = deciderTest(evenly(reference!, random), drawn(window!, moved, random));
        for (const [i, level] of boundaryLevels.entries()) rejected[i]! += Number(pValue < level);
      }
      return { change, reference: reference!, window: window!, runs, rejected };
    }),
  );
}

/** Rows over ten cells, each as likely as the others. */
function evenly(rows: number, random: FastRandom): Uint32Array {
  const counts = new Uint32Array(10);
  for (let row = 0; row < rows; row++) counts[Math.floor(10 * random.uniform())]!++;
  return counts;
}

function drawn(rows: number, shares: readonly number[], random: FastRandom): Uint32Array {
  const counts = new Uint32Array(shares.length);
  for (let row = 0; row < rows; row++) {
    let u = random.uniform();
    let k = 0;
    while (k < shares.length - 1 && u >= shares[k]!) u -= shares[k++]!;
    counts[k]!++;
  }
  return counts;
}
