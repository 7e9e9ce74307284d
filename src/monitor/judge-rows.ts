import type { Batch, Table } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import type { Followed } from '../contracts/progress.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { WindowInfo, WindowReport } from '../contracts/window-report.js';
import { DriftSenseError } from '../errors.js';
import { deepFreeze } from '../freeze.js';
import { isPartInSteps, isPartOf } from '../profile/contiguous-run.js';
import { areProfiles } from '../profile/are-profiles.js';
import type { Condition } from '../judge/condition.js';
import { judgeFlow } from '../judge/health/health.js';
import type { Outcomes } from '../judge/performance/outcomes.js';
import { decide } from '../judge/policy/policy.js';
import { nextTurn } from '../ports/next-turn.js';
import { isBatch, toBatch } from '../table/batch.js';
import type { Coerced } from '../table/coerce.js';
import { workOfBatch } from '../table/work-of-batch.js';
import { announcements, type Announcement } from './announce.js';
import type { AheadContext, AheadParts, CountedAhead } from './count-ahead.js';
import type { JudgedOutcomes, judgeOutcomes, labelFlow } from './judge-outcomes.js';
import { askingCells, judgeWindow, openColumn } from './judge-window.js';
import type { LateOutcomes } from './read-ledger.js';
import type { Checked } from './options.js';
import type { ColumnPlan } from './plan.js';
import { policySettings } from './policy-settings.js';
import type { Prepared } from './prepare.js';
import type { SmallReferenceTexts } from './false-alarms-text.js';
import type { Ongoing } from './lazy-parts.js';
import type { LedgerCounts } from '../act/labels/ledger-types.js';
import type { WindowExtras } from './engine.js';
import { noRows, seeRows, type CarriedRows, type SeeContext } from './see-rows.js';
import type { MonitorState } from './state.js';

/** Cells of a window that are counted at once, within a few milliseconds. */
const cellsAtOnce = 1_000_000;

/** How many times as long all takes in the first windows of a process: the engine reads, interprets and compiles it meanwhile. */
const coldTimes = 10;
let coldWindows = 3;

/** Cells of a table that are read at once, within a few milliseconds. */
const cellsReadAtOnce = 200_000;

/** Rows from which it pays to count them as many are counted. */
const manyRows = 2_500;

/** Cells that are counted in the time that a cell is watched row by row. */
const watchingCells = 100;

/** Cells that are counted in the time that the label of a row takes, and one that came late. */
const [measuringCells, lateCells] = [50, 100];

/** A window as it is judged; a large one has been counted. */
interface ReadWindow extends Pick<SeeContext, 'cellCounter'> {
  readonly rows: Batch | WindowProfile;
  readonly ahead?: CountedAhead;
}

/**
 * Reads a window; one that is so large that judging it at once would hold up the event loop is counted with turns in between.
 *
 * @throws DriftSenseError `TABLE_INVALID`, `PROFILE_INVALID`, `PROFILE_MISMATCH`, `ABORTED`.
 */
export async function readWindow(
  given: Table | WindowProfile,
  context: AheadContext,
  parts: AheadParts,
  followed: Followed,
): Promise<ReadWindow> {
  // However many windows wait, the event loop turns before each.
  await nextTurn();
  if (areProfiles(given)) {
    const { readProfile } = await import('./read-profile.js');
    return { rows: readProfile(given, context.prepared.reference) };
  }
  const { reference, settings } = context.prepared;
  // Few rows are read at once, and so is what is read already; what else a table may be says not how much it holds.
  const few = ((given as unknown[] | null)?.length as number) * reference.columns.length <= cellsReadAtOnce;
  const rows =
    few || isBatch(given)
      ? toBatch(given)
      : await import('./read-in-turns.js').then(({ readInTurns }) => readInTurns(given, followed.signal));
  const { size } = rows;
  const work = size * (settings.sequential ? watchingCells : 1) + askingCells;
  const labels = parts.late ? (parts.late.rows + parts.late.maturing) * lateCells : 0;
  const measuring = size * (parts.measureAhead ? measuringCells : 0);
  const cells = reference.columns.length * work + workOfBatch(rows, reference.schema) + measuring + labels;
  const slower = coldWindows > 0 ? coldTimes : 1;
  coldWindows--;
  if ((cells * slower <= cellsAtOnce || !size) && !followed.signal?.aborted) {
    return { rows, ...(size >= manyRows && (await import('../profile/cell-counts.js'))) };
  }
  const { countAhead } = await import('./count-ahead.js');
  const asking = { openColumn, askingCells, isPartInSteps, slower, isLarge: cells > cellsAtOnce } as const;
  const ahead = await countAhead(rows, context, asking, parts, followed);
  return { rows, ahead };
}

/** All that judging one window depends on. */
export interface JudgeContext {
  readonly monitor: string;
  readonly prepared: Prepared;
  readonly options: Checked;
  /** There is a trainer and a training source. */
  readonly canTrain: boolean;
  readonly state: MonitorState;
  /** Epoch milliseconds now. */
  readonly at: number;
  readonly trainingRuns: boolean;
  readonly champion: ModelVersion | undefined;
  readonly score: SeeContext['score'];
  readonly ahead?: SeeContext['ahead'];
  readonly cellCounter?: SeeContext['cellCounter'];
  /** There where the reference says what is predicted: it has a label or a prediction. */
  readonly judgeOutcomes?: typeof judgeOutcomes | undefined;
  readonly labelFlow?: typeof labelFlow | undefined;
  /** There where something was kept over a restart. */
  readonly join?: typeof import('./join-carried.js') | undefined;
  readonly ongoing: Ongoing;
  /** Counts of labels that came by themselves and of predictions told of before, else which rows may be told of later, by their ids. */
  readonly awaited?: LedgerCounts | WindowExtras['labels'];
  /** There where the window has no verdict, because it closed before it was full. */
  readonly short?: typeof import('./short-window.js') | undefined;
  /** Where the window is large beside the reference. */
  readonly small?: Pick<SmallReferenceTexts, 'notes'> | undefined;
  /** Rows of earlier windows whose labels have come; they wait while counts are judged, which cannot feed the detector. */
  readonly late?: LateOutcomes | undefined;
}

/** What one window led to. */
export interface Judgement {
  readonly report: WindowReport;
  readonly state: MonitorState;
  /** Windows that triggered a training or a suggestion. */
  readonly triggers: readonly string[];
  /** The rows with their scores, when rows were given. */
  readonly table?: Coerced;
  readonly outcomes?: Outcomes;
  readonly failures: readonly { readonly where: string; readonly error: unknown }[];
  /** The detector's drift was told before the window, when the labels came. */
  readonly conceptTold?: true;
  /** The events that it leads to, in order. */
  readonly announcements: readonly Announcement[];
  /** What the window shows of the flow of data; each is an alert of its own. */
  readonly conditions: readonly Condition[];
  /** Rows kept over a restart that belong to another reference and are in no report. */
  readonly leftOut?: number;
}

/**
 * Judges rows: coerces, scores, profiles and compares them, feeds the detector, measures, decides. Pure.
 *
 * @param kept - What was kept of earlier rows of the same window over a restart.
 */
export function judgeRows(
  batch: Batch,
  info: Partial<WindowInfo>,
  context: JudgeContext,
  kept: readonly CarriedRows[] = [],
): Judgement {
  const { state, judgeOutcomes, join } = context;
  const rows = !batch.size && kept.length ? noRows(context) : batch;
  const fresh = seeRows(rows, context, isPartOf);
  const carried = join?.addable(kept, fresh, context) ?? [];
  const leftOut = rowsIn(kept) - rowsIn(carried);
  const seen = join?.joinCarried(fresh, carried) ?? fresh;
  const judged = judgeOutcomes?.(seen, context) ?? noOutcomes;
  const judgement = conclude(
    {
      info: { ...windowInfo(batch, info, state, carried), ...(seen.inReference && { inReference: true }) },
      window: seen.window,
      reference: seen.reference,
      plans: seen.plans,
      ...judged,
      modelVersion: seen.modelVersion,
      failures: [...seen.failures, ...judged.failures],
    },
    context,
    { table: fresh.table, ...(fresh.outcomes && { outcomes: fresh.outcomes }) },
  );
  return leftOut ? { ...judgement, leftOut } : judgement;
}

/** Judges counts that were made elsewhere: no rows, so no scoring, no detector and no performance. */
export function judgeProfile(window: WindowProfile, info: Partial<WindowInfo>, context: JudgeContext): Judgement {
  const { reference, plans } = context.prepared;
  const known = windowInfo(window, info, context.state);
  const modelVersion = context.champion?.version;
  return conclude({ info: known, window, reference, plans, ...noOutcomes, modelVersion }, context, {});
}

const noOutcomes: JudgedOutcomes = { withinTolerance: false, failures: [] };

interface Seen extends JudgedOutcomes {
  readonly info: WindowInfo;
  readonly window: WindowProfile;
  readonly reference: ReferenceProfile;
  readonly plans: readonly ColumnPlan[];
  readonly modelVersion: number | undefined;
}

/** Verdict, decision, report and next state from what was seen. */
function conclude(seen: Seen, context: JudgeContext, rows: Pick<Judgement, 'table' | 'outcomes'>): Judgement {
  const { state, prepared } = context;
  const { info, window, reference, plans } = seen;
  const { sequential, pooling } = context.ongoing;
  const open = pooling?.opening(openColumn, state.pool);
  const tested = judgeWindow(reference, window, plans, prepared.settings, context.ahead?.opened, open);
  const byWindow = context.short?.withoutVerdict(tested) ?? tested;
  const rowwise = info.inReference ? undefined : sequential?.sequentialStep(byWindow, rows.table, window.size, context);
  const pooled = info.inReference ? undefined : pooling?.poolingStep(rowwise?.judged ?? byWindow, seen, state);
  const { judged } = pooled ?? rowwise ?? { judged: byWindow };
  const policy = decide(
    state.policy,
    {
      window: info.id,
      at: rows.table?.times ? info.to : context.at,
      dataDrift: judged.verdict === 'drift' && judged.reason !== 'quality-changed',
      qualityAlarm: judged.quality.some((question) => question.flags && question.verdict === 'drift'),
      conceptDrift: seen.concept?.report.drift ?? false,
      insufficient: judged.verdict === 'undecided',
      inReference: info.inReference ?? false,
      // Of this window, else of the newest period whose labels should all have come.
      maturity: seen.performance?.maturity ?? context.late?.maturity,
      performanceWithinTolerance: seen.withinTolerance,
      trainingRuns: context.trainingRuns,
    },
    policySettings(context.options, context.canTrain),
  );
  const fellBack = seen.concept?.fellBack;
  const warnings = fellBack ? [{ code: 'DETECTOR_FALLBACK', message: fellBack }] : [];
  const small = info.inReference ? undefined : context.small?.notes(window.size);
  const stretched = context.ongoing.stretched?.stretchedReference({ reference, plans, settings: prepared.settings });
  const onTraining = context.ongoing.training?.trainingDataWarning(prepared.reference.schema, prepared);
  const labelled = seen.performance?.labelled ?? 0;
  const flow = info.inReference
    ? { state: state.health, conditions: [] }
    : judgeFlow(state.health, window, reference, labelled);
  const labels = info.inReference
    ? undefined
    : context.labelFlow?.({ window, reference, labelled, came: flow.state.labels }, context, rows.table);
  const runs = info.inReference ? state.since : runsOfDrift(judged.columns, new Map(state.since), info.id);
  const report: WindowReport = {
    kind: 'windowReport',
    schemaVersion: 1,
    monitor: context.monitor,
    window: info,
    verdict: judged.verdict,
    reason: judged.reason,
    columns: saidSince(judged.columns, new Map(runs)),
    quality: judged.quality,
    violations: window.violations,
    ...(rowwise && { sequential: rowwise.report }),
    ...(seen.concept && { concept: seen.concept.report }),
    ...(seen.performance && { performance: seen.performance }),
    ...(seen.modelVersion !== undefined && { modelVersion: seen.modelVersion }),
    decision: policy.decision,
    guarantee: [...judged.guarantee, ...(onTraining ? [onTraining.message] : [])],
    reference: { hash: reference.hash, rows: reference.size, ...pooled?.reference },
    notes: [
      ...window.notes,
      ...(small ?? []),
      ...(stretched ? [`${stretched.code}: ${stretched.message}`] : []),
      ...warnings.map((warning) => warning.message),
    ],
  };
  return {
    report: deepFreeze(report),
    state: {
      ...state,
      windows: state.windows + 1,
      policy: policy.state,
      health: flow.state,
      since: runs,
      ...(rowwise && { sequential: rowwise.state }),
      ...pooled?.state,
      ...(stretched && { stretched: prepared.reference.hash }),
      ...(seen.concept && { concept: seen.concept.state }),
      ...(rows.table && state.between && { between: undefined }),
    },
    triggers: policy.triggers,
    ...rows,
    failures: [
      ...seen.failures,
      ...(rowwise?.failure ? [{ where: 'sequential alarm', error: rowwise.failure }] : []),
      ...failedTests(report.columns),
    ],
    ...(report.concept?.drift && !seen.news?.drift && { conceptTold: true }),
    announcements: [
      // Once of each reference, whatever scores a model adds to it.
      ...(stretched && state.stretched !== prepared.reference.hash ? [['warning', stretched] as const] : []),
      ...announcements(report, warnings, seen.news),
    ],
    conditions: [...flow.conditions, ...(labels ?? []), ...(seen.fall ? [seen.fall] : [])],
  };
}

/** Tests that failed, each once, however many columns it failed on. */
function failedTests(columns: WindowReport['columns']): Judgement['failures'] {
  const failed = new Map<string, string>();
  for (const { tests } of columns) for (const { test, error } of tests) if (error) failed.set(test, error.message);
  return Array.from(failed, ([test, message]) => ({
    where: `test '${test}'`,
    error: new DriftSenseError('TEST_FAILED', message),
  }));
}

const rowsIn = (parts: readonly { readonly rows: number }[]): number => parts.reduce((sum, { rows }) => sum + rows, 0);

function windowInfo(
  batch: Pick<Batch, 'size' | 'name' | 'times'>,
  info: Partial<WindowInfo>,
  state: MonitorState,
  carried: readonly CarriedRows[] = [],
): WindowInfo {
  const times = batch.times;
  const id = info.id ?? batch.name ?? `window-${state.windows + 1}`;
  const from = info.from ?? times?.[0] ?? 0;
  const to = info.to ?? times?.at(-1) ?? Math.max(0, batch.size - 1);
  const own = { from, to, rows: batch.size };
  const parts = own.rows || !carried.length ? [own, ...carried] : carried;
  return {
    ...info,
    id,
    from: parts.reduce((least, part) => Math.min(least, part.from), Infinity),
    to: parts.reduce((most, part) => Math.max(most, part.to), -Infinity),
    rows: rowsIn(parts),
  };
}

/** Of each drifted column the window that its run of drifted windows began with. */
const saidSince = (columns: WindowReport['columns'], runs: ReadonlyMap<string, string>): WindowReport['columns'] =>
  columns.map((column) => {
    const since = runs.get(column.column);
    return column.verdict === 'drift' && since !== undefined
      ? { ...column, moved: { ...column.moved, since } }
      : column;
  });

function runsOfDrift(
  columns: WindowReport['columns'],
  known: ReadonlyMap<string, string>,
  window: string,
): MonitorState['since'] {
  return columns.flatMap(({ column, verdict }) => {
    const since = known.get(column) ?? (verdict === 'drift' ? window : undefined);
    return since !== undefined && (verdict === 'drift' || verdict === 'undecided') ? [[column, since] as const] : [];
  });
}
