import type { Reason, TestResult, Verdict } from '../../contracts/results.js';
import { familyLevels, passes, type Correction } from './family.js';

/** Level and correction of one family of hypotheses. */
export interface FamilySettings {
  readonly level: number;
  readonly correction: Correction;
}

/** A hypothesis of a family: its p-values by their logs. */
export interface Hypothesis {
  readonly logPValue: number;
  readonly noChange?: { readonly logPValue: number } | undefined;
  /** Its share of the level, beside the others'; only ratios count. Default 1. */
  readonly weight?: number | undefined;
}

export interface Settled {
  readonly verdict: Exclude<Verdict, 'undecided'>;
  readonly reason: Reason;
  /** The level this hypothesis had to pass. */
  readonly threshold: number;
}

/** A warning is what would alarm at five times the budget. */
const warningFactor = 5;

/**
 * Verdicts of one family: `drift` when "at most the tolerance" is rejected at the family's level; `warning` when it would
 * be at five times that level; `immaterial` when only "no change" is; else `stable`.
 */
export function settleFamily(hypotheses: readonly Hypothesis[], { level, correction }: FamilySettings): Settled[] {
  const logs = hypotheses.map((h) => h.logPValue);
  const weights = hypotheses.map((h) => h.weight ?? 1);
  const levels = familyLevels(logs, level, correction, weights);
  const warningLevels = familyLevels(logs, warningFactor * level, correction, weights);
  const noChangeLevels = familyLevels(
    hypotheses.map((h) => h.noChange?.logPValue ?? h.logPValue),
    level,
    correction,
    weights,
  );
  return hypotheses.map((h, i) => {
    const threshold = levels[i]!;
    if (passes(h.logPValue, threshold)) return { verdict: 'drift', reason: 'change-beyond-tolerance', threshold };
    if (passes(h.logPValue, warningLevels[i]!)) return { verdict: 'warning', reason: 'close-to-alarm', threshold };
    if (h.noChange && passes(h.noChange.logPValue, noChangeLevels[i]!))
      return { verdict: 'immaterial', reason: 'change-within-tolerance', threshold };
    return { verdict: 'stable', reason: 'no-change', threshold };
  });
}

/** The verdict of one result by its own fixed threshold; strict comparison. */
export function settleFixed(result: TestResult): Pick<TestResult, 'verdict' | 'reason'> {
  const number = result.thresholdOf === 'pValue' ? result.pValue : result.statistic;
  if (result.status !== 'tested' || result.threshold === undefined || number === undefined) return result;
  const beyond = result.alarmsWhen === 'below' ? number < result.threshold : number > result.threshold;
  return beyond ? { verdict: 'drift', reason: 'beyond-threshold' } : { verdict: 'stable', reason: 'below-threshold' };
}

const rank: Record<Verdict, number> = { undecided: 0, stable: 1, immaterial: 2, warning: 3, drift: 4 };

/** The highest of several verdicts; `undecided` when there is none. */
export const highest = (verdicts: Iterable<Verdict>): Verdict => {
  let top: Verdict = 'undecided';
  for (const verdict of verdicts) if (rank[verdict] > rank[top]) top = verdict;
  return top;
};
