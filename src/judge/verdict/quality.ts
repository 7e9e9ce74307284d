import type { ColumnProfile } from '../../contracts/column-profile.js';
import type { QualityReport } from '../../contracts/window-report.js';
import type { Reason } from '../../contracts/results.js';
import { rangeTest } from '../../stats/new-flag-test.js';
import { compareShares } from '../../stats/share-test.js';
import { unseenTest } from '../../stats/unseen-test.js';
import type { Writable } from '../../writable.js';
import { settleFamily, type FamilySettings } from './settle.js';

/** What is asked of one column's quality. */
export interface QualityQuestions {
  readonly column: string;
  /** Absolute tolerance of a share. */
  readonly missingTolerance: number;
  /** `ignore`: the missing share is not tested. */
  readonly missing: 'separate-check' | 'as-category' | 'ignore';
  readonly flags: boolean;
  /** Rows without a value count so many times less, because they come in runs; 1: they do not. */
  readonly dispersion: number;
  /** Share of the level of each question about this column, beside other columns'. */
  readonly weight: number;
}

/** A question asked and not yet settled. */
export interface OpenQuestion {
  readonly report: Omit<QualityReport, 'verdict' | 'reason'>;
  readonly noChange?: { readonly logPValue: number };
  readonly onDrift: Reason;
  readonly weight: number;
}

/** The data-quality questions about one column (methods 3.9), still without verdict. */
export function askQuality(
  reference: ColumnProfile,
  window: ColumnProfile,
  settings: QualityQuestions,
): OpenQuestion[] {
  const questions: OpenQuestion[] = [];
  const { dispersion, weight } = settings;
  const share = (kind: QualityReport['kind'], a: number, b: number, tolerance: number, onDrift: Reason) => {
    if (reference.size === 0 || window.size === 0) return;
    // Fewer values that cannot be read are a repair, not a fault.
    const alternative = kind === 'unparsable' ? 'increase' : 'two-sided';
    const at = (allowed: number) =>
      compareShares(a, reference.size, b, window.size, { tolerance: allowed, dispersion, alternative });
    const test = at(tolerance);
    const plain = tolerance === 0 ? test : at(0);
    const report: Partial<Writable<OpenQuestion['report']>> = frame(kind, b, window.size, a, reference.size);
    report.pValue = test.pValue;
    report.logPValue = test.logPValue;
    report.tolerance = tolerance;
    if (dispersion > 1) report.dispersion = dispersion;
    report.flags = settings.flags;
    questions.push({
      report: report as OpenQuestion['report'],
      noChange: { logPValue: plain.logPValue },
      onDrift,
      weight,
    });
  };
  const frame = (kind: QualityReport['kind'], count: number, rows: number, before: number, of: number) => ({
    column: settings.column,
    kind,
    count,
    share: rows > 0 ? count / rows : 0,
    reference: { count: before, share: of > 0 ? before / of : 0 },
  });
  if (settings.missing === 'separate-check')
    share('missing', reference.missing, window.missing, settings.missingTolerance, 'missing-share');
  if (reference.kind === 'numeric') {
    share(
      'non-finite',
      reference.posInf + reference.negInf,
      window.posInf + window.negInf,
      settings.missingTolerance,
      'non-finite-share',
    );
    share('unparsable', reference.unparsable, window.unparsable, 0, 'unparsable-share');
    const below = window.below ?? 0;
    const above = window.above ?? 0;
    if (below + above > 0) {
      const test = rangeTest(above, below, reference.count, window.count);
      questions.push({
        report: {
          ...frame('range', below + above, window.count, 0, reference.count),
          pValue: test.pValue,
          logPValue: test.logPValue,
          flags: false,
        },
        onDrift: 'out-of-range',
        weight,
      });
    }
  } else if (reference.capped === false && reference.count > 0 && window.unseen > 0) {
    const test = unseenTest(
      { rows: reference.count, once: reference.once ?? 0, twice: reference.twice ?? 0 },
      window.unseen,
      window.count,
    );
    questions.push({
      report: {
        ...frame('unseen', window.unseen, window.count, 0, reference.count),
        pValue: test.pValue,
        logPValue: test.logPValue,
        flags: false,
      },
      onDrift: 'unseen-categories',
      weight,
    });
  }
  return questions;
}

/** Verdicts of all quality questions of a window: one family of those that may flag, each other question by itself. */
export function settleQuality(questions: readonly OpenQuestion[], family: FamilySettings): QualityReport[] {
  const settled = settleFamily(questions.filter(mayFlag).map(hypothesis), family);
  let next = 0;
  return questions.map((question) => {
    const { verdict } = (mayFlag(question) ? settled[next++] : settleFamily([hypothesis(question)], family)[0])!;
    return { ...question.report, verdict, reason: verdict === 'stable' ? 'no-change' : question.onDrift };
  });
}

const mayFlag = ({ report }: OpenQuestion): boolean => report.flags && report.logPValue !== undefined;

const hypothesis = ({ report, noChange, weight }: OpenQuestion) => ({
  logPValue: report.logPValue ?? 0,
  noChange,
  weight,
});
