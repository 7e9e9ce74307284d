import { activeCells } from '../../src/stats/active-cells.js';
import { lowerBound } from '../../src/stats/count-cells.js';
import { deciderStatistics, deciderTails } from '../../src/stats/decider.js';
import { normal } from '../../src/stats/distributions/normal.js';
import { buildGrid, viewCounts } from '../../src/stats/grid.js';
import { poolCategories } from '../../src/stats/pool-categories.js';
import { chiSquareTest } from '../../src/stats/two-sample/chi-square.js';
import { ksBinned } from '../../src/stats/two-sample/ks-binned.js';
import { lnKsExact } from '../../src/stats/two-sample/ks-exact.js';
import { atTolerance } from './decider-power.js';
import { FastRandom } from './fast-random.js';
import { atPsi, tilted, zipf } from './shares.js';

/**
 * Levels far in the tail, where Holm over twenty columns asks: on counts and ranks alone, so that there may be many runs. A
 * numeric column is decided by its ranks and ties only, so that all continuous ones are one.
 */
export const tail = { levels: [1e-3, 5e-4, 2.5e-4], reference: 5_000, window: 2_000 } as const;

export interface TailLevel {
  readonly test: string;
  readonly column: string;
  /** Above 0 the column has moved by exactly this much, else not at all. */
  readonly tolerance: number;
  readonly runs: number;
  /** Of these, with a p-value below each of the levels. */
  readonly rejected: readonly number[];
}

/** Uniform numbers, ascending, of the rows of both sides: every column is a function of them. */
interface Rows {
  readonly reference: Float64Array;
  readonly window: Float64Array;
}

/** ln p of every test of one comparison. */
type Compare = (rows: Rows) => Readonly<Record<string, number>>;

/** Writes the values of a numeric column, ascending, by uniform numbers, ascending. */
type Values = (uniform: Float64Array, values: Float64Array) => void;

const columns: Readonly<Record<string, Values>> = {
  continuous: (uniform, values) => values.set(uniform),
  rounded: steps(Array.from({ length: 61 }, (_, k) => normal.cdf((k - 29.5) / 10))),
  integers: steps(Array.from({ length: 81 }, (_, k) => normal.cdf((k - 39.5) / 12))),
  'Poisson(2)': steps(poisson(2)),
  '60 % zeros': above(0.6),
  '85 % zeros': above(0.85),
  '93 to 7': steps([0.93]),
};
const categories: Readonly<Record<string, readonly number[]>> = {
  'nine to one': [0.9, 0.1],
  three: [0.5, 0.3, 0.2],
  eight: [0.2, 0.18, 0.15, 0.13, 0.12, 0.1, 0.08, 0.04],
  'zipf 30': zipf(30, 1),
  'zipf 200': zipf(200, 1),
  'flat 100': zipf(100, 0),
};

/** Every case of the table: a column without a change, and the decider where the column has moved by exactly its tolerance. */
export const tailCases: readonly (readonly [column: string, tolerance: number, compare: Compare])[] = [
  ...Object.entries(columns).map(([name, values]) => [name, 0, numeric(values, name === 'continuous')] as const),
  ...Object.entries(categories).map(([name, shares]) => [name, 0, categorical(shares, shares, 0)] as const),
  ...(['shift', 'wider', 'narrower'] as const).map((how) => {
    const [before, now] = [cutAt(zipf(10, 0)), cutAt(atTolerance(0.05, how))];
    const compare: Compare = (rows) => ({ psi: lnDecider(before(rows.reference), now(rows.window), 0.05, true) });
    return [how, 0.05, compare] as const;
  }),
  ...Object.entries(categories).map(([name, shares]) => {
    const moved = atPsi(shares, 0.05, 3, (amount) => tilted(shares, amount));
    return [name, 0.05, categorical(shares, moved, 0.05)] as const;
  }),
];

export function tailLevels(runs: number): TailLevel[] {
  const random = new FastRandom('tail');
  const found = tailCases.map(() => new Map<string, number[]>());
  // Written anew in each run: to make them anew would take longer than all else.
  const rows = { reference: new Float64Array(tail.reference), window: new Float64Array(tail.window) };
  for (let run = 0; run < runs; run++) {
    drawAscending(rows.reference, random);
    drawAscending(rows.window, random);
    for (const [k, [, , compare]] of tailCases.entries())
      for (const [test, lnP] of Object.entries(compare(rows))) {
        const rejected = found[k]!.get(test) ?? tail.levels.map(() => 0);
        for (const [i, level] of tail.levels.entries()) rejected[i]! += Number(lnP < Math.log(level));
        found[k]!.set(test, rejected);
      }
  }
  return tailCases.flatMap(([column, tolerance], k) =>
    [...found[k]!].map(([test, rejected]) => ({ test, column, tolerance, runs, rejected })),
  );
}

/** Frozen cells of each reference anew, as the product has them: ten for the decider, up to sixty for KS. */
function numeric(values: Values, withoutTies: boolean): Compare {
  const [reference, window] = [new Float64Array(tail.reference), new Float64Array(tail.window)];
  return (rows) => {
    values(rows.reference, reference);
    values(rows.window, window);
    const { edges, counts, view } = buildGrid(reference);
    const now = between(
      edges.map((edge) => lowerBound(window, edge)),
      window.length,
    );
    return {
      psi: lnDecider(viewCounts(counts, view), viewCounts(now, view), 0, true),
      ks: ksBinned(counts, now).logPValue,
      ...(withoutTies && { 'ks, exactKs': lnExact(reference, window) }),
    };
  };
}

function categorical(before: readonly number[], now: readonly number[], tolerance: number): Compare {
  const [reference, window] = [cutAt(before), cutAt(now)];
  return (rows) => {
    const pooled = poolCategories(reference(rows.reference), window(rows.window));
    return {
      psi: lnDecider(pooled.reference, pooled.window, tolerance, false),
      ...(tolerance === 0 && { chiSquare: chiSquareTest(pooled.reference, pooled.window).logPValue }),
    };
  };
}

/** Counts of categories with these shares. */
function cutAt(shares: readonly number[]): (uniform: Float64Array) => number[] {
  let sum = 0;
  const bounds = shares.slice(0, -1).map((share) => (sum += share));
  return (uniform) =>
    between(
      bounds.map((bound) => lowerBound(uniform, bound)),
      uniform.length,
    );
}

/** Rows of each cell, by how many are below its upper bound. */
const between = (below: readonly number[], rows: number): number[] =>
  [...below, rows].map((upTo, k) => upTo - (below[k - 1] ?? 0));

function lnDecider(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number, ordered: boolean): number {
  const statistics = deciderStatistics(activeCells(a, b, 'tail'), ordered);
  const { cells, h, deviance, q, projections } = statistics;
  const lambda = tolerance / h;
  const { location, spread } = projections ?? { location: 0, spread: 0 };
  /** Within a standard deviation and a half of the mean no p-value is near the levels, and none is asked for. */
  const isUsual = (x: number, df: number): boolean => x < q * (df + lambda + 1.5 * Math.sqrt(2 * df + 4 * lambda));
  if (isUsual(deviance, cells - 1) && isUsual(location ** 2 + spread ** 2, Math.min(2, cells - 1))) return 0;
  return deciderTails(statistics, tolerance, null).lnP;
}

/** n·m·D whose p is about twice the highest level. */
const notable = Math.sqrt(
  (-Math.log(tail.levels[0]) / 2) * (tail.reference + tail.window) * tail.reference * tail.window,
);

/** ln p of exact KS; 0 where it is well above the levels, which needs no recursion. */
function lnExact(x: Float64Array, y: Float64Array): number {
  let [j, most] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    while (j < y.length && y[j]! < x[i]!) j++;
    const gap = j * x.length - i * y.length;
    most = Math.max(most, gap, y.length - gap);
  }
  return most < notable ? 0 : lnKsExact(x.length, y.length, most, 'two-sided');
}

/** Uniform numbers in ascending order: sums of exponential ones, over their total. */
function drawAscending(uniform: Float64Array, random: FastRandom): void {
  let total = 0;
  for (let i = 0; i < uniform.length; i++) uniform[i] = total -= Math.log(random.uniform());
  total -= Math.log(random.uniform());
  for (let i = 0; i < uniform.length; i++) uniform[i]! /= total;
}

/** Values 0, 1, 2, … with these cumulative shares. */
function steps(bounds: readonly number[]): Values {
  return (uniform, values) => {
    let value = 0;
    for (let i = 0; i < uniform.length; i++) {
      while (value < bounds.length && uniform[i]! >= bounds[value]!) value++;
      values[i] = value;
    }
  };
}

/** This share are zeros. */
function above(zeros: number): Values {
  return (uniform, values) => {
    for (let i = 0; i < uniform.length; i++) values[i] = Math.max(0, uniform[i]! - zeros);
  };
}

function poisson(mean: number): number[] {
  let [term, sum] = [Math.exp(-mean), 0];
  return Array.from({ length: 15 }, (_, k) => {
    sum += term;
    term *= mean / (k + 1);
    return sum;
  });
}
