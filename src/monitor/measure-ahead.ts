import type { Estimate } from '../contracts/results.js';
import type { ConfusedClasses } from '../contracts/window-report.js';
import { confusedClasses } from '../judge/performance/confused-classes.js';
import { measureInSteps } from '../judge/performance/measure.js';
import { labelledRows, losses, readOutcomes, type Outcomes } from '../judge/performance/outcomes.js';
import type { Coerced } from '../table/coerce.js';
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
}

/** Cells that are counted in the time that a row takes in one step of measuring. */
const stepCells = 10;

/** Scores the rows of a large window, reads their labels and measures them, with turns of the event loop in between. */
export async function measureAhead(
  table: Coerced,
  context: AheadContext,
  { champion, score }: Pick<JudgeContext, 'champion' | 'score'>,
  pace: (cells: number) => Promise<void>,
): Promise<MeasuredAhead> {
  const { reference, task } = context.prepared;
  const scored = once(() => champion && score?.(table, champion, context));
  await pace(Infinity);
  const own = ownOf(scored) ?? { table, schema: reference.schema };
  const outcomes = task && readOutcomes(own.table, own.schema, task, own.probabilities);
  if (outcomes === undefined) return { scored };
  await pace(outcomes.rows * stepCells);
  const labelled = labelledRows(outcomes);
  const loss = losses(outcomes, labelled, task!);
  const summary = validationOf(loss);
  await pace(labelled.length * stepCells);
  const confused = confusedClasses(outcomes, labelled, task!);
  const measured = { outcomes, labelled, losses: loss, summary, confused };
  const steps = measureInSteps(outcomes, labelled, task!);
  for (;;) {
    await pace(labelled.length * stepCells);
    const { done, value } = steps.next();
    if (!done) continue;
    await pace(Infinity); // judging follows, which waits for nothing
    return { scored, measured: { ...measured, metrics: value } };
  }
}

/** Does work now; what comes of it, an error too, is there as often as it is asked for. */
function once<Result>(work: () => Result): () => Result {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
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
