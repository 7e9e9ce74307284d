import type { AcknowledgeOptions } from '../act/alert/acknowledge.js';
import type { AlertMessage } from '../contracts/alerter.js';
import type { SequentialAlarm, SequentialReport } from '../contracts/sequential.js';
import { DriftSenseError } from '../errors.js';
import { feedInSteps, feedRows } from '../judge/sequential/cells-of-rows.js';
import { SequentialEngine } from '../judge/sequential/engine.js';
import type { SequentialPlan } from '../judge/sequential/plan.js';
import { planStreams } from '../judge/sequential/plan-streams.js';
import type { SequentialState } from '../judge/sequential/state.js';
import type { Coerced } from '../table/coerce.js';
import { grouped } from '../grouped.js';
import type { JudgeContext } from './judge-rows.js';
import type { Judged } from './judge-window.js';
import type { Prepared } from './prepare.js';
import type { MonitorState } from './state.js';

/** What watching the rows of a window one by one led to. */
export interface SequentialStep {
  /** The window's verdicts, with those of the columns that the alarms are about. */
  readonly judged: Judged;
  readonly report: SequentialReport;
  readonly state: SequentialState;
  readonly failure?: DriftSenseError;
}

const plans = new WeakMap<Prepared, SequentialPlan>();

/** Features within the budget, as they are judged by windows too: each with its weight and its tolerance. */
function planOf({ prepared, options }: Pick<WatchContext, 'prepared' | 'options'>): SequentialPlan {
  const known = plans.get(prepared);
  if (known !== undefined) return known;
  const references = new Map(prepared.reference.columns.map((column) => [column.name, column]));
  const columns = prepared.plans
    .filter(({ role, enabled, threshold }) => role === 'feature' && enabled && threshold === undefined)
    .map(({ column, tolerance, missing, missingTolerance, redact, weight }) => ({
      reference: references.get(column)!,
      importance: weight,
      tolerance,
      missingTolerance: missing === 'ignore' ? undefined : missingTolerance,
      redact,
    }));
  const plan = planStreams(columns, {
    rowsPerFalseAlarm: prepared.settings.sequential!.rowsPerFalseAlarm,
    dependence: 'auto',
    seed: options.seed,
  });
  plans.set(prepared, plan);
  return plan;
}

/** Rows that have been fed to the sequential alarm. */
export interface Watched {
  readonly engine: SequentialEngine;
  /** Rows before them. */
  readonly first: number;
  readonly alarms: readonly SequentialAlarm[];
  readonly failure?: DriftSenseError;
}

type WatchContext = Pick<JudgeContext, 'prepared' | 'options' | 'state'>;

/** Feeds rows with turns of the event loop in between; `sequentialStep` takes what comes out. */
export async function watchAhead(table: Coerced, context: WatchContext, pace: () => Promise<void>): Promise<Watched> {
  const started = goOn(planOf(context), context.state.sequential);
  const first = started.engine.rows;
  const steps = feedInSteps(started.engine, context.prepared.reference, table);
  for (;;) {
    const { done, value } = steps.next();
    await pace();
    if (done) return { ...started, first, alarms: value };
  }
}

function watch(table: Coerced | undefined, context: WatchContext): Watched {
  const started = goOn(planOf(context), context.state.sequential);
  const first = started.engine.rows;
  const alarms = table === undefined ? [] : feedRows(started.engine, context.prepared.reference, table);
  return { ...started, first, alarms };
}

/**
 * Feeds the rows of a window, in their order, to the sequential alarm of the monitor. Pure.
 *
 * @param table - The rows at hand; undefined where only their counts are.
 * @param size - Rows of the window, with those of which only counts are left.
 */
export function sequentialStep(
  judged: Judged,
  table: Coerced | undefined,
  size: number,
  context: JudgeContext,
): SequentialStep {
  const { prepared, ahead } = context;
  const plan = planOf(context);
  const { engine, first, alarms, failure } = ahead?.watched ?? watch(table, context);
  const unwatched = size - (table?.size ?? 0);
  const notes = [
    ...(failure ? [`starts anew: ${failure.message}`] : []),
    ...(unwatched > 0 ? [`${unwatched} rows were not watched: only their counts are left`] : []),
  ];
  const report = {
    rows: engine.rows - first,
    first,
    level: engine.level,
    expected: engine.rows / plan.rowsPerFalseAlarm,
    total: engine.alarms,
    alarms,
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
  const told = new Set(alarms.map(({ ledger }) => ledger[0]!.column));
  return {
    judged: { ...withAlarms(judged, told), guarantee: [...judged.guarantee, ...guaranteeOf(plan, prepared)] },
    report,
    state: engine.toJSON(),
    ...(failure && { failure }),
  };
}

/** What changes where somebody said what alarms of data drift were; see {@link SequentialEngine.acknowledge}. */
export function acknowledgeRows(
  context: WatchContext,
  alert: string | AlertMessage,
  { as }: AcknowledgeOptions,
): Pick<MonitorState, 'sequential'> {
  const { sequential } = context.state;
  const isDataDrift = (typeof alert === 'string' ? alert : alert.key).endsWith('/data-drift');
  if (sequential === undefined || as === undefined || !isDataDrift) return {};
  const { engine, failure } = goOn(planOf(context), sequential);
  // A state of other settings is left, and told with the next window.
  if (failure) return {};
  engine.acknowledge(as);
  return { sequential: engine.toJSON() };
}

/** An engine where it stood. A state of other settings, or a damaged one, is told and left. */
function goOn(
  plan: SequentialPlan,
  state: SequentialState | undefined,
): { engine: SequentialEngine; failure?: DriftSenseError } {
  try {
    return { engine: new SequentialEngine(plan, state) };
  } catch (error) {
    if (!DriftSenseError.is(error, 'STATE_INVALID')) throw error;
    return { engine: new SequentialEngine(plan), failure: error };
  }
}

/** The column that leads an alarm drifted, and with it the window. */
function withAlarms(judged: Judged, told: ReadonlySet<string>): Judged {
  if (told.size === 0) return judged;
  const columns = judged.columns
    .map((column) =>
      told.has(column.column) && column.verdict !== 'drift'
        ? { ...column, verdict: 'drift' as const, reason: 'evidence-row-by-row' as const }
        : column,
    )
    .toSorted((a, b) => Number(b.verdict === 'drift') - Number(a.verdict === 'drift'));
  const alone = judged.verdict !== 'drift' || judged.reason === 'quality-changed';
  return { ...judged, columns, ...(alone && { verdict: 'drift', reason: 'evidence-row-by-row' }) };
}

/** What is promised of the rows, and what of the errors of the model. */
function guaranteeOf({ guarantee }: SequentialPlan, { settings, detector }: Prepared): string[] {
  const lines = guarantee.map((line) => `row by row: ${line}`);
  if (detector === undefined) return lines;
  const errors = settings.sequential?.errors;
  const promise =
    errors === undefined
      ? `'${detector.name}', which watches the errors, has no part in this budget`
      : `'${detector.name}' at most one false alarm in ${grouped(Math.floor(errors))} rows with labels, on average`;
  return [...lines, `row by row: ${promise}`];
}
