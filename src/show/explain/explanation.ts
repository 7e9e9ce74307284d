import type { Effect, Reason, Verdict } from '../../contracts/results.js';

/** The numbers behind the verdict on a column that shares the alarm budget. */
export interface Evidence {
  readonly test: string;
  readonly effect?: Effect;
  /** On the scale of the effect. */
  readonly tolerance?: number;
  readonly pValue: number;
  readonly logPValue: number;
  /** What the p-value had to pass, after correction for all columns of the window. */
  readonly level: number;
  /** Place among the p-values of the window, 1 = the smallest, and how many there are. */
  readonly rank: number;
  readonly of: number;
  /** The smallest change that would have alarmed four times in five: on the PSI scale, and as a shift in standard deviations. */
  readonly smallest?: { readonly psi: number; readonly shift?: number };
}

/** Why one column of one window did, or did not, alarm. Plain JSON. */
export interface Explanation {
  readonly column: string;
  readonly window: string;
  /** Absent where the reference has no such column. */
  readonly verdict?: Verdict;
  readonly reason?: Reason;
  /** Whether the column is part of why the window is flagged, by its values or by its data quality. */
  readonly alarmed: boolean;
  readonly evidence?: Evidence;
  /** The answer in a sentence, then one fact each. */
  readonly sentences: readonly string[];
}
