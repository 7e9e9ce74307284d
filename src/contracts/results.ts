/** A number with its interval (90 %). */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

export type Status = 'tested' | 'skipped' | 'insufficient' | 'failed';
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
  readonly tolerance?: number;
  readonly sampleSize: { readonly reference: number; readonly window: number };
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

/** Why a column, window or decision came out as it did. One closed list, used by logs, tests and alerts alike. */
export const reasons = {
  'no-change': 'no change beyond chance',
  'below-threshold': 'within its threshold',
  'change-within-tolerance': 'a change beyond chance, but not beyond the tolerance',
  'change-beyond-tolerance': 'a change beyond the tolerance',
  'close-to-alarm': 'a change that would alarm at five times the budget',
  'beyond-threshold': 'beyond its fixed threshold',
  informs: 'shown for information; it decides nothing here',
  'too-few-rows': 'too few rows for a verdict',
  'all-missing': 'no values at all',
  'constant-on-both-sides': 'one and the same value on both sides',
  'too-few-cells': 'fewer than two cells hold anything',
  'id-like': 'nearly every value is different, like an identifier',
  'wrong-kind': 'the test does not apply to this kind of column',
  'not-applicable': 'the test does not apply to these values',
  'column-disabled': 'switched off by configuration',
  'column-missing': 'the column is not in the window',
  'test-failed': 'the test failed',
  'missing-share': 'the share of missing values changed',
  'non-finite-share': 'the share of infinite values changed',
  'unparsable-share': 'the share of values of another type changed',
  'unseen-categories': 'categories appeared that the reference does not know',
  'out-of-range': 'values lie outside the range of the reference',
  'schema-violation': 'the window does not follow the schema',
  'columns-drifted': 'at least one column drifted',
  'majority-drifted': 'at least half of the columns drifted',
  'minority-drifted': 'fewer than half of the columns drifted',
  'quality-changed': 'the data quality changed',
  'no-column-tested': 'no column could be tested',
  'in-reference': 'these rows are part of the reference',
} as const;
export type Reason = keyof typeof reasons;

/** Where a numeric or categorical column moved: shares over the same cells on both sides, and their part of the statistic. */
export interface MovedCell {
  /** A range such as `[1.2, 3.4)` or a category. */
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
  readonly mean?: { readonly reference: number; readonly window: number };
  readonly sd?: { readonly reference: number; readonly window: number };
  readonly quantiles?: readonly { readonly order: number; readonly reference: number; readonly window: number }[];
  readonly missing?: { readonly reference: number; readonly window: number };
  /** Categories of fewer than ten rows on both sides together are not named, here and in the cells: they are one, `<10`. */
  readonly appeared?: readonly { readonly category: string; readonly count: number }[];
  readonly vanished?: readonly { readonly category: string; readonly count: number }[];
  readonly ks?: { readonly sign: -1 | 0 | 1; readonly location?: number };
  /** First window of the present run of drifted windows. */
  readonly since?: string;
  /** One sentence for people. */
  readonly sentence: string;
}
