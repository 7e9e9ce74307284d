import { limits } from '../../limits.js';
import { compareShares } from '../../stats/share-test.js';
import type { CoverageState } from './coverage-state.js';

/** Why label coverage was judged as it was: a closed list. */
export const coverageReasons = {
  'no-change': 'labels come as they used to',
  'none-came': 'no label came in time, although the reference has labels',
  'coverage-fell': 'fewer predictions get their label in time than before, beyond the tolerance',
  'too-few-rows': 'too few predictions are past grace for a verdict',
  'no-expectation': 'no earlier window says how many labels to expect',
} as const;
export type CoverageReason = keyof typeof coverageReasons;

export interface CoverageSettings {
  /** Fall of the share that does not matter. Default .05. */
  readonly tolerance?: number;
  /** False alarms allowed per judged window. Default .001: labels come in bunches, which the test does not know. */
  readonly level?: number;
  /** Windows the expectation is made of; then it is frozen. Default 7. */
  readonly windows?: number;
  /** Labels are to come: windows without any are no expectation. Default false. */
  readonly expected?: boolean;
}

/** What a window says about label coverage. No field is NaN. */
export interface CoverageJudgement {
  readonly window: string;
  readonly reason: CoverageReason;
  /** `undecided` neither counts nor clears. */
  readonly firing: 'firing' | 'clean' | 'undecided';
  readonly mature: number;
  readonly covered: number;
  /** Share of predictions that get their label within grace: now, and as expected. */
  readonly coverage?: number;
  readonly expected?: number;
  readonly pValue?: number;
}

/**
 * Judges whether fewer predictions get their label within grace than used to: Fisher's exact test of the 2×2 table with a
 * tolerance, one-sided, against the first windows, which are frozen once they are enough. A label that comes later than
 * within grace counts as none, so that a lag that grows is seen as well. A window that fires is no part of the
 * expectation. Where labels are expected, a window without any fires even when it is the first. Says nothing about accuracy,
 * and changes no metric.
 *
 * @param cohorts - Cohorts of one window, all of them past grace; their versions are counted together.
 * @see `shareTest`
 */
export function judgeCoverage(
  state: CoverageState,
  window: string,
  cohorts: readonly { readonly mature: number; readonly covered: number }[],
  { tolerance = 0.05, level = 0.001, windows = 7, expected = false }: CoverageSettings = {},
): { readonly state: CoverageState; readonly judgement: CoverageJudgement } {
  const mature = cohorts.reduce((sum, cohort) => sum + cohort.mature, 0);
  const covered = cohorts.reduce((sum, cohort) => sum + cohort.covered, 0);
  const seen = { window, mature, covered, ...(mature > 0 && { coverage: covered / mature }) };
  if (mature < limits.minSamples) return { state, judgement: { ...seen, reason: 'too-few-rows', firing: 'undecided' } };
  if (expected && state.covered === 0 && covered === 0)
    return { state, judgement: { ...seen, reason: 'none-came', firing: 'firing' } };
  const learned: CoverageState =
    state.windows < windows
      ? { ...state, windows: state.windows + 1, mature: state.mature + mature, covered: state.covered + covered }
      : state;
  if (state.windows === 0)
    return { state: learned, judgement: { ...seen, reason: 'no-expectation', firing: 'undecided' } };
  const { pValue } = compareShares(state.mature - state.covered, state.mature, mature - covered, mature, {
    tolerance,
    alternative: 'increase',
  });
  const fell = pValue <= level;
  return {
    state: fell ? state : learned,
    judgement: {
      ...seen,
      expected: state.covered / state.mature,
      pValue,
      reason: fell ? 'coverage-fell' : 'no-change',
      firing: fell ? 'firing' : 'clean',
    },
  };
}

/** The judgement as a signal for alerts: kind `label-coverage`. */
export function coverageSignal(judgement: CoverageJudgement) {
  const { window, firing, mature, covered, coverage = 0, expected } = judgement;
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const summary = `labels came in time for ${percent(coverage)} of the predictions of ${window} (${covered} of ${mature}), ${expected === undefined ? 'and the reference has labels' : `expected ${percent(expected)}`}`;
  return { kind: 'label-coverage' as const, firing, columns: [], ...(firing === 'firing' && { summary }) };
}
