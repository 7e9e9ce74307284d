import * as z from 'zod/mini';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { counterKey, counterUniform } from '../../stats/sequential/counter-random.js';
import {
  eventPValue,
  fallingFrom,
  fallingRatios,
  limitStake,
  rateBet,
  risingFrom,
  risingRatios,
} from '../../stats/sequential/rate-bets.js';
import { betsAround, learnFrom, type Bet } from '../../stats/sequential/learn-from-validation.js';
import { direction, type Direction } from './direction.js';
import { said } from './said.js';

/** Options of {@link shiryaevRoberts}. */
export const shiryaevRobertsOptions = z
  .strictObject({
    /** Rows per false alarm allowed, N. Default 100,000. Raising it alarms less often and later, by about ln of the factor. */
    rowsPerFalseAlarm: z._default(z.number().check(z.gte(2)), 100_000),
    /**
     * Rows and errors of the model on data like those it is to be used on, from before the stream: known from the first
     * row on. From 1,000 rows the guarantee can be exact, see `mode`. Default none: the rate is learnt from the stream.
     */
    validation: z.optional(
      z
        .strictObject({ rows: z.int().check(z.gte(1)), errors: z.int().check(z.gte(0)) })
        .check(z.refine(({ rows, errors }) => errors <= rows, { path: ['errors'], error: 'must not exceed rows' })),
    ),
    /**
     * What is done with 1,000 validation rows or more. `proven` (default): a fifth of them fixes the rates that are bet on, so
     * that the guarantee is a theorem. `adaptive`: all of them are compared with, and the rate is learnt on; the guarantee is measured.
     */
    mode: z.optional(z.enum(['proven', 'adaptive'])),
    /**
     * An error rate or mean loss that is fine, in (0, 0.95): alarms only beyond it, and takes losses in [0, 1]. Nothing
     * is learnt then, and rows may depend on each other. Default none.
     */
    limit: z.optional(z.number().check(z.gt(0), z.lt(0.95))),
    /** Which change of the error rate is drift: `increase`, `decrease` or `both`, within one budget. Default `increase`. */
    direction: z._default(direction, 'increase'),
    /** Seed of the numbers that break ties. Default 0. */
    seed: z._default(z.union([z.number(), z.string()]), 0),
  })
  .check(
    z.refine((options) => options.limit === undefined || options.direction === 'increase', {
      path: ['direction'],
      error: 'must be increase where limit is set',
    }),
    z.refine((options) => options.limit === undefined || options.validation === undefined, {
      path: ['validation'],
      error: 'must not be set where limit is set: nothing is learnt',
    }),
  );

/** Options of `shiryaevRoberts`. */
export interface ShiryaevRobertsOptions extends z.input<typeof shiryaevRobertsOptions> {}

/** What Shiryaev–Roberts remembers. */
export interface ShiryaevRobertsState {
  /** Rows of the stream so far; not reset, since random numbers belong to rows. */
  row: number;
  /** Rows that the rate is learnt from, validation rows included. */
  n: number;
  /** Errors among them, or the sum of their losses. */
  k: number;
  /** The rate that is bet around, from validation rows that are not among the n; null where it is learnt row by row. */
  rate: number | null;
  /** A Shiryaev–Roberts sum per bet. */
  sums: number[];
  /** Per bet, what its best start so far has become, at most 1 where it does best to start on the next row; and that row. */
  peaks: number[];
  starts: number[];
}

/** Share of the alarm level that warns: it would alarm at five times the budget. */
const warningShare = 0.2;

/**
 * Shiryaev–Roberts with restart: alarms when the mean over bets of the sums `S ← (1 + S)·e` reaches `rowsPerFalseAlarm`,
 * where e is what a bet on another error rate grows by on this row. With N rows per false alarm the mean number of false
 * alarms in T rows is at most T/N, for every T and every error rate.
 *
 * Without a `limit`, the e-values come from conformal p-values against the rows so far, which never freeze, so that an
 * error of the learnt rate is no drift. The bound is proven with at least 1,000 validation rows, unless `mode` says
 * otherwise, and measured without. Rows must not depend on each other. A `limit` takes losses in [0, 1] and allows any
 * dependence.
 *
 * An error rate that goes from .1 to .4 at row 2,000 is seen after 36 rows on average, one time in twenty after more than 62;
 * one that goes from .1 to .2 after 193.
 * After a drift it learns the rate anew. Which row the change began at is estimated by where the bet that has become most
 * does best to begin.
 *
 * @param options - See {@link ShiryaevRobertsOptions}.
 * @returns A detector of 0/1 errors; of losses in [0, 1] where `limit` is set. State: 19 to 40 numbers; constant cost.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(shiryaevRoberts({ rowsPerFalseAlarm: 50_000 }));
 * errors.observe({ error: 1 }).drift; // false
 *
 * @see M. Pollak, "Optimal detection of a change in distribution", Annals of Statistics 13 (1985); J. Shin, A. Ramdas &
 * A. Rinaldo, "E-detectors" (2023), for sums of e-values.
 */
export function shiryaevRoberts(
  options: ShiryaevRobertsOptions & { readonly limit: number },
): ConceptDetector<ShiryaevRobertsState, 'bounded'>;
export function shiryaevRoberts(options?: ShiryaevRobertsOptions): ConceptDetector<ShiryaevRobertsState, 'error'>;
export function shiryaevRoberts(
  options?: ShiryaevRobertsOptions,
): ConceptDetector<ShiryaevRobertsState, 'error' | 'bounded'> {
  const settings = parseOptions(shiryaevRobertsOptions, options, 'shiryaevRoberts');
  const { limit, rowsPerFalseAlarm } = settings;
  const key = counterKey(settings.seed, 'shiryaevRoberts', 'error');
  const learnt = learnFrom(settings.validation, settings.seed, 'error', settings.mode);
  const begin = { n: 0, k: 0, rate: null } as const;
  const onLearnt = inArrays(ratiosOf(settings.direction).map((ratio) => ({ ratio })));
  const onFixed = inArrays(learnt.rate === null ? [] : facing(settings.direction, betsOf(learnt.rate)));
  const betsIn = ({ rate }: Pick<ShiryaevRobertsState, 'rate'>): BetArrays => (rate === null ? onLearnt : onFixed);

  function betsOf(rate: number): Required<Bet>[] {
    return betsAround(rate, settings.validation!.rows - learnt.n, learnt.n);
  }

  function grow(state: ShiryaevRobertsState, x: number): void {
    const { row, n, k, sums, peaks, starts } = state;
    const p = limit === undefined ? eventPValue(x === 1, n, k, counterUniform(key, row)) : 0;
    const rising = risingFrom(n, k);
    const falling = fallingFrom(n, k);
    const { ratios, rates } = betsIn(state);
    for (let i = 0; i < ratios.length; i++) {
      const ratio = ratios[i]!;
      const fixed = rates[i]!;
      // What the bet grows by.
      const e =
        limit === undefined
          ? rateBet(p, fixed > 0 ? fixed : ratio > 1 ? rising : falling, ratio)
          : 1 + limitStake(limit, ratio) * (x - limit);
      sums[i] = (1 + sums[i]!) * e;
      if (peaks[i]! <= 1) starts[i] = row;
      peaks[i] = Math.max(1, peaks[i]!) * e;
    }
  }

  return {
    name: 'shiryaevRoberts',
    input: limit === undefined ? 'error' : 'bounded',
    initialState: () => ({ row: 0, ...learnt, ...noEvidence(betsIn(learnt).ratios.length) }),
    estimate: ({ n, k }) => k / n,
    update(state, x) {
      grow(state, x);
      state.row += 1;
      state.n += 1;
      state.k += x;
      const { ratios } = betsIn(state);
      let total = 0;
      let falling = 0;
      for (let i = 0; i < ratios.length; i++) {
        total += state.sums[i]!;
        if (ratios[i]! < 1) falling += state.sums[i]!;
      }
      const level = total / ratios.length;
      if (level < rowsPerFalseAlarm) return said(false, level >= warningShare * rowsPerFalseAlarm, false);
      const improvement = settings.direction === 'both' && 2 * falling > total;
      return { drift: true, warning: true, improvement, age: state.row - startOfBest(state) };
    },
    // The rows before are of another concept: nothing of them is kept, so that what comes after is judged by itself.
    afterDrift: ({ row }) => ({ row, ...begin, ...noEvidence(onLearnt.ratios.length) }),
    ...(options?.rowsPerFalseAlarm === undefined && {
      withBudget: (rows: number) => shiryaevRoberts({ ...options, rowsPerFalseAlarm: rows }),
    }),
  };
}

/** Bets in arrays, so that a row allocates nothing: their ratios, and the rates that are fixed, 0 where it is learnt. */
interface BetArrays {
  readonly ratios: Float64Array;
  readonly rates: Float64Array;
}

const inArrays = (bets: readonly Bet[]): BetArrays => ({
  ratios: Float64Array.from(bets, ({ ratio }) => ratio),
  rates: Float64Array.from(bets, ({ rate = 0 }) => rate),
});

const noEvidence = (bets: number): Pick<ShiryaevRobertsState, 'sums' | 'peaks' | 'starts'> => ({
  sums: Array.from({ length: bets }, () => 0),
  peaks: Array.from({ length: bets }, () => 1),
  starts: Array.from({ length: bets }, () => 0),
});

/** The row at which the bet that has become most since its best start began. */
function startOfBest({ peaks, starts }: ShiryaevRobertsState): number {
  let best = 0;
  for (let i = 1; i < peaks.length; i++) if (peaks[i]! > peaks[best]!) best = i;
  return starts[best]!;
}

/** Bets on a rise, turned to what is watched. */
function facing(wanted: Direction, rising: readonly Required<Bet>[]): readonly Bet[] {
  const falling = rising.map(({ ratio, rate }) => ({ ratio: 1 / ratio, rate }));
  return wanted === 'increase' ? rising : wanted === 'decrease' ? falling : [...rising, ...falling];
}

const ratiosOf = (wanted: Direction): readonly number[] =>
  wanted === 'increase' ? risingRatios : wanted === 'decrease' ? fallingRatios : [...risingRatios, ...fallingRatios];
