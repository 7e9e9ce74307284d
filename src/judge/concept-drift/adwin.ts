import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { direction } from './direction.js';
import { said, stable } from './said.js';

/** Options of {@link adwin}. */
export const adwinOptions = z.strictObject({
  /**
   * Confidence of one check, in (0, 1). Default 0.002. Raising it finds smaller changes and alarms more often. It is a
   * level per check, not a rate of false alarms per stream.
   */
  delta: z._default(z.number().check(z.gt(0), z.lt(1)), 0.002),
  /** Rows between two checks. Default 32. Raising it saves time and delays an alarm by as much. */
  clock: z._default(z.int().check(z.gte(1)), 32),
  /** Buckets of one size before two of them merge. Default 5. Raising it cuts the window more finely and costs memory. */
  maxBuckets: z._default(z.int().check(z.gte(1)), 5),
  /** Fewest rows on either side of a cut. Default 5. Raising it ignores shorter bursts. */
  minWindowLength: z._default(z.int().check(z.gte(1)), 5),
  /** Rows before the first check. Default 10. */
  gracePeriod: z._default(z.int().check(z.gte(0)), 10),
  /** Which change of the mean is drift: `increase`, `decrease` or `both`. Default `both`. */
  direction: z._default(direction, 'both'),
});

/** Options of `adwin`. */
export interface AdwinOptions extends z.input<typeof adwinOptions> {}

/** What ADWIN remembers: its window, as buckets of 2^i rows in row i, each row oldest first. */
export interface AdwinState {
  /** Rows seen since the start. */
  tick: number;
  /** Rows in the window: the sum of 2^i over all buckets. */
  width: number;
  /** Sum over the window. */
  total: number;
  /** Sum of squared deviations from the window's mean; never below 0. */
  variance: number;
  /** Sum of each bucket. */
  totals: number[][];
  /** Sum of squared deviations of each bucket from its own mean. */
  deviations: number[][];
}

type Settings = z.output<typeof adwinOptions>;

/** Rows between two exact recomputations of total and variance, against rounding that creeps in row by row. */
const recomputeEvery = 2 ** 20;

/**
 * Adaptive windowing: keeps the longest window whose mean shows no change, and alarms when every recent part of it must
 * be cut off from an older part.
 *
 * The window is held as O(maxBuckets · log W) buckets of exponentially growing size. At every border between buckets
 * with n₀ older and n₁ newer rows it asks whether the means differ by more than
 * `ε = √(2 r (V/W) δ') + ⅔ r δ'`, with `δ' = ln(2 ln W / δ)` and `r = 1/(n₀−ℓ+1) + 1/(n₁−ℓ+1)`; if so the oldest bucket
 * is dropped and the scan starts anew. All buckets are scanned (some published versions skip one of every size, which
 * quadruples the delay).
 *
 * An error rate that goes from .1 to .4 at row 2,000 is seen after 72 rows on average, one time in twenty after more than 111;
 * one that goes from .1 to .2 after 310.
 *
 * Against the watched direction a cut is an `improvement`; with `both` every cut is drift, and a fall of the mean is an
 * improvement besides.
 *
 * @param options - See {@link AdwinOptions}.
 * @returns A detector of any finite numbers. State: O(maxBuckets · log W) numbers; cost O(log W) per check.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(adwin({ direction: 'increase' }));
 * errors.observe({ error: 1 }).drift; // false
 *
 * @see Bifet and Gavaldà, Learning from time-changing data with adaptive windowing, SDM 2007, section 4 and eq. (3.1).
 */
export function adwin(options?: AdwinOptions): ConceptDetector<AdwinState, 'real'> {
  const settings = parseOptions(adwinOptions, options, 'adwin');
  const { maxBuckets, clock, direction: watched } = settings;
  return {
    name: 'adwin',
    input: 'real',
    initialState: () => ({ tick: 0, width: 0, total: 0, variance: 0, totals: [[]], deviations: [[]] }),
    estimate: ({ total, width }) => total / width,
    update(state, x) {
      insert(state, x);
      compress(state, maxBuckets);
      if (state.tick % recomputeEvery === 0) recompute(state);
      if (state.tick % clock !== 0 || state.width <= settings.gracePeriod) return stable;
      const moved = shrink(state, settings);
      if (moved === 0) return stable;
      const rose = moved > 0;
      return said(watched === 'both' || rose === (watched === 'increase'), false, rose === (watched === 'decrease'));
    },
  };
}

function insert(state: AdwinState, x: number): void {
  const before = state.width;
  state.tick += 1;
  state.width += 1;
  if (before > 0) state.variance += (before * square(x - state.total / before)) / state.width;
  state.total += x;
  state.totals[0]!.push(x);
  state.deviations[0]!.push(0);
}

// Not `** 2`, which an engine may round in another way before it has optimised the code.
const square = (x: number): number => x * x;

/** Merges the two oldest buckets of every row that is too full into one at the young end of the next row. */
function compress({ totals, deviations }: AdwinState, maxBuckets: number): void {
  for (let i = 0, size = 1; totals[i]!.length > maxBuckets; i++, size *= 2) {
    if (i + 1 === totals.length) {
      totals.push([]);
      deviations.push([]);
    }
    const sums = totals[i]!;
    const within = deviations[i]!;
    deviations[i + 1]!.push(within[0]! + within[1]! + (size * square(sums[0]! / size - sums[1]! / size)) / 2);
    totals[i + 1]!.push(sums[0]! + sums[1]!);
    dropTwo(sums);
    dropTwo(within);
  }
}

/** Drops the first two of a short row: `shift` costs several times as much as moving the others. */
function dropTwo(row: number[]): void {
  for (let k = 2; k < row.length; k++) row[k - 2] = row[k]!;
  row.pop();
  row.pop();
}

/** Drops oldest buckets until no border separates two different means; says how the mean moved at the last cut, 0 without one. */
function shrink(state: AdwinState, settings: Settings): number {
  let last = 0;
  for (;;) {
    const difference = firstCut(state, settings);
    if (difference === 0) return last;
    last = difference;
    dropOldest(state);
  }
}

/** Newer mean minus older mean at the first border, oldest first, where they differ beyond ε; 0 when none does. */
function firstCut(state: AdwinState, { delta, minWindowLength }: Settings): number {
  const { width, total, totals, variance } = state;
  const confidence = Math.log((2 * Math.log(width)) / delta);
  const perRow = variance / width;
  // With r ≥ 1/n₀ + 1/n₁ = W/(n₀n₁), |difference| > ε needs |N| > ⅔δ'W + √(2Vδ'n₀n₁), N = n₀n₁·difference = S n₀ − S₀ W. That
  // has neither a root nor a division, and few borders pass it. 1e-12 of the greatest |S n₀| + |S₀| W, by |S₀| ≤ √(W Σx²), is
  // far above the rounding of both sides.
  const spread = 2 * variance * confidence;
  const least =
    width * ((2 / 3) * confidence - 1e-12 * (Math.abs(total) + Math.sqrt(width * variance + total * total)));
  let older = 0;
  let olderTotal = 0;
  for (let i = totals.length - 1, size = 2 ** i; i >= 0; i--, size /= 2) {
    const row = totals[i]!;
    // Behind the very last bucket nothing newer remains.
    const borders = i === 0 ? row.length - 1 : row.length;
    for (let j = 0; j < borders; j++) {
      older += size;
      olderTotal += row[j]!;
      const newer = width - older;
      if (newer < minWindowLength) return 0;
      if (older < minWindowLength) continue;
      const beyond = Math.abs(total * older - olderTotal * width) - least;
      if (beyond <= 0 || beyond * beyond <= spread * older * newer) continue;
      const r = 1 / (older - minWindowLength + 1) + 1 / (newer - minWindowLength + 1);
      const bound = Math.sqrt(2 * r * perRow * confidence) + (2 / 3) * r * confidence;
      const difference = (total - olderTotal) / newer - olderTotal / older;
      if (Math.abs(difference) > bound) return difference;
    }
  }
  return 0;
}

function dropOldest(state: AdwinState): void {
  const { totals, deviations } = state;
  const i = totals.length - 1;
  const size = 2 ** i;
  const sum = totals[i]!.shift()!;
  const within = deviations[i]!.shift()!;
  state.width -= size;
  state.total -= sum;
  const between = (size * state.width * square(sum / size - state.total / state.width)) / (size + state.width);
  // Cancellation can leave a tiny negative remainder, whose root would be NaN and silence the detector for good.
  state.variance = Math.max(0, state.variance - within - between);
  while (totals.length > 1 && totals.at(-1)!.length === 0) {
    totals.pop();
    deviations.pop();
  }
}

/** Total and variance from the buckets alone. */
function recompute(state: AdwinState): void {
  state.total = state.totals.flat().reduce((sum, total) => sum + total);
  state.variance = state.deviations.flat().reduce((sum, within) => sum + within);
  const mean = state.total / state.width;
  for (const [i, row] of state.totals.entries())
    for (const sum of row) state.variance += 2 ** i * square(sum / 2 ** i - mean);
}
