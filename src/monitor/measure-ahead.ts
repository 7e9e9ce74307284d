import type { Estimate } from '../contracts/results.js';
import type { ConfusedClasses } from '../contracts/window-report.js';
import { confusedClasses } from '../judge/performance/confused-classes.js';
import { measureInSteps } from '../judge/performance/measure.js';
import { labelledRows, losses, readOutcomes, type Outcomes } from '../judge/performance/outcomes.js';
import type { Coerced } from '../table/coerce.js';
import type { ConceptState } from './concept-state.js';
import { feedLosses, notFed, type FedLosses } from './concept-step.js';
import type { AheadContext } from './count-ahead.js';
import type { JudgeContext } from './judge-rows.js';
import type { ScoredRows } from './score-rows.js';
import { validationOf, type Validation } from './validation.js';

/** Rows with what the serving model and their labels say of them, whatever the state of the monitor is. */
export interface MeasuredAhead {
  /** The rows as the serving model scores them; throws what it threw. */
  readonly scored: () => ScoredRows | undefined;
  /** There where the rows have labels, and predictions or scores. */
  readonly measured?: Measured;
}

export interface Measured {
  readonly outcomes: Outcomes;
  /** Rows whose label and prediction are known, and the loss of each. */
  readonly labelled: Int32Array;
  readonly losses: Float64Array;
  readonly summary: Validation;
  readonly metrics: Record<string, Estimate>;
  readonly confused: readonly ConfusedClasses[];
  /** There where a detector watches the losses. */
  readonly fed?: FedAhead;
}

/** What the losses lead to with a detector that stands where it stood `since`. */
export interface FedAhead {
  readonly since: ConceptState;
  /** Throws what feeding threw. */
  readonly fed: () => FedLosses;
}

/** Cells that are counted in the time that a row takes in one step of measuring. */
const stepCells = 10;

type Pace = (cells: number) => Promise<void>;

/**
 * Scores the rows of a large window, reads their labels, measures them and feeds their losses to the detector, with turns of
 * the event loop in between.
 */
export async function measureAhead(
  table: Coerced,
  context: AheadContext,
  { champion }: Pick<JudgeContext, 'champion'>,
  pace: Pace,
): Promise<MeasuredAhead> {
  const { reference, task } = context.prepared;
  const scored = champion
    ? await inTurns((await context.serving()).scoreInSteps(table, champion, context), pace)
    : () => undefined;
  await pace(Infinity);
  const own = ownOf(scored) ?? { table, schema: reference.schema };
  const outcomes = task && readOutcomes(own.table, own.schema, task, own.probabilities);
  if (outcomes === undefined) return { scored };
  await pace(outcomes.rows * stepCells);
  const labelled = labelledRows(outcomes);
  await pace(Infinity);
  const loss = losses(outcomes, labelled, task!);
  const summary = validationOf(loss);
  const fed = await feedAhead(loss, context, pace);
  await pace(Infinity);
  const confused = confusedClasses(outcomes, labelled, task!);
  await pace(labelled.length * stepCells);
  const metrics = await inTurns(measureInSteps(outcomes, labelled, task!), () => pace(labelled.length * stepCells));
  await pace(Infinity); // judging follows, which waits for nothing
  const measured = { outcomes, labelled, losses: loss, summary, confused, metrics: metrics() };
  return { scored, measured: { ...measured, ...(fed && { fed }) } };
}

async function feedAhead(
  loss: Float64Array,
  { prepared, state }: AheadContext,
  pace: Pace,
): Promise<FedAhead | undefined> {
  const { detector, fallback } = prepared;
  const since = state.concept;
  if (detector === undefined || since === undefined) return undefined;
  return { since, fed: await inTurns(feedLosses({ detector, fallback }, notFed(since), loss), pace) };
}

/** Takes steps with a turn before each; what comes of them, an error too, is there as often as it is asked for. */
async function inTurns<Result>(steps: Generator<undefined, Result>, pace: Pace): Promise<() => Result> {
  for (;;) {
    await pace(Infinity);
    let step: IteratorResult<undefined, Result>;
    try {
      step = steps.next();
    } catch (error) {
      return () => {
        throw error;
      };
    }
    const { done, value } = step;
    if (done) return () => value;
  }
}

/** A model that fails is told where the rows are judged, without its scores. */
function ownOf(scored: MeasuredAhead['scored']): Pick<ScoredRows, 'table' | 'schema' | 'probabilities'> | undefined {
  try {
    return scored();
  } catch {
    return undefined;
  }
}
