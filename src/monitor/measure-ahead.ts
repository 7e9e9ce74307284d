import type { Estimate } from '../contracts/results.js';
import type { ConfusedClasses } from '../contracts/window-report.js';
import { confusedClasses } from '../judge/performance/confused-classes.js';
import { measureInSteps } from '../judge/performance/measure.js';
import { labelledRows, losses, readOutcomes, type Outcomes } from '../judge/performance/outcomes.js';
import { rowsOfStep } from '../judge/concept-drift/feed.js';
import { nextTurn, type Pace } from '../ports/next-turn.js';
import type { Coerced } from '../table/coerce.js';
import type { ConceptState } from './concept-state.js';
import { feedLosses, notFed, type FedLosses } from './concept-step.js';
import type { AheadContext, CountedAhead } from './count-ahead.js';
import { isNoNews } from './judge-outcomes.js';
import type { JudgeContext } from './judge-rows.js';
import type { ScoredRows } from './score-rows.js';
import { ofOneVersion } from './see-rows.js';
import { validationOf, type Validation } from './validation.js';

/** Rows with what the serving model and their labels say of them, whatever the state of the monitor is. */
export interface MeasuredAhead {
  /** The rows as the serving model scores them; throws what it threw. */
  readonly scored: () => ScoredRows | undefined;
  /** The rows with what the model says of them, where it scores them. */
  readonly judged: Coerced;
  /** There where the rows have labels, and predictions or scores. */
  readonly measured?: Measured;
  /** There where a detector watches the losses. */
  readonly fed?: FedAhead;
}

export interface Measured {
  readonly outcomes: Outcomes;
  /** Rows whose label and prediction are known, and the loss of each. */
  readonly labelled: Int32Array;
  readonly losses: Float64Array;
  readonly summary: Validation;
  readonly metrics: Record<string, Estimate>;
  readonly confused: readonly ConfusedClasses[];
}

/** What losses lead to with a detector that stands where it stood `since`: those of the window, then those of late labels. */
export interface FedAhead {
  readonly since: ConceptState;
  /** Of the window, where they are news to the detector. */
  readonly own: Float64Array | undefined;
  /** Throws what feeding threw. */
  readonly fed: () => FedLosses;
}

/** Cells that are counted in the time that a row takes in one step of measuring. */
const stepCells = 10;

type MeasuredBy = Pick<JudgeContext, 'champion' | 'late'> & Pick<CountedAhead, 'inReference'>;

/**
 * Scores the rows of a large window, reads their labels, measures them and feeds their losses, and after them those of late
 * labels, to the detector, with turns of the event loop in between.
 */
export async function measureAhead(
  table: Coerced,
  context: AheadContext,
  by: MeasuredBy,
  pace: Pace,
): Promise<MeasuredAhead> {
  const { reference, task } = context.prepared;
  const { champion, late } = by;
  const scored = champion
    ? await paced((await context.serving()).scoreInSteps(table, champion, context), pace)
    : () => undefined;
  await pace(Infinity);
  const own = ownOf(scored) ?? { table, schema: reference.schema };
  const outcomes = task && ofOneVersion(readOutcomes(own.table, own.schema, task, own.probabilities), table, champion);
  await pace(own.table.size * stepCells);
  const labelled = outcomes && labelledRows(outcomes);
  await pace(Infinity);
  const loss = labelled && losses(outcomes, labelled, task);
  const summary = loss && validationOf(loss);
  const news = isNoNews(by, context) ? undefined : loss;
  const lateLoss = task && late && losses(late, labelledRows(late), task);
  const fed = await feedAhead(news, lateLoss, context, pace);
  const found = { scored, judged: own.table, ...(fed && { fed }) };
  if (summary === undefined) return found;
  await pace(Infinity);
  const confused = confusedClasses(outcomes!, labelled!, task!);
  await pace(labelled!.length * stepCells);
  const steps = measureInSteps(outcomes!, labelled!, task!);
  const metrics = await paced(steps, () => pace(labelled!.length * stepCells));
  await pace(Infinity); // judging follows, which waits for nothing
  const measured = { outcomes: outcomes!, labelled: labelled!, losses: loss!, summary, confused, metrics: metrics() };
  return { ...found, measured };
}

/** Feeds the losses of late labels without a window, with turns in between; few are left to who judges them. */
export async function feedLate(
  late: Outcomes,
  context: Pick<JudgeContext, 'prepared' | 'state'>,
): Promise<FedAhead | undefined> {
  const { task } = context.prepared;
  if (task === undefined || late.rows <= rowsOfStep) return undefined;
  return feedAhead(undefined, losses(late, labelledRows(late), task), context, nextTurn);
}

/** Feeds the losses of a window, and then those of late labels, where there are any of either. */
async function feedAhead(
  own: Float64Array | undefined,
  late: Float64Array | undefined,
  { prepared, state }: Pick<JudgeContext, 'prepared' | 'state'>,
  pace: Pace,
): Promise<FedAhead | undefined> {
  const { detector, fallback } = prepared;
  const since = state.concept;
  if (detector === undefined || since === undefined || (own ?? late) === undefined) return undefined;
  const feed = function* (): Generator<undefined, FedLosses> {
    let fed = notFed(since);
    for (const part of [own, late]) if (part) fed = yield* feedLosses({ detector, fallback }, fed, part);
    return fed;
  };
  return { since, own, fed: await paced(feed(), pace) };
}

/** Takes steps with a turn before each; what comes of them, an error too, is there as often as it is asked for. */
async function paced<Result>(steps: Generator<undefined, Result>, pace: Pace): Promise<() => Result> {
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
