import type { WatchedPart } from '../../contracts/sequential.js';
import type { EventBet } from '../../stats/sequential/event-bets.js';
import type { RankBet } from '../../stats/sequential/rank-bets.js';

/** Categories watched one by one; all others are one event. */
export const namedCategories = 8;
/** Strata at most, so that memory is bounded. */
export const mostStrata = 1_000;

interface StreamBase {
  readonly column: string;
  readonly part: WatchedPart;
  /** Share of the evidence; the weights of all streams that one row can feed sum to 1 at most. */
  readonly weight: number;
  /** By how much its evidence is thinned out at most, since neighbouring rows are alike; 1 = not at all. */
  readonly inflation: number;
}

/** A numeric column, ranked among its cells. */
export interface RankStream extends StreamBase {
  readonly kind: 'ranks';
  /** Reference rows per cell, stratum after stratum. */
  readonly counts: readonly number[];
  readonly bets: readonly RankBet[];
}

/** Events of which at most one happens on a row: categories, or that a value is missing. */
export interface EventStream extends StreamBase {
  readonly kind: 'events';
  /** Reference rows per event, and of none of them, stratum after stratum. */
  readonly counts: readonly number[];
  readonly events: readonly {
    /** The category; absent for a missing value, and for all other categories together. */
    readonly category?: string;
    /** What people are told it is; absent for a missing value, and where it must not be told. */
    readonly name?: string;
    readonly bets: readonly EventBet[];
  }[];
}

/** One event, of whose rate nothing is known but rows before. */
export interface RateStream extends StreamBase {
  readonly kind: 'rate';
  /** Rows known before, with the event and without. */
  readonly counts: readonly number[];
  /** The rate that is bet on; null: learnt row by row. */
  readonly rate: number | null;
  readonly ratios: readonly number[];
  /** What people are told the event is. */
  readonly name: string;
}

export type WatchedStream = RankStream | EventStream | RateStream;

/** Cells of a stream: its bets are on what is ranked among rows of the same stratum. */
export const cellsOf = ({ counts }: WatchedStream, { strata }: Pick<SequentialPlan, 'strata'>): number =>
  counts.length / (strata?.keys.length ?? 1);

/** Everything that the engine is made of, plain JSON. */
export interface SequentialPlan {
  /** N: at most one false alarm in as many rows. */
  readonly rowsPerFalseAlarm: number;
  readonly seed: number | string;
  readonly streams: readonly WatchedStream[];
  /** The column that splits rows up, and the strata of the reference in the order of its counts; absent where none does. */
  readonly strata?: { readonly by: string; readonly keys: readonly string[] };
  /** Which guarantee holds, in words. */
  readonly guarantee: readonly string[];
}
