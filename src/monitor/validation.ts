import { lossBetweenStretches } from '../judge/performance/loss-between-stretches.js';
import type { ValidatedLoss } from '../judge/performance/performance-fell.js';

/** Mean loss of a model on rows it was not fitted on, `sd` the standard deviation of the loss. */
export type Validation = ValidatedLoss;

/** Of rows in their order in time, also what their loss varies over it. */
export function validationInOrder(loss: Float64Array): Validation {
  const between = lossBetweenStretches(loss);
  return { ...validationOf(loss), ...(between > 0 && { between }) };
}

export function validationOf(loss: Float64Array): Validation {
  let mean = 0;
  for (const x of loss) mean += x / loss.length;
  let square = 0;
  for (const x of loss) square += (x - mean) ** 2 / loss.length;
  return { rows: loss.length, meanLoss: mean, sd: Math.sqrt(square) };
}
