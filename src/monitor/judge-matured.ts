import {
  cohortPerformanceInSteps,
  type CohortPerformance,
  type LabelledCohort,
} from '../judge/performance/cohort-performance.js';
import { coverageSignal, judgeCoverage } from '../judge/performance/coverage.js';
import type { CoverageState } from '../judge/performance/coverage-state.js';
import type { Condition } from '../judge/condition.js';
import { labelledRows, losses } from '../judge/performance/outcomes.js';
import { fallOf, type FallContext } from './fall.js';
import { validationOf } from './validation.js';

/** Periods past grace: what the model achieved in them, and whether labels still come. */
export interface Matured {
  readonly performances: readonly CohortPerformance[];
  readonly conditions: readonly Condition[];
}

/** What the periods are judged by. */
export interface MaturedContext extends FallContext {
  readonly coverage: CoverageState;
  /** The reference has labels, and they do not come with the rows. */
  readonly labelsExpected: boolean;
  /** The version that alerts are about: the one that serves, else that of the newest prediction. */
  readonly version: number | undefined;
}

/**
 * Measures periods that have become past grace, and judges whether fewer of their labels came than expected and, by those of
 * the version that serves, whether it does worse than where it was validated. Pure; in steps of a few milliseconds.
 */
export function* judgeMatured(
  cohorts: readonly LabelledCohort[],
  context: MaturedContext,
): Generator<undefined, Matured & { readonly coverage: CoverageState }> {
  const { task } = context.prepared;
  let { coverage } = context;
  if (task === undefined) return { performances: [], conditions: [], coverage };
  const performances: CohortPerformance[] = [];
  for (const cohort of cohorts) performances.push(yield* cohortPerformanceInSteps(cohort, task));
  const coverages: Condition[] = [];
  const falls: Condition[] = [];
  for (const window of new Set(cohorts.map((cohort) => cohort.window))) {
    const own = cohorts.filter((cohort) => cohort.window === window);
    const { state, judgement } = judgeCoverage(coverage, window, own, { expected: context.labelsExpected });
    coverage = state;
    const { kind, firing, summary = '' } = coverageSignal(judgement);
    if (firing !== 'undecided') coverages.push({ kind, holds: firing === 'firing', summary, columns: [] });
    // Where labels stopped coming, those that came may be of another sort.
    if (firing === 'firing') continue;
    for (const { joined, modelVersion } of own) {
      if (modelVersion !== context.version) continue;
      yield;
      const loss = validationOf(losses(joined, labelledRows(joined), task));
      const { metrics } = performances.find((one) => one.window === window && one.modelVersion === modelVersion)!;
      const fall = fallOf({ loss, metrics, rows: `labelled predictions of ${window}` }, context);
      if (fall) falls.push(fall);
    }
  }
  // One window may see several periods end: what the last of them says holds.
  return { performances, conditions: [...coverages.slice(-1), ...falls.slice(-1)], coverage };
}
