import type { reasons } from '../reasons.js';

/** A number with its interval (90 %). */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** Whether a test could be done. */
export type Status = 'tested' | 'skipped' | 'insufficient' | 'failed';
/** How a column or window came out; `undecided` where nothing could be tested. */
export type Verdict = 'stable' | 'immaterial' | 'warning' | 'drift' | 'undecided';

/** Named size-free effect of one test. */
export interface Effect extends Partial<Estimate> {
  readonly name: string;
  readonly value: number;
}

/**
 * One test on one column and window. Absent fields do not apply; no field is ever NaN. The verdict can be recomputed
 * from the other fields.
 */
export interface TestResult {
  readonly test: string;
  readonly variant?: string;
  readonly statisticName: string;
  readonly statistic?: number;
  readonly effect?: Effect;
  readonly pValue?: number;
  readonly logPValue?: number;
  /** p-value of "no change at all", when `pValue` allows the tolerance. */
  readonly noChange?: { readonly pValue: number; readonly logPValue: number };
  /** What the statistic or p-value was compared with. Within the budget: the level this test had to pass. */
  readonly threshold?: number;
  readonly alarmsWhen: 'below' | 'above';
  readonly thresholdOf: 'statistic' | 'pValue';
  readonly method?: string;
  readonly part?: string;
  /** What the p-value allows, on the scale of the effect; absent where that is no change at all. */
  readonly tolerance?: number;
  /** Values on either side. */
  readonly sampleSize: { readonly reference: number; readonly window: number };
  /** Where the test was given samples instead (`needs: ['sample']`): how many of these values, and the seed they were drawn by. */
  readonly sample?: { readonly reference: number; readonly window: number; readonly seed: number };
  readonly bins?: number;
  /** The statistic of the values themselves is greater than that of the cells by no more than this. */
  readonly resolution?: number;
  readonly expectedUnderNull?: number;
  readonly dispersion?: number;
  readonly lowSample?: boolean;
  readonly status: Status;
  readonly verdict: Verdict;
  /** From the closed list of reasons. */
  readonly reason: Reason;
  /** Error code and message when `status` is `failed`. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** A word of the closed list of reasons. */
export type Reason = keyof typeof reasons;

/** Where a numeric or categorical column moved: shares over the same cells on both sides, and their part of the statistic. */
export interface MovedCell {
  /** A range such as `1.2 – 3.4` or a category; `__other__` pools rare and unseen ones, `__missing__` counts missing rows. */
  readonly cell: string;
  readonly reference: number;
  readonly window: number;
  /** Part of the PSI (nats); all parts sum to the statistic. */
  readonly contribution: number;
}

/** What moved in one column. Absent parts do not apply. */
export interface Moved {
  /** The cells that contribute most, largest first. */
  readonly cells: readonly MovedCell[];
  /** Every cell of the decider's view in order, for drawing. */
  readonly view: readonly MovedCell[];
  /** Of the pooled cell `__other__`, by share of the window: categories of ten rows and more, and unseen ones as `__unseen__`. */
  readonly pooled?: readonly Omit<MovedCell, 'contribution'>[];
  readonly mean?: { readonly reference: number; readonly window: number };
  readonly sd?: { readonly reference: number; readonly window: number };
  /** Those of the window are exact to a cell. Beyond the outermost cells the edge is given, which is a bound. */
  readonly quantiles?: readonly {
    readonly order: number;
    readonly reference: number;
    readonly window: number;
    /** The quantile of the window is at least (`>=`), or at most, what `window` says. */
    readonly bound?: '>=' | '<=';
  }[];
  readonly missing?: { readonly reference: number; readonly window: number };
  /** Categories of fewer than ten rows on both sides together are not named: here they are one, `<10`, and in the cells part of `__other__`. */
  readonly appeared?: readonly { readonly category: string; readonly count: number }[];
  readonly vanished?: readonly { readonly category: string; readonly count: number }[];
  readonly ks?: { readonly sign: -1 | 0 | 1; readonly location?: number };
  /** Where windows join the reference: how far this one is from the reference alone, as PSI. It never alarms. */
  readonly fromReference?: Estimate;
  /** Of a drifted column the window with which its present run of drifted windows began. */
  readonly since?: string;
  /** One sentence for people. */
  readonly sentence: string;
}
