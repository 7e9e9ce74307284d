import type { Refusal } from '../act/train/data-checks.js';
import { refusalReasons } from '../act/train/refusal-reasons.js';
import type { AlertColumn } from '../contracts/alerter.js';
import type { Condition } from '../judge/condition.js';
import type { MonitorEvents } from './events.js';
import { codeText } from './trouble-conditions.js';

/** What came of a training run, in words: it failed, was refused its rows, or came to a candidate. Nothing of one that goes on. */
export function retrainingCondition({ phase, code, refusals = [] }: MonitorEvents['retrain']): Condition | undefined {
  if (phase !== 'failed' && phase !== 'refused' && phase !== 'trained') return undefined;
  const found = refusals.flatMap(({ reason, column }) => (column === undefined ? [refusalReasons[reason]] : []));
  const why = [codeText(code, 'the trainer threw'), ...found].join('; ');
  const summary = `a training run ${phase === 'refused' ? 'was refused' : 'failed'} (${why})`;
  return { kind: 'retraining', holds: phase !== 'trained', summary, columns: refused(refusals) };
}

/** The columns that rows were refused for, each with why, in the words of the closed list: nothing of a row. */
const refused = (refusals: readonly Refusal[]): AlertColumn[] =>
  refusals.flatMap(({ reason, column }) =>
    column === undefined ? [] : [{ column, role: 'feature', reason, moved: refusalReasons[reason] }],
  );
