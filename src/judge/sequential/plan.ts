import type { WatchedPart } from '../../contracts/sequential.js';
import type { EventBet } from '../../stats/sequential/event-bets.js';
import type { RankBet } from '../../stats/sequential/rank-bets.js';

interface StreamBase {
  readonly column: string;
  readonly part: WatchedPart;
  /** Share of the evidence; all weights sum to 1. */
  readonly weight: number;
}

/** A numeric column, ranked among its cells. */
export interface RankStream extends StreamBase {
  readonly kind: 'ranks';
  /** Reference rows per cell. */
  readonly counts: readonly number[];
  readonly bets: readonly RankBet[];
}

/** Events of which at most one happens on a row: categories, or that a value is missing. */
export interface EventStream extends StreamBase {
  readonly kind: 'events';
  /** Reference rows. */
  readonly rows: number;
  readonly events: readonly {
    /** The category; absent for a missing value, and for all other categories together. */
    readonly category?: string;
    /** What people are told it is; absent for a missing value, and where it must not be told. */
    readonly name?: string;
    /** Reference rows with the event. */
    readonly count: number;
    readonly bets: readonly EventBet[];
  }[];
}

export type WatchedStream = RankStream | EventStream;

/** Everything that the engine is made of, plain JSON. */
export interface SequentialPlan {
  /** N: at most one false alarm in as many rows. */
  readonly rowsPerFalseAlarm: number;
  readonly seed: number | string;
  readonly streams: readonly WatchedStream[];
  /** Which guarantee holds, in words. */
  readonly guarantee: readonly string[];
}
