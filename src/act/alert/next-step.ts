import type { AlertColumn } from '../../contracts/alerter.js';
import type { Decision } from '../../contracts/window-report.js';
import { kindFacts } from './alert-kinds.js';
import type { Transition } from './advance-alerts.js';
import { plainText } from './plain-text.js';

/** What the monitor itself is doing about it, where that is known. */
const underWay: Readonly<Partial<Record<Decision['action'], string>>> = {
  train: 'a candidate is being trained and will be gated; wait for its result.',
  promote: 'a new model version was promoted; watch the next windows.',
  rollback: 'the previous model version serves again; find out what the last one learned.',
  suggest: 'retraining is suggested: look at the columns above, then train and promote by hand.',
};

/** What the reader can do now, in a sentence. */
export function nextStepOf(
  { kind, transition }: Pick<Transition, 'kind' | 'transition'>,
  monitor: string,
  columns: readonly AlertColumn[],
  decision: Decision | undefined,
): string {
  if (transition === 'resolved') return kindFacts[kind].ended ?? 'nothing to do; note what it was.';
  if (transition === 'superseded') return 'nothing to do; what replaced it is watched from now on.';
  // Retraining answers a change of data or concept, not a broken feed.
  const answered = kind === 'data-drift' || kind === 'concept-drift';
  const own = answered && decision !== undefined ? underWay[decision.action] : undefined;
  const first = columns[0] === undefined ? 'the columns' : plainText(columns[0].column);
  return own ?? kindFacts[kind].next({ first, key: plainText(`${monitor}/${kind}`) });
}
