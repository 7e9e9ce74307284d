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
  // By index: an iterator makes an object for each row until an engine has optimised the loop.
  const rows = loss.length;
  let mean = 0;
  for (let row = 0; row < rows; row++) mean += loss[row]! / rows;
  let square = 0;
  for (let row = 0; row < rows; row++) square += (loss[row]! - mean) ** 2 / rows;
  return { rows, meanLoss: mean, sd: Math.sqrt(square) };
}
