import { activeCells } from '../../src/stats/active-cells.js';
import { deciderStatistics, deciderTails } from '../../src/stats/decider.js';
import { detectableShare } from '../../src/stats/detectable-share.js';
import { poolCategories } from '../../src/stats/pool-categories.js';
import { shiftedShares } from '../../src/stats/shift-power.js';
import { smallestDetectable } from '../../src/stats/smallest-detectable.js';
import { FastRandom } from './fast-random.js';
import { atPsi, sampler, withShare, zipf } from './shares.js';

/** How often the change that `minimumDetectableEffect` states, to be found in .8 of windows, is found by the decider. */

export interface DetectableRate {
  /** What the column is like, and how it changes where not as stated. */
  readonly column: string;
  readonly reference: number;
  readonly window: number;
  readonly tolerance: number;
  /** Columns that share the budget; the others stay. */
  readonly columns: number;
  /** The stated change: of a share, or a shift in standard deviations; the mean over references. */
  readonly stated: number;
  readonly runs: number;
  readonly found: number;
}

type Case = Pick<DetectableRate, 'reference' | 'window' | 'tolerance' | 'columns'>;

/** Columns of so many categories, equally common or not. */
const categories: Readonly<Record<string, readonly number[]>> = {
  '2, even': [0.5, 0.5],
  '2, nine to one': [0.9, 0.1],
  '5, even': zipf(5, 0),
  '5, as 1/k': zipf(5, 1),
  '20, even': zipf(20, 0),
  '20, as 1/k': zipf(20, 1),
  '100, even': zipf(100, 0),
  '100, as 1/k': zipf(100, 1),
};

/** Other changes of five categories, by the same PSI. */
const shapes: Readonly<Record<string, readonly number[]>> = {
  'from one to another': [1, 0, 0, 0, -1],
  'from two to two others': [1, 1, 0, -1, -1],
  'from one to all others': [-1, 0.25, 0.25, 0.25, 0.25],
};

export const detectableSizes = { references: [1_000, 10_000], windows: [200, 1_000, 5_000], columns: [1, 10, 50] };

const cases: readonly Case[] = detectableSizes.references.flatMap((reference) =>
  detectableSizes.windows.flatMap((window) =>
    [0, 0.05].flatMap((tolerance) =>
      detectableSizes.columns.map((columns) => ({ reference, window, tolerance, columns })),
    ),
  ),
);

/** @param runs - Windows of each case, sixteen to a stated change. @param of - The columns to measure. Default all. */
export function detectableRates(runs: number, of?: readonly string[]): DetectableRate[] {
  const wanted = (column: string): boolean => of?.includes(column) ?? true;
  return [
    ...Object.entries(categories).flatMap(([column, shares]) =>
      wanted(column) ? cases.map((one) => shareRate(column, shares, one, runs)) : [],
    ),
    ...Object.entries(shapes).flatMap(([how, direction]) => {
      const column = `5, even, ${how}`;
      return wanted(column) ? cases.map((one) => shareRate(column, zipf(5, 0), one, runs, direction)) : [];
    }),
    ...(wanted('normal') ? cases.map((one) => shiftRate(one, runs)) : []),
  ];
}

/** Windows, with as many references, to a stated change. */
const perStated = 16;

const levelOf = ({ columns }: Case): number => 0.009 / columns;

/** The first category moves: the most common one, or one of those that are. `direction`: all move along it, as far in PSI. */
function shareRate(
  column: string,
  shares: readonly number[],
  one: Case,
  runs: number,
  direction?: readonly number[],
): DetectableRate {
  const { reference, window, tolerance } = one;
  const random = new FastRandom(`detectable/${column}/${JSON.stringify(one)}`);
  const before = sampler(shares);
  let [found, stated] = [0, 0];
  for (let group = 0; group < runs / perStated; group++) {
    const effect = detectableShare({
      counts: before(reference, random),
      rows: window,
      dispersion: 1,
      tolerance,
      level: levelOf(one),
      power: 0.8,
    });
    if (effect === undefined) continue;
    const change = Math.min(1 - shares[0]!, Math.max(-shares[0]!, effect.share));
    const along = (amount: number) => shares.map((share, k) => share + amount * direction![k]!);
    const now = sampler(
      direction
        ? atPsi(shares, effect.psi, shares[0]! / -Math.min(...direction) - 1e-6, along)
        : withShare(shares, 0, change),
    );
    stated += Math.abs(change);
    for (let run = 0; run < perStated; run++) {
      const pooled = poolCategories(before(reference, random), now(window, random));
      found += Number(isFound(pooled.reference, pooled.window, one, false));
    }
  }
  return { column, ...one, stated: (perStated * stated) / runs, runs, found };
}

/** A normal column over ten cells that are equally likely in the reference. */
function shiftRate(one: Case, runs: number): DetectableRate {
  const { reference, window, tolerance } = one;
  const random = new FastRandom(`detectable/normal/${JSON.stringify(one)}`);
  const level = levelOf(one);
  const { shift } = smallestDetectable({
    cells: 10,
    ordered: true,
    n: reference,
    m: window,
    tolerance,
    level,
    power: 0.8,
  });
  const before = sampler(zipf(10, 0));
  const now = sampler(shiftedShares(10, shift!));
  let found = 0;
  for (let run = 0; run < runs; run++)
    found += Number(isFound(before(reference, random), now(window, random), one, true));
  return { column: 'normal', ...one, stated: shift!, runs, found };
}

function isFound(a: Uint32Array, b: Uint32Array, one: Case, ordered: boolean): boolean {
  const active = activeCells(a, b, 'detectable');
  if (active.a.length < 2) return false;
  return deciderTails(deciderStatistics(active, ordered), one.tolerance, null).lnP < Math.log(levelOf(one));
}
