import type { AnyDataDriftTest, TestContext } from '../contracts/data-drift-test.js';
import type { ReferenceColumn, ReferenceProfile, WindowColumn, WindowProfile } from '../contracts/profiles.js';
import type { Reason, TestResult, Verdict } from '../contracts/results.js';
import type { ColumnReport, QualityReport } from '../contracts/window-report.js';
import { explainMoved } from '../judge/explain/moved.js';
import { askQuality, settleQuality, type OpenQuestion } from '../judge/verdict/quality.js';
import { runTest, skipTest, type Finding } from '../judge/verdict/run-test.js';
import { highest, settleFamily, settleFixed, type Settled } from '../judge/verdict/settle.js';
import { profilePair, type ProfilePair } from '../profile/column-profile.js';
import { runsOfMissing } from '../profile/runs-of-missing.js';
import { dispersionFor, type Dispersion } from '../stats/dependence.js';
import { grouped } from '../grouped.js';
import { limits } from '../limits.js';
import type { Writable } from '../writable.js';
import { testsOf } from './choose-tests.js';
import { sequentialShare, type ColumnPlan, type JudgeSettings } from './plan.js';

/** What one window's counts say; pure. */
export interface Judged {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly columns: readonly ColumnReport[];
  readonly quality: readonly QualityReport[];
  readonly guarantee: readonly string[];
}

/** One column with all that its own rows say, before the family of columns settles what that means. */
export interface Opened {
  readonly plan: ColumnPlan;
  readonly reference: ReferenceColumn;
  readonly window: WindowColumn | undefined;
  /** What is asked of it, the decider first. */
  readonly asked: readonly AnyDataDriftTest[];
  /** Of what is asked, in that order; of a column on which nothing is tested, the decider alone. */
  readonly tests: readonly Finding[];
  readonly questions: readonly OpenQuestion[];
  readonly dispersion: Dispersion;
  readonly moved: ColumnReport['moved'];
  /** Why nothing was tested. */
  readonly closed?: Reason;
}

/**
 * Judges a window: runs the tests of each column, settles the family of deciders and the family of data-quality questions
 * at their levels, and says per column and for the window what came out and what moved.
 *
 * @param ahead - Columns of this window that were opened already.
 * @param open - How the others are opened.
 */
export function judgeWindow(
  reference: ReferenceProfile,
  window: WindowProfile,
  plans: readonly ColumnPlan[],
  settings: JudgeSettings,
  ahead?: ReadonlyMap<ReferenceColumn, Opened>,
  open = openColumn,
): Judged {
  const windowColumns = new Map(window.columns.map((column) => [column.name, column]));
  const referenceColumns = new Map(reference.columns.map((column) => [column.name, column]));
  const opened = plans.map((plan) => {
    const column = referenceColumns.get(plan.column)!;
    const counts = windowColumns.get(plan.column);
    const known = ahead?.get(column);
    // Rows kept over a restart may have been added since.
    return known && known.window === counts ? known : open(plan, column, counts, settings);
  });
  // Before settling, which gives the deciders their levels for thresholds.
  const guarantee = guaranteeOf(opened, settings);
  const columns = settleColumns(opened, settings);
  const quality = [
    ...settleQuality(
      opened.flatMap((column) => column.questions),
      { level: settings.qualityLevel, correction: settings.correction },
    ),
    ...missingColumns(opened, window.size, settings),
  ];
  return {
    ...settleWindow(columns, quality, settings),
    columns: columns.toSorted(worstFirst),
    quality,
    guarantee,
  };
}

/** Cells that are counted in the time that asking a column takes. */
export const askingCells = 25_000;

/** Asks one column: its tests, its data quality, what moved. */
export function openColumn(
  plan: ColumnPlan,
  reference: ReferenceColumn,
  window: WindowColumn | undefined,
  settings: JudgeSettings,
): Opened {
  const asked = testsOf(plan, settings);
  const moved = explainMoved(reference, window, plan);
  const known = { plan, asked, reference, window, moved, dispersion: unknownDispersion };
  const close = (closed: Reason, questions: readonly OpenQuestion[] = []): Opened => {
    return { ...known, tests: [skipTest(asked[0]!, reference, window ?? { count: 0 }, closed)], questions, closed };
  };
  if (!plan.enabled) return close('column-disabled');
  if (window === undefined) return close('column-missing');
  const pair = profilePair(reference, window);
  const questions = askQuality(pair.reference, pair.window, {
    column: plan.column,
    missingTolerance: plan.missingTolerance,
    missing: plan.missing,
    flags: qualityFlags(window.size, settings),
    dispersion: runsOfMissing(reference),
    weight: plan.weight,
  });
  if (reference.skipped === 'id-like') return close('id-like', questions);
  const counted = plan.missing === 'as-category' ? withMissingCell(pair) : pair;
  const dispersion = reference.dependence
    ? dispersionFor(reference.dependence, reference.dependence.rows, pair.window.count)
    : unknownDispersion;
  const context: Writable<TestContext> = { tolerance: plan.tolerance, dispersion: dispersion.phi };
  if (dispersion.df !== null) context.dispersionDf = dispersion.df;
  const { referenceError } = settings;
  const deciding = referenceError ? { ...context, referenceError } : context;
  const tests = asked.map((test, i) => {
    const decides = i === 0;
    return runTest(
      test,
      counted.reference,
      counted.window,
      decides ? deciding : context,
      decides ? plan.threshold : undefined,
      test === plan.test,
    );
  });
  return { ...known, tests, questions, dispersion };
}

const unknownDispersion: Dispersion = { phi: 1, df: null, label: 'unknown' };

/** Missing rows as one more category, on both sides; the first, as the last may be the one that a cut dictionary ends with. */
function withMissingCell(pair: ProfilePair): ProfilePair {
  const extend = <T extends ProfilePair['reference']>(side: T): T => ({
    ...side,
    count: side.count + side.missing,
    counts: Uint32Array.of(side.missing, ...side.counts),
    categories: ['__missing__', ...(side.categories ?? [])],
  });
  return { reference: extend(pair.reference), window: extend(pair.window) };
}

/** Whether a result takes part in the family of deciders: tested, with a p-value, and without a threshold of its own. */
const inFamily = (result: TestResult): boolean =>
  result.status === 'tested' && result.threshold === undefined && result.logPValue !== undefined;

function settleColumns(opened: readonly Opened[], settings: JudgeSettings): ColumnReport[] {
  const decides = (column: Opened, result: TestResult): boolean =>
    settings.preset.hasBudget && result === column.tests[0] && inFamily(result);
  const deciders = opened.flatMap((column) =>
    column.tests
      .filter((result) => decides(column, result))
      .map(({ logPValue = 0, noChange }) => ({ logPValue, noChange, weight: column.plan.weight })),
  );
  const settled = settleFamily(deciders, { level: settings.deciderLevel, correction: settings.correction });
  let next = 0;
  return opened.map((column) => {
    const { plan, tests, moved } = column;
    for (const result of tests) settleResult(result, decides(column, result) ? settled[next++] : undefined);
    return { column: plan.column, role: plan.role, ...columnVerdict(tests, settings), tests, moved };
  });
}

/** @param own - What its family says of it, if it is in one. */
function settleResult(result: Finding, own: Settled | undefined): void {
  if (own) Object.assign(result, { thresholdOf: 'pValue', alarmsWhen: 'below' }, own);
  else if (result.threshold !== undefined) Object.assign(result, settleFixed(result));
  // It decides nothing: it informs, and has no verdict of its own.
  else if (result.status === 'tested') Object.assign(result, { verdict: 'undecided', reason: 'informs' });
}

function columnVerdict(
  tests: readonly TestResult[],
  settings: JudgeSettings,
): { verdict: Verdict; reason: Reason; decider: string } {
  const fixed = settings.preset.hasBudget
    ? []
    : tests.filter((t) => t.threshold !== undefined && t.status === 'tested');
  if (fixed.length > 0) {
    const breached = fixed.filter((t) => t.verdict === 'drift');
    const drifted = breached.length > 0 && (settings.aggregate.tests === 'any' || 2 * breached.length >= fixed.length);
    const decider = (drifted ? breached[0]! : fixed[0]!).test;
    return drifted
      ? { verdict: 'drift', reason: 'beyond-threshold', decider }
      : { verdict: 'stable', reason: 'below-threshold', decider };
  }
  const { verdict, reason, test } = tests[0]!;
  return { verdict, reason, decider: test };
}

/** In a window of too few rows for any verdict, what is said of the data's quality informs. */
const qualityFlags = (rows: number, settings: JudgeSettings): boolean =>
  settings.preset.qualityFlags && rows >= limits.minSamples;

/** A column the window lacks is a data-quality fact by itself; but labels may come later, and no rows name no columns. */
function missingColumns(opened: readonly Opened[], rows: number, settings: JudgeSettings): QualityReport[] {
  return opened
    .filter(({ closed, plan }) => rows > 0 && closed === 'column-missing' && plan.role !== 'label')
    .map(({ plan }) => ({
      column: plan.column,
      kind: 'schema',
      count: rows,
      share: 1,
      reference: { count: 0, share: 0 },
      flags: qualityFlags(rows, settings),
      verdict: 'drift',
      reason: 'column-missing',
    }));
}

function settleWindow(
  columns: readonly ColumnReport[],
  quality: readonly QualityReport[],
  settings: JudgeSettings,
): { verdict: Verdict; reason: Reason } {
  const tested = columns.filter((column) => column.verdict !== 'undecided');
  const drifted = tested.filter((column) => column.verdict === 'drift');
  const qualityDrift = quality.some((question) => question.flags && question.verdict === 'drift');
  const majority = settings.aggregate.features === 'majority';
  if (drifted.length > 0 && (!majority || 2 * drifted.length >= tested.length))
    return { verdict: 'drift', reason: majority ? 'majority-drifted' : 'columns-drifted' };
  if (qualityDrift) return { verdict: 'drift', reason: 'quality-changed' };
  if (drifted.length > 0) return { verdict: 'warning', reason: 'minority-drifted' };
  if (tested.length === 0) return { verdict: 'undecided', reason: 'no-column-tested' };
  const verdict = highest([...tested, ...quality.filter((q) => q.flags)].map((part) => part.verdict));
  const first = tested.find((column) => column.verdict === verdict);
  return { verdict, reason: first?.reason ?? 'quality-changed' };
}

const deciderOf = (column: ColumnReport): TestResult | undefined => column.tests.find((t) => t.test === column.decider);
const effectOf = (column: ColumnReport): number =>
  Math.abs(deciderOf(column)?.effect?.value ?? deciderOf(column)?.statistic ?? 0);

/** Drift first, then by effect, then by name. */
function worstFirst(a: ColumnReport, b: ColumnReport): number {
  const drift = Number(b.verdict === 'drift') - Number(a.verdict === 'drift');
  return drift || effectOf(b) - effectOf(a) || (a.column < b.column ? -1 : 1);
}

function guaranteeOf(
  opened: readonly Opened[],
  { preset, correction, budget, deciderLevel, qualityLevel, referenceError }: JudgeSettings,
): string[] {
  if (!preset.hasBudget)
    return [
      'none: fixed thresholds, whose false-alarm rate depends on the number of columns and rows',
      ...withoutGaps(opened),
    ];
  const family = opened.filter(({ tests: [decider] }) => inFamily(decider!)).length;
  const per =
    typeof budget.per === 'string'
      ? budget.per
      : 'windows' in budget.per
        ? `${budget.per.windows} windows`
        : `${grouped(budget.per.rows / (1 - sequentialShare))} rows, which is half of the budget,`;
  const lines: string[] = [];
  if (correction === 'none') lines.push('none: p-values are not corrected for the number of columns');
  else {
    const when =
      correction === 'bh'
        ? ', if columns are independent or positively dependent'
        : ', under any dependence between columns';
    const over = family === 1 ? 'the one tested column and its' : `all ${family} tested columns and their`;
    const weighted = opened.some(({ plan }) => plan.weight !== 1);
    const references = referenceError ? 'for at least 95 of 100 references' : 'on average over references';
    lines.push(
      `at most ${budget.falseAlarms} false-alarm window${budget.falseAlarms === 1 ? '' : 's'} per ${per} over ${over} data quality, ${references}${when} (${weighted ? 'weighted ' : ''}${correction}, level ${(deciderLevel + qualityLevel).toPrecision(2)} a window)`,
    );
  }
  if (referenceError) {
    const others = opened
      .filter(({ tests: [decider] }) => decider!.pValue !== undefined && decider!.method !== 'reference-conditional')
      .map((c) => c.plan.column);
    lines.push(`on average over references alone for ${['data quality', ...others].join(', ')}`);
  }
  const fixed = opened.filter(({ tests: [decider] }) => decider!.threshold !== undefined).map((c) => c.plan.column);
  if (fixed.length > 0) lines.push(`none for columns with a fixed threshold: ${fixed.join(', ')}`);
  const labels = new Set(opened.filter((c) => !c.closed).map((c) => c.dispersion.label));
  if (labels.has('tempered')) {
    const worst = opened.toSorted((a, b) => b.dispersion.phi - a.dispersion.phi)[0]!;
    lines.push(
      `rows depend on each other: significance is tempered, most for '${worst.plan.column}' (φ = ${worst.dispersion.phi.toPrecision(3)})`,
    );
  }
  if (labels.has('unknown'))
    lines.push('dependence: unknown (too few reference rows, or their order is not that of time)');
  return [...lines, ...withoutGaps(opened)];
}

/** Which columns are tested on cells although exact values were asked for: the profiles hold none of them. */
function withoutGaps(opened: readonly Opened[]): string[] {
  const columns = opened
    .filter(({ asked, closed }) => !closed && asked.some((test) => test.needs?.includes('gaps')))
    .filter(({ reference, window = {} }) => !('gaps' in reference && 'gaps' in window))
    .map(({ plan }) => plan.column);
  if (columns.length === 0) return [];
  return [
    `exactKs is not exact for ${columns.join(', ')}: tested on cells (method binned), as the reference keeps no values of it, or has more than ${limits.exactKsValues} (profile with { exactKs: true })`,
  ];
}
