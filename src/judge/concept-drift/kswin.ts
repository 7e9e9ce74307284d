import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { DriftSenseError } from '../../errors.js';
import { parseOptions } from '../../options.js';
import { drawUniform, seededRandom, SeededRandom, type RandomState } from '../../stats/random.js';
import { ksTest } from '../../stats/two-sample/ks-test.js';
import { direction } from './direction.js';
import { said, stable } from './said.js';

/** Draws `size` of the values without replacement. */
export type Sampler = (population: readonly number[], size: number) => ArrayLike<number>;

/** Options of {@link kswin}. */
export const kswinOptions = z
  .strictObject({
    /**
     * Level of each test, in (0, 1). Default 0.0001. A test runs on every row, so at river's 0.005 about 128 of 100,000
     * stable rows alarm.
     */
    alpha: z._default(z.number().check(z.gt(0), z.lt(1)), 1e-4),
    /** Rows in the window. Default 100. Raising it compares with an older past. */
    windowSize: z._default(z.int().check(z.gte(2)), 100),
    /**
     * Rows on either side of the comparison, at most half the window. Default 30. Raising it finds smaller changes, later.
     */
    statSize: z._default(z.int().check(z.gte(1)), 30),
    /** Seed of the draws. Default 0. */
    seed: z._default(z.union([z.number(), z.string()]), 0),
    /** Draws in place of the seeded generator. Whatever it remembers is its own to save and restore. */
    sample: z.optional(z.custom<Sampler>((given) => typeof given === 'function', 'expected a function')),
    /** Which change of the mean is drift: `increase`, `decrease` or `both`. Default `both`. */
    direction: z._default(direction, 'both'),
  })
  .check(
    z.refine((options) => 2 * options.statSize <= options.windowSize, {
      path: ['statSize'],
      error: 'must be at most half of windowSize, for the older part to hold as many rows to draw',
    }),
  );

/** Options of `kswin`. */
export interface KswinOptions extends z.input<typeof kswinOptions> {}

/** What KSWIN remembers. */
export interface KswinState {
  /** The last values, oldest first. */
  values: number[];
  /** Where the generator of the draws stands; null when no draw is needed or `sample` draws. */
  random: RandomState | null;
}

/**
 * Kolmogorov–Smirnov windowing: alarms when the newest `statSize` values of a sliding window have another distribution
 * than as many drawn without replacement from the values before them.
 *
 * The rule is p ≤ α and D > 0.1 for the exact two-sample test. With equal sizes r the statistic is K/r for a whole
 * number K, so the least K that alarms is found once and each row only counts.
 *
 * At the default size two samples must differ by 17 of 30: enough for a loss that clearly moves, not for 0/1 errors. With
 * `windowSize: 600, statSize: 200` an error rate that goes from .1 to .4 at row 2,000 is seen after 136 rows on average,
 * one time in twenty after more than 171. A change that was not seen while the window passed over it is never seen.
 *
 * It sees any change of distribution. For the direction, the means of the two samples are compared: against the watched
 * direction an alarm is an `improvement`; with `both` every alarm is drift, and a fall of the mean is an improvement
 * besides.
 *
 * @param options - See {@link KswinOptions}.
 * @returns A detector of any finite numbers. State: `windowSize` numbers; cost O(statSize log statSize) per row.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const scores = track(kswin({ windowSize: 300, statSize: 100, seed: 7 }));
 * scores.observe({ value: 0.42 }).drift; // false
 *
 * @see Raab, Heusinger and Schleif, Reactive soft prototype computing for concept drift streams, Neurocomputing 416
 * (2020), section 4.
 */
export function kswin(options?: KswinOptions): ConceptDetector<KswinState, 'real'> {
  const settings = parseOptions(kswinOptions, options, 'kswin');
  const { windowSize, statSize } = settings;
  const olderSize = windowSize - statSize;
  const leastK = leastSignificant(statSize, settings.alpha);
  const draws = settings.sample === undefined && olderSize > statSize;
  const population = new Float64Array(olderSize);
  const older = new Float64Array(statSize);
  const recent = new Float64Array(statSize);
  /** Known to be where a generator may stand. */
  let checked: RandomState | undefined;

  function fillOlder(state: KswinState): void {
    if (settings.sample !== undefined) {
      const drawn = settings.sample(state.values.slice(0, olderSize), statSize);
      for (let i = 0; i < statSize; i++) {
        const value = drawn[i];
        if (drawn.length !== statSize || !Number.isFinite(value))
          throw new DriftSenseError(
            'OPTION_INVALID',
            `kswin.sample must return ${statSize} of the values it was given`,
          );
        older[i] = value!;
      }
    } else if (state.random === null) {
      for (let i = 0; i < statSize; i++) older[i] = state.values[i]!;
    } else {
      if (state.random !== checked) SeededRandom.fromState(state.random);
      checked = state.random;
      const words = checked.state as number[];
      // Fisher–Yates as far as needed, on a copy: the values themselves must stay in order.
      for (let i = 0; i < olderSize; i++) population[i] = state.values[i]!;
      for (let i = 0; i < statSize; i++) {
        const j = i + Math.floor(drawUniform(words) * (olderSize - i));
        older[i] = population[j]!;
        population[j] = population[i]!;
      }
    }
  }

  return {
    name: 'kswin',
    input: 'real',
    initialState: () => ({ values: [], random: draws ? seededRandom(settings.seed).toJSON() : null }),
    update(state, x) {
      const { values } = state;
      if (values.length < windowSize) values.push(x);
      else moveIn(values, x);
      if (values.length < windowSize) return stable;
      fillOlder(state);
      for (let i = 0; i < statSize; i++) recent[i] = values[olderSize + i]!;
      sortShort(older);
      sortShort(recent);
      if (!differBy(leastK, older, recent)) return stable;
      const moved = sum(recent) - sum(older);
      const watched = settings.direction;
      const drift = watched === 'both' || (watched === 'increase' ? moved > 0 : moved < 0);
      return said(drift, false, watched === 'decrease' ? moved > 0 : moved < 0);
    },
  };
}

/** The least K for which two samples of r values with D = K/r are significantly different; r + 1 when none is. */
function leastSignificant(r: number, alpha: number): number {
  const ranks = Float64Array.from({ length: r }, (_, i) => i);
  const isSignificant = (k: number) => {
    const shifted = ranks.map((rank) => rank + k - 0.5); // no ties, and exactly k of `ranks` below all of them
    return 10 * k > r && ksTest(ranks, shifted).pValue <= alpha;
  };
  let low = 0;
  let high = r + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isSignificant(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Drops the oldest value for a new one. In place: what `shift` leaves has no room for `push`, and is soon copied. */
function moveIn(values: number[], x: number): void {
  for (let i = 1; i < values.length; i++) values[i - 1] = values[i]!;
  values[values.length - 1] = x;
}

/** Sorts in place. By insertion up to the usual sizes: there the engine's own sort costs three times as much. */
function sortShort(values: Float64Array): void {
  if (values.length > 64) {
    values.sort();
    return;
  }
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    let j = i - 1;
    for (; j >= 0 && values[j]! > value; j--) values[j + 1] = values[j]!;
    values[j + 1] = value;
  }
}

/**
 * Whether the counts of values ≤ t of two sorted samples of one size differ by k or more at some t. Such a t, taken down to
 * the last value of the sample that is ahead, say the m-th, has at most m − k of the other at or below it.
 */
function differBy(k: number, a: Float64Array, b: Float64Array): boolean {
  for (let m = k; m <= a.length; m++) if (a[m - 1]! < b[m - k]! || b[m - 1]! < a[m - k]!) return true;
  return false;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
