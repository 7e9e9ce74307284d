import type { GateSettings } from '../act/train/gate-record.js';
import { classCount } from './champion.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';
import { retrainOptions } from './retrain-options.js';

interface GateContext {
  readonly options: Checked;
  readonly prepared: Prepared;
}

/** How versions of this monitor are compared, whatever is decided by it. */
export function comparison({ options, prepared }: GateContext): GateSettings {
  const { task } = prepared;
  const classes = task ? classCount(task) : 0;
  return {
    classes,
    alpha: retrainOptions(options).alpha,
    decisionThreshold: options.decisionThreshold,
    ...(task && classes === 0 && { lossScale: task.lossScale }),
  };
}

/** How a candidate is decided upon. */
export const gateOf = (context: GateContext): GateSettings => ({
  ...comparison(context),
  ...retrainOptions(context.options).gate,
});

/** The columns whose values are segments at a gate; none where segments have no limits. */
export function segmentColumns({ segments }: Pick<GateSettings, 'segments'>, prepared: Prepared): readonly string[] {
  if (segments === undefined) return [];
  const { columns } = prepared.reference.schema;
  return segments.columns ?? columns.filter(({ role }) => role === 'segment').map(({ name }) => name);
}
