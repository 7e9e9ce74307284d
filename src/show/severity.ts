import type { TestResult } from '../contracts/results.js';
import type { ColumnReport } from '../contracts/window-report.js';

/** The test of a column whose verdict counts. */
export const deciderOf = (column: ColumnReport): TestResult | undefined =>
  column.tests.find((result) => result.test === column.decider) ?? column.tests[0];

/** Natural logarithm of the p-value, exact where `pValue` has underflowed. */
export const logPValueOf = (result: TestResult): number | undefined =>
  result.logPValue ?? (result.pValue !== undefined && result.pValue > 0 ? Math.log(result.pValue) : undefined);

/** Which number of a result its limit belongs to: the effect to the tolerance, else what the threshold says. */
export type Measure = 'effect' | 'statistic' | 'evidence';

/** Whether a fixed threshold gave the verdict: the tolerance then had no part in it. */
export const byThreshold = ({ reason }: TestResult): boolean =>
  reason === 'beyond-threshold' || reason === 'below-threshold';

/** Whether the effect is put against its tolerance: on PSI's scale alone, on which columns with different tests compare. */
export const hasTolerableEffect = ({ effect }: Pick<TestResult, 'effect'>): boolean =>
  effect?.name === 'psi' || effect?.name === 'chiSquare';

/**
 * How a result is put against its limit. Within the budget it goes by its effect against the tolerance, where both have one
 * scale; else, and where a fixed threshold is one of the p-value, by the evidence -log10 p (so that more is always worse); any
 * other threshold goes by the statistic.
 */
export function measureOf(result: TestResult): Measure {
  if (!byThreshold(result) && hasTolerableEffect(result) && result.tolerance !== undefined && result.tolerance > 0)
    return 'effect';
  return result.thresholdOf === 'pValue' && logPValueOf(result) !== undefined ? 'evidence' : 'statistic';
}

/** Value and limit of a result under a measure; absent parts do not apply. */
export function measured(result: TestResult, measure: Measure): { readonly value?: number; readonly limit?: number } {
  if (measure === 'effect') return pair(result.effect?.value, result.tolerance);
  if (measure === 'statistic')
    return pair(result.statistic, result.thresholdOf === 'statistic' ? result.threshold : undefined);
  const logP = logPValueOf(result);
  const level = result.thresholdOf === 'pValue' ? result.threshold : undefined;
  return pair(
    logP === undefined ? undefined : Math.max(0, -logP / Math.LN10),
    level === undefined || level <= 0 ? undefined : -Math.log10(level),
  );
}

const pair = (value: number | undefined, limit: number | undefined) => ({
  ...(value === undefined ? {} : { value }),
  ...(limit === undefined ? {} : { limit }),
});

/**
 * A result as a multiple of its limit: 1 is exactly at the tolerance or threshold. The one scale on which columns with
 * different tests and tolerances are compared. Undefined without a positive limit.
 */
export function severityOf(result: TestResult | undefined): number | undefined {
  if (!result || result.status !== 'tested') return undefined;
  const { value, limit } = measured(result, measureOf(result));
  if (value === undefined || limit === undefined || limit <= 0) return undefined;
  if (measureOf(result) === 'statistic' && result.alarmsWhen === 'below') return value > 0 ? limit / value : undefined;
  return value / limit;
}

/** The interval of the effect as multiples of the tolerance. */
export function severityInterval(result: TestResult | undefined): readonly [low: number, high: number] | undefined {
  const interval = result && measureOf(result) === 'effect' ? result.effect?.interval : undefined;
  const tolerance = result?.tolerance;
  return interval && tolerance ? [interval[0] / tolerance, interval[1] / tolerance] : undefined;
}
