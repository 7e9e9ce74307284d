import type { Json } from '../contracts/json.js';
import { losses, type TaskSettings } from '../judge/performance/outcomes.js';
import { profileReference } from '../profile/profile-reference.js';
import { toBatch } from '../table/batch.js';
import { decisionsOf, withPredictions } from './champion.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';
import { profileNeeds } from './profile-needs.js';
import { scoredSchema, scoresRows } from './score-columns.js';
import { validationInOrder, type Validation } from './validation.js';

/** Loss of a model on rows it was not fitted on, and the reference profile of its score and prediction there. */
export function heldOutFacts(
  predicted: Float64Array,
  labels: Float64Array,
  task: TaskSettings,
  options: Checked,
  prepared: Prepared,
): { validation: Validation; scoreReference?: Json } {
  const decided = decisionsOf(predicted, task);
  const every = Int32Array.from(labels.keys());
  const validation = validationInOrder(losses({ rows: labels.length, labels, predictions: decided }, every, task));
  if (!scoresRows(prepared.reference.schema, options.trainer)) return { validation };
  const schema = { kind: 'schema', schemaVersion: 1, origin: 'inferred', columns: scoredSchema(task) } as const;
  const none = { size: labels.length, columns: new Map(), violations: [], notes: [], batch: toBatch([]) };
  const profile = profileReference(withPredictions(none, predicted, task), schema, {
    seed: options.seed,
    ...profileNeeds(options),
  });
  return { validation, scoreReference: profile as unknown as Json };
}
