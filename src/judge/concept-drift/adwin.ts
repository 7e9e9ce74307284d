import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { direction } from './direction.js';

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
 * An error rate that goes from .1 to .4 is seen after 74 rows on average, one that goes from .1 to .2 after 310.
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
  return {
    name: 'adwin',
    input: 'real',
    initialState: () => ({ tick: 0, width: 0, total: 0, variance: 0, totals: [[]], deviations: [[]] }),
    update(state, x) {
      insert(state, x);
      compress(state, settings.maxBuckets);
      if (state.tick % recomputeEvery === 0) recompute(state);
      const cut =
        state.tick % settings.clock === 0 && state.width > settings.gracePeriod ? shrink(state, settings) : 'none';
      const rose = cut === 'rise';
      const fell = cut === 'fall';
      const watched = settings.direction;
      return {
        drift: (rose && watched !== 'decrease') || (fell && watched !== 'increase'),
        improvement: watched === 'decrease' ? rose : fell,
        estimate: state.total / state.width,
      };
    },
  };
}

function insert(state: AdwinState, x: number): void {
  state.totals[0]!.push(x);
  state.deviations[0]!.push(0);
  state.tick += 1;
  state.width += 1;
  const before = state.width - 1;
  if (before > 0) state.variance += (before * (x - state.total / before) ** 2) / state.width;
  state.total += x;
}

/** Merges the two oldest buckets of every row that is too full into one at the young end of the next row. */
function compress({ totals, deviations }: AdwinState, maxBuckets: number): void {
  for (let i = 0; totals[i]!.length > maxBuckets; i++) {
    if (i + 1 === totals.length) {
      totals.push([]);
      deviations.push([]);
    }
    const size = 2 ** i;
    const a = totals[i]!.shift()!;
    const b = totals[i]!.shift()!;
    const within = deviations[i]!.shift()! + deviations[i]!.shift()!;
    totals[i + 1]!.push(a + b);
    deviations[i + 1]!.push(within + (size * (a / size - b / size) ** 2) / 2);
  }
}

/** Drops oldest buckets until no border separates two different means; says how the mean moved at the last cut. */
function shrink(state: AdwinState, settings: Settings): 'none' | 'rise' | 'fall' {
  let last: 'none' | 'rise' | 'fall' = 'none';
  for (;;) {
    const difference = firstCut(state, settings);
    if (difference === 0) return last;
    last = difference > 0 ? 'rise' : 'fall';
    dropOldest(state);
  }
}

/** Newer mean minus older mean at the first border, oldest first, where they differ beyond ε; 0 when none does. */
function firstCut(state: AdwinState, { delta, minWindowLength }: Settings): number {
  const { width, total, totals } = state;
  const confidence = Math.log((2 * Math.log(width)) / delta);
  const perRow = state.variance / width;
  let older = 0;
  let olderTotal = 0;
  for (let i = totals.length - 1; i >= 0; i--) {
    const row = totals[i]!;
    // Behind the very last bucket nothing newer remains.
    const borders = i === 0 ? row.length - 1 : row.length;
    for (let j = 0; j < borders; j++) {
      older += 2 ** i;
      olderTotal += row[j]!;
      const newer = width - older;
      if (newer < minWindowLength) return 0;
      if (older < minWindowLength) continue;
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
  const between = (size * state.width * (sum / size - state.total / state.width) ** 2) / (size + state.width);
  // Cancellation can leave a tiny negative remainder, whose root would be NaN and silence the detector for good.
  state.variance = Math.max(0, state.variance - within - between);
  while (totals.length > 1 && totals.at(-1)!.length === 0) {
    totals.pop();
    deviations.pop();
  }
}

/** Total and variance from the buckets alone. */
function recompute(state: AdwinState): void {
  let total = 0;
  for (const row of state.totals) for (const sum of row) total += sum;
  const mean = total / state.width;
  let variance = 0;
  for (const [i, row] of state.totals.entries())
    for (const [j, sum] of row.entries()) variance += state.deviations[i]![j]! + 2 ** i * (sum / 2 ** i - mean) ** 2;
  state.total = total;
  state.variance = variance;
}
