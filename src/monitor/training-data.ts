import type { Schema } from '../contracts/schema.js';
import type { GuardedEmitter } from './events.js';
import type { Prepared } from './prepare.js';

/** Something to know that is no drift. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/**
 * What rests on predictions for rows the model was fitted on: a model errs too little there, so that the first fresh window
 * looks like drift. Undefined when the reference is not declared as training data, or holds no predictions.
 */
export function trainingDataWarning(
  { columns }: Schema,
  { onTrainingData }: Pick<Prepared, 'onTrainingData'>,
): Warning | undefined {
  const affected = columns
    .filter(({ role }) => role === 'score' || role === 'prediction')
    .map(({ name }) => `'${name}'`);
  if (!onTrainingData || affected.length === 0) return undefined;
  return {
    code: 'REFERENCE_IS_TRAINING_DATA',
    message: `the model was trained on the reference, where it errs too little: nothing is promised of ${affected.join(', ')} and performance; give held-out rows`,
  };
}

/** Tells the warning once, when the monitor is made. */
export function tellFromTheStart(prepared: Prepared, events: GuardedEmitter): void {
  const warning = trainingDataWarning(prepared.reference.schema, prepared);
  if (warning !== undefined) events.emit('warning', warning);
}
