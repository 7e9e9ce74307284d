import type { ColumnKind, ColumnProfile, Moments } from './column-profile.js';
import type { Estimate } from './results.js';

/**
 * Optional extras a test may ask for. `sample` and `range20` exist for the compiler only when asked for; `gaps` is wanted where
 * it can be had, so that a test must do without it too.
 */
export type Need = 'sample' | 'range20' | 'gaps';

/** The profile as the test asked for it: what has a sample has moments too; where either cannot be had the test is skipped. */
export type ProfileWith<N extends Need> = ColumnProfile &
  ('sample' extends N ? { readonly sample: Float64Array; readonly moments: Moments } : unknown) &
  ('range20' extends N ? { readonly range20: Uint32Array } : unknown);

/** What the host tells a test besides the two profiles. */
export interface TestContext {
  /** Tolerated effect on the PSI scale, ψ₀ (0 = none). */
  readonly tolerance: number;
  /** Divide counts by this before asking for significance: the variance inflation of dependent rows (1 = independent). */
  readonly dispersion: number;
  /** Degrees of freedom of the estimated dispersion; absent = exact. */
  readonly dispersionDf?: number;
  /**
   * The p-value is to be right given this very reference, for all but this share of references; then the method of the outcome
   * is `reference-conditional`. Absent: on average over references. A test that cannot may ignore it; the report says so.
   */
  readonly referenceError?: number;
}

/** What a test found. `effect` is size-free and comparable between windows; a p-value alone never alarms. */
export interface TestOutcome {
  readonly statistic: number;
  readonly pValue?: number;
  /** Natural logarithm of the p-value, exact where `pValue` underflows. */
  readonly logPValue?: number;
  /** How large the change is; its name is that of the test unless it says otherwise. */
  readonly effect?: number | Estimate | { readonly name: string; readonly value: number };
  /** What the p-value allows, on the scale of the effect, where that is not the tolerance of the context; 0: no change at all. */
  readonly tolerance?: number;
  /** p-value of "no change at all", when the main one allows a tolerance. */
  readonly noChange?: { readonly pValue: number; readonly logPValue: number };
  readonly method?: string;
  readonly variant?: string;
  /** Cells the statistic was computed on. */
  readonly bins?: number;
  /** The statistic of the values themselves is greater than that of the cells by no more than this. */
  readonly resolution?: number;
  /** Expectation of the statistic without drift. */
  readonly expectedUnderNull?: number;
  /** Which part of a combined test decided. */
  readonly part?: string;
}

/**
 * A data-drift test: compares a frozen reference with one window, by profiles. Pure.
 * Returning `undefined` means "not applicable" and becomes the status `skipped`.
 *
 * @example
 * const meanShift: DataDriftTest = {
 *   name: 'meanShift', appliesTo: ['numeric'], threshold: 0.5,
 *   compare: (reference, window) =>
 *     reference.moments && window.moments && reference.moments.sd > 0
 *       ? { statistic: Math.abs(window.moments.mean - reference.moments.mean) / reference.moments.sd } : undefined,
 * };
 */
export interface DataDriftTest<N extends Need = never> {
  readonly name: string;
  readonly appliesTo: readonly ColumnKind[];
  readonly needs?: readonly N[];
  /** Alarm threshold for use outside the alarm budget: strict comparison. */
  readonly threshold?: number;
  /** Which side of the threshold alarms, and of which number. Default `{above: statistic}`; a test with p-values may say `below`. */
  readonly alarmsWhen?: 'above' | 'below';
  /** Whether `threshold` is compared with the statistic (default) or the p-value. */
  readonly thresholdOf?: 'statistic' | 'pValue';
  /** Compares one column of the reference with one of the window. */
  compare(reference: ProfileWith<N>, window: ProfileWith<N>, context?: TestContext): TestOutcome | undefined;
}

/** Any data-drift test, whatever it needs: what hosts hold. */
export interface AnyDataDriftTest extends Omit<DataDriftTest, 'needs' | 'compare'> {
  readonly needs?: readonly Need[];
  /** Compares one column of the reference with one of the window. */
  compare(reference: never, window: never, context?: TestContext): TestOutcome | undefined;
}
