import { cohortsTold, maturedCohorts, maturingRows } from '../act/labels/matured-cohorts.js';
import type { CohortDetail } from '../act/labels/ledger-types.js';
import { rowsTaken, takeRows } from '../act/labels/take-rows.js';
import { allSteps } from '../all-steps.js';
import { labelOf } from '../judge/health/label-flow.js';
import type { CoverageState } from '../judge/performance/coverage-state.js';
import type { Outcomes } from '../judge/performance/outcomes.js';
import { inTurns } from '../ports/next-turn.js';
import type { Coerced } from '../table/coerce.js';
import { judgeMatured, type Matured } from './judge-matured.js';
import type { Labelling } from './labelling.js';
import { scoredSchema, scoresRows } from './score-columns.js';

/** Labelled rows whose turn at the detector has come, after the rows of their windows were judged. */
export interface LateOutcomes extends Outcomes {
  /** Predictions of another version than those before: what the detector knows is about an old model. */
  readonly restart: boolean;
  /** The version that all of them are of. */
  readonly version: number | undefined;
  /** Share of the predictions of the newest period past grace that have their label. */
  readonly maturity: number | undefined;
  /** Labelled rows of the periods past grace that are to be judged next. */
  readonly maturing: number;
}

/** Periods past grace as they were judged. */
export interface JudgedPeriods extends Matured {
  readonly cohorts: readonly CohortDetail[];
  readonly coverage: CoverageState;
}

/** Rows that were judged. */
export interface JudgedRows {
  readonly table?: Coerced | undefined;
  /** They are a part of the reference, and no predictions to be noted. */
  readonly inReference?: boolean | undefined;
  /** Whose labels may come by themselves: of rows that the monitor scored itself, or of all. */
  readonly labels?: 'of-scored' | 'of-all' | undefined;
}

/** Labelled rows that the detector has not been fed with, with turns of the event loop in between. Fed with `labelsJudged`. */
export const takeLate = (labelling: Labelling): Promise<LateOutcomes | undefined> => inTurns(takeSteps(labelling));

function* takeSteps(labelling: Labelling): Generator<undefined, LateOutcomes | undefined> {
  const { ledger, host, fed, maturity } = labelling;
  if (ledger === undefined) return undefined;
  ledger.advance(host.clock.now());
  const version = labelling.serving();
  const joined = yield* takeRows(ledger, version);
  return {
    ...joined,
    restart: fed !== undefined && version !== fed,
    version,
    maturity,
    maturing: maturingRows(ledger),
  };
}

/** Notes the predictions of rows that name an id, then judges the periods that are past grace. */
export const judgeLabels = (labelling: Labelling, rows: JudgedRows): JudgedPeriods =>
  allSteps(labelSteps(labelling, rows));

/**
 * `judgeLabels`, with turns of the event loop in between. A state that is saved meanwhile holds some of the predictions: they
 * are known, and change nothing, when the window is judged again after a restart.
 */
export const judgeLabelsInTurns = (labelling: Labelling, rows: JudgedRows): Promise<JudgedPeriods> =>
  inTurns(labelSteps(labelling, rows));

function* labelSteps(
  labelling: Labelling,
  { table, inReference, labels }: JudgedRows,
): Generator<undefined, JudgedPeriods> {
  const { options, clock, prepared, champion, state } = labelling.host;
  const { reference, task } = prepared();
  const { schema } = reference;
  if (labels && table?.batch.ids && !inReference && task !== undefined)
    if (scoresRows(schema, options.trainer))
      yield* labelling.recordTable(table, { ...schema, columns: [...schema.columns, ...scoredSchema(task)] });
    else if (labels === 'of-all') yield* labelling.recordTable(table, schema);
  const { ledger, coverage } = labelling;
  ledger?.advance(clock.now());
  const cohorts = ledger ? yield* maturedCohorts(ledger) : [];
  const version = labelling.serving();
  const labelsExpected = labelOf(reference) !== undefined && !state().health.labels;
  const context = { options, prepared: prepared(), champion: champion(), version, coverage, labelsExpected };
  return { ...(yield* judgeMatured(cohorts, context)), cohorts };
}

/** What came of late labels and periods is in the state from now on. */
export function labelsJudged(labelling: Labelling, late: LateOutcomes | undefined, periods: JudgedPeriods): void {
  const { ledger } = labelling;
  labelling.coverage = periods.coverage;
  labelling.maturity = periods.performances.at(-1)?.maturity ?? labelling.maturity;
  if (ledger === undefined) return;
  cohortsTold(ledger, periods.cohorts);
  if (late === undefined) return;
  rowsTaken(ledger);
  labelling.fed = late.version;
}
