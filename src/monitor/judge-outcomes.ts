import type { PerformanceReport } from '../contracts/window-report.js';
import type { Condition } from '../judge/health/health.js';
import { meanLowerBound, meanUpperBound } from '../judge/performance/loss-bounds.js';
import { measure } from '../judge/performance/measure.js';
import { labelledRows, losses, type Outcomes } from '../judge/performance/outcomes.js';
import { limits } from '../limits.js';
import { conceptStep, type ConceptStep } from './concept-step.js';
import { fallOf } from './fall.js';
import type { JudgeContext, Judgement } from './judge-rows.js';
import type { Prepared } from './prepare.js';
import type { SeenRows } from './see-rows.js';
import { validationOf, type Validation } from './validation.js';

/** What the labels of a window, and late ones, say about the model. */
export interface JudgedOutcomes {
  readonly concept: ConceptStep | undefined;
  readonly performance: PerformanceReport | undefined;
  /** Whether the model does as well as on the rows it was validated on. */
  readonly withinTolerance: boolean;
  /** Whether the model does worse than where it was validated; nothing where that cannot be said. */
  readonly fall: Condition | undefined;
  readonly failures: Judgement['failures'];
}

/** Feeds the losses of labelled rows to the detector, and measures them. Pure. */
export function judgeOutcomes(
  { outcomes, inReference, modelVersion }: SeenRows,
  context: JudgeContext,
): JudgedOutcomes {
  const { options, state, champion, late, prepared } = context;
  const { detector, fallback, task } = prepared;
  const labelled = outcomes && labelledRows(outcomes);
  const own = outcomes && labelled && task && losses(outcomes, labelled, task);
  const lateLoss = late && task && losses(late, everyRow(late), task);
  const loss = lateLoss ? joined(own, lateLoss) : own;
  // A model errs too little on rows it was trained on; the late labels are of other rows.
  const fed = inReference ? (lateLoss?.length ? lateLoss : undefined) : loss;
  const concept =
    detector && state.concept && fed
      ? conceptStep({ detector, fallback }, state.concept, fed, options.refractoryRows ?? limits.refractoryRows)
      : undefined;
  const performance = outcomes && labelled && task && measured(outcomes, labelled, task, modelVersion);
  const isServing = champion === undefined || modelVersion === champion.version;
  return {
    concept,
    performance: performance && performance.labelled > 0 ? performance : undefined,
    withinTolerance:
      loss !== undefined &&
      loss.length > 0 &&
      isWithinTolerance(validationOf(loss), champion?.validation ?? prepared.validation),
    fall:
      own && performance && isServing && !inReference
        ? fallOf({ loss: validationOf(own), metrics: performance.metrics, rows: 'labelled rows' }, context)
        : undefined,
    failures: concept?.failure ? [{ where: 'concept detector', error: concept.failure }] : [],
  };
}

const everyRow = ({ rows }: Outcomes): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);

function joined(first: Float64Array | undefined, second: Float64Array): Float64Array {
  return first === undefined ? second : Float64Array.of(...first, ...second);
}

function measured(
  outcomes: Outcomes,
  labelled: Int32Array,
  task: NonNullable<Prepared['task']>,
  modelVersion: number | undefined,
): PerformanceReport {
  return {
    rows: outcomes.rows,
    labelled: labelled.length,
    maturity: outcomes.rows > 0 ? labelled.length / outcomes.rows : 0,
    ...(modelVersion !== undefined && { modelVersion }),
    metrics: measure(outcomes, labelled, task),
  };
}

/** The lower bound of the window's loss is at most the upper bound of the validation loss and a hundredth. */
function isWithinTolerance(window: Validation, validation: Validation | undefined): boolean {
  return validation !== undefined && meanLowerBound(window) <= meanUpperBound(validation) + 0.01;
}
