import {
  cohortPerformance,
  type CohortPerformance,
  type LabelledCohort,
} from '../judge/performance/cohort-performance.js';
import { coverageSignal, judgeCoverage } from '../judge/performance/coverage.js';
import type { CoverageState } from '../judge/performance/coverage-state.js';
import type { Condition } from '../judge/health/health.js';
import type { TaskSettings } from '../judge/performance/outcomes.js';

/** Periods past grace: what the model achieved in them, and whether labels still come. */
export interface Matured {
  readonly performances: readonly CohortPerformance[];
  readonly conditions: readonly Condition[];
}

/** Measures periods that have become past grace, and judges whether fewer of their labels came than expected. Pure. */
export function judgeMatured(
  cohorts: readonly LabelledCohort[],
  task: TaskSettings,
  before: CoverageState,
): Matured & { readonly coverage: CoverageState } {
  const performances = cohorts.map((cohort) => cohortPerformance(cohort, task));
  const conditions: Condition[] = [];
  let coverage = before;
  for (const window of new Set(cohorts.map((cohort) => cohort.window))) {
    const own = cohorts.filter((cohort) => cohort.window === window);
    const { state, judgement } = judgeCoverage(coverage, window, own);
    coverage = state;
    const { kind, firing, summary = '' } = coverageSignal(judgement);
    if (firing !== 'undecided') conditions.push({ kind, holds: firing === 'firing', summary, columns: [] });
  }
  // One window may see several periods end: what the last of them says holds.
  return { performances, conditions: conditions.slice(-1), coverage };
}
