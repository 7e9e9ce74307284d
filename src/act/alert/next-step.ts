import type { AlertColumn, AlertKind } from '../../contracts/alerter.js';
import type { Decision } from '../../contracts/window-report.js';
import type { Transition } from './alert-state.js';
import { plainText } from './plain-text.js';

/** What the monitor itself is doing about it, where that is known. */
const underWay: Readonly<Partial<Record<Decision['action'], string>>> = {
  train: 'a candidate is being trained and will be gated; wait for its result.',
  promote: 'a new model version was promoted; watch the next windows.',
  rollback: 'the previous model version serves again; find out what the last one learned.',
  suggest: 'retraining is suggested: look at the columns above, then train and promote by hand.',
};

const byKind: Readonly<Record<AlertKind, (first: string) => string>> = {
  'data-drift': (first) =>
    `find what changed upstream of ${first}; if it is here to stay, retrain or rebaseline, else correct the feed.`,
  'data-quality': (first) => `repair the pipeline that fills ${first}; a model trained now would learn the fault.`,
  'concept-drift': () =>
    'compare recent errors with the data drift of the same windows, then retrain on recent labels.',
  schema: (first) => `compare ${first} with the schema: correct the producer, or declare the new form.`,
  performance: () => 'compare recent labels with predictions; retrain or roll back.',
  retraining: () => 'see the gate record of the candidate.',
  dropped: () => 'see the report for what these alerts said, and check the channel.',
  'label-coverage': () => 'find out why labels stopped coming.',
  'no-data': () => 'find out why rows stopped coming.',
  delivery: () => 'check the channel.',
};

/** What the reader can do now, in a sentence. */
export function nextStepOf(
  { kind, transition }: Pick<Transition, 'kind' | 'transition'>,
  columns: readonly AlertColumn[],
  decision: Decision | undefined,
): string {
  if (transition === 'resolved') return 'nothing; note what it was.';
  if (transition === 'superseded') return 'nothing; the new model is watched from now on.';
  // Retraining answers a change of data or concept, not a broken feed.
  const answered = kind === 'data-drift' || kind === 'concept-drift';
  const own = answered && decision !== undefined ? underWay[decision.action] : undefined;
  const first = columns[0] === undefined ? 'the columns' : plainText(columns[0].column);
  return own ?? byKind[kind](first);
}
