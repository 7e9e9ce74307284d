import type { ConceptReport, PerformanceReport } from '../contracts/window-report.js';
import type { Condition } from '../judge/condition.js';
import { judgeLabelFlow, type LabelsSeen } from '../judge/health/label-flow.js';
import { confusedClasses } from '../judge/performance/confused-classes.js';
import { meanLowerBound, meanUpperBound } from '../judge/performance/loss-bounds.js';
import { measure } from '../judge/performance/measure.js';
import { labelledRows, losses, type Outcomes } from '../judge/performance/outcomes.js';
import { limits } from '../limits.js';
import { startRun } from '../judge/concept-drift/start-run.js';
import type { Coerced } from '../table/coerce.js';
import { addedTo, lossOfBoth, type Between } from './between-windows.js';
import { freshConcept, type ConceptDetectors, type ConceptState } from './concept-state.js';
import { conceptStep, notFed, type ConceptStep, type FedLosses } from './concept-step.js';
import { fallOf } from './fall.js';
import type { JudgeContext, Judgement } from './judge-rows.js';
import type { FedAhead } from './measure-ahead.js';
import type { SeenRows } from './see-rows.js';
import type { MonitorState } from './state.js';
import { validationOf, type Validation } from './validation.js';

/** What the labels of a window, and late ones, say about the model. */
export interface JudgedOutcomes {
  readonly concept?: ConceptStep | undefined;
  /** What of the detector's report has not been told before. */
  readonly news?: Pick<ConceptReport, 'drift' | 'improvement'>;
  readonly performance?: PerformanceReport | undefined;
  /** Whether the model does as well as on the rows it was validated on. */
  readonly withinTolerance: boolean;
  /** Whether the model does worse than where it was validated; nothing where that cannot be said. */
  readonly fall?: Condition | undefined;
  readonly failures: Judgement['failures'];
}

/** Whether a window brings too few labels: those of rows that name an id may come later, where `label` knows the rows. */
export function labelFlow(
  seen: Omit<LabelsSeen, 'mayCome'>,
  { awaited }: Pick<JudgeContext, 'awaited'>,
  table: Coerced | undefined,
): Condition[] {
  const named = awaited !== undefined && table?.batch.ids?.some((id) => id !== '') === true;
  return judgeLabelFlow({ ...seen, mayCome: typeof awaited === 'object' || named });
}

/** Feeds the losses of labelled rows to the detector, and measures them. Pure. */
export function judgeOutcomes(
  { outcomes, inReference, modelVersion }: SeenRows,
  context: JudgeContext,
): JudgedOutcomes {
  const { champion, late, prepared } = context;
  const { between } = context.state;
  const { task } = prepared;
  // Rows kept over a restart may have been added since.
  const ahead = outcomes && context.ahead?.measured?.outcomes === outcomes ? context.ahead.measured : undefined;
  const labelled = ahead?.labelled ?? (outcomes && labelledRows(outcomes));
  const own = ahead?.losses ?? (outcomes && labelled && task && losses(outcomes, labelled, task));
  const lateLoss = late && task && losses(late, labelledRows(late), task);
  const loss = lateLoss ? joined(own, lateLoss) : own;
  const ofOwn = own && (ahead?.summary ?? validationOf(own));
  const fresh = loss && loss === own ? ofOwn : loss && validationOf(loss);
  const summary = fresh ? lossOfBoth(between?.loss, fresh) : between?.loss;
  const isOld = isNoNews({ inReference, champion }, context);
  // The late labels are of other rows.
  const fed = isOld ? (lateLoss?.length ? lateLoss : undefined) : loss;
  const fedAhead = fed && ledTo(context.ahead?.fed, isOld ? undefined : own, context);
  const step = feed(fedAhead ? noLosses : (fed ?? (between?.concept && noLosses)), context, fedAhead);
  const concept = step && { ...step, report: addedTo(between?.concept, step.report) };
  const metrics = ahead?.metrics ?? (outcomes && labelled && task && measure(outcomes, labelled, task));
  const confused = ahead?.confused ?? (outcomes && labelled && task && confusedClasses(outcomes, labelled, task));
  const performance = outcomes &&
    labelled &&
    metrics && {
      ...performanceOf(outcomes, labelled, metrics, modelVersion),
      ...(confused?.length && { confused }),
    };
  const isServing = champion === undefined || (modelVersion === champion.version && !isReplaced({ champion }, context));
  return {
    concept,
    ...(step && { news: step.report }),
    performance: performance && performance.labelled > 0 ? performance : undefined,
    withinTolerance:
      summary !== undefined &&
      summary.rows > 0 &&
      isWithinTolerance(summary, champion?.validation ?? prepared.validation),
    fall:
      ofOwn && performance && isServing && !inReference
        ? fallOf({ loss: ofOwn, metrics: performance.metrics, rows: 'labelled rows' }, context)
        : undefined,
    failures: concept?.failure ? [{ where: 'concept detector', error: concept.failure }] : [],
  };
}

/**
 * What labelled rows say that come between two windows: the detector is fed with them. Pure; nothing where none came.
 *
 * @param ahead - What feeding them led to, in turns.
 */
export function judgeLate(
  late: Outcomes,
  context: FeedContext,
  ahead?: FedAhead,
): { readonly between: Between; readonly step: ConceptStep | undefined } | undefined {
  const { between } = context.state;
  const { task } = context.prepared;
  const loss = task && losses(late, labelledRows(late), task);
  if (!loss?.length) return undefined;
  const fedAhead = ledTo(ahead, undefined, context);
  const step = feed(fedAhead ? noLosses : loss, context, fedAhead);
  return {
    between: {
      loss: lossOfBoth(between?.loss, validationOf(loss)),
      ...(step && { concept: addedTo(between?.concept, step.report) }),
    },
    step,
  };
}

type FeedContext = Pick<JudgeContext, 'options' | 'prepared' | 'state'>;

/** @param before - What losses before these led to. */
function feed(
  loss: Float64Array | undefined,
  { options, prepared, state }: FeedContext,
  before?: FedLosses,
): ConceptStep | undefined {
  const { detector, fallback } = prepared;
  if (detector === undefined || state.concept === undefined || loss === undefined) return undefined;
  const { refractoryRows = limits.refractoryRows, preset } = options;
  const since = before ?? notFed(state.concept);
  return conceptStep({ detector, fallback }, since, loss, refractoryRows, preset.direction === 'both');
}

const noLosses = new Float64Array(0);

/** What feeding led to, if the detector stands where it stood then, and the losses of the window were the same. */
function ledTo(
  ahead: FedAhead | undefined,
  own: Float64Array | undefined,
  { state }: FeedContext,
): FedLosses | undefined {
  return ahead && ahead.since === state.concept && ahead.own === own ? ahead.fed() : undefined;
}

/** A model errs too little on rows it was trained on, and rows that one model scored say nothing of another that serves by now. */
export const isNoNews = (
  by: Pick<JudgeContext, 'champion'> & Pick<SeenRows, 'inReference'>,
  to: FeedContext,
): boolean => by.inReference || isReplaced(by, to);

function isReplaced(
  { champion }: Pick<JudgeContext, 'champion'>,
  { state, options }: Pick<FeedContext, 'state' | 'options'>,
): boolean {
  const serving = state.champion;
  return Boolean(champion && serving && serving !== champion.version && options.preset.perModel);
}

function joined(first: Float64Array | undefined, second: Float64Array): Float64Array {
  if (first === undefined) return second;
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function performanceOf(
  outcomes: Outcomes,
  labelled: Int32Array,
  metrics: PerformanceReport['metrics'],
  modelVersion: number | undefined,
): PerformanceReport {
  // A row that has its label and no prediction, or another version's, waits for nothing.
  const rows = outcomes.labels.reduce(
    (sum, label, row) => sum - Number(!Number.isNaN(label) && Number.isNaN(outcomes.predictions[row])),
    outcomes.rows,
  );
  return {
    rows,
    labelled: labelled.length,
    maturity: rows > 0 ? labelled.length / rows : 0,
    ...(modelVersion !== undefined && { modelVersion }),
    metrics,
  };
}

/** The lower bound of the window's loss is at most the upper bound of the validation loss and a hundredth. */
function isWithinTolerance(window: Validation, validation: Validation | undefined): boolean {
  return validation !== undefined && meanLowerBound(window) <= meanUpperBound(validation) + 0.01;
}

/** Starts anew for another model: the count of episodes goes on, and a detector that failed stays replaced. */
export function restartConcept({ detector, fallback }: ConceptDetectors, state: ConceptState): ConceptState {
  const { episodes, standIn } = state;
  if (standIn && fallback) return { run: startRun(fallback), episodes, failures: 0, standIn };
  return detector ? { ...freshConcept({ detector, fallback }), episodes } : state;
}

/** A process that goes on from a state tries a detector anew that was out of service: its code may have been corrected. */
export function tryAnew(host: {
  readonly state: () => MonitorState;
  setState(change: Partial<MonitorState>): void;
}): void {
  const { concept } = host.state();
  if (concept && concept.failures >= limits.detectorFailures) host.setState({ concept: { ...concept, failures: 0 } });
}

/** What another model changes: the detector starts anew, and a drift that it found before is of no account. */
export function ofOtherModel(
  detectors: ConceptDetectors,
  { concept, policy }: Pick<MonitorState, 'concept' | 'policy'>,
): Partial<MonitorState> | undefined {
  if (!concept) return undefined;
  const recent = policy.recent.map((window) => ({ ...window, concept: false }));
  return { concept: restartConcept(detectors, concept), between: undefined, policy: { ...policy, recent } };
}
