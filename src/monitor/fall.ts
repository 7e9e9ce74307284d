import type { ModelVersion } from '../contracts/registry.js';
import type { Condition } from '../judge/condition.js';
import { performanceFell, type AchievedLoss } from '../judge/performance/performance-fell.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';

/** By what it is judged whether the model does worse than it should. */
export interface FallContext {
  readonly options: Checked;
  readonly prepared: Prepared;
  /** The version that serves. */
  readonly champion: ModelVersion | undefined;
}

/**
 * Whether the model does worse than where it was validated: by the record of the version that serves, else by the
 * predictions that came with the reference, unless the model was trained on its rows. Undefined where that cannot be said.
 */
export function fallOf(achieved: AchievedLoss, { options, prepared, champion }: FallContext): Condition | undefined {
  const { performanceTolerance: tolerance } = options.alerts;
  if (tolerance === false) return undefined;
  const validated = champion?.validation ?? (prepared.onTrainingData ? undefined : prepared.validation);
  return performanceFell(achieved, validated, tolerance);
}
