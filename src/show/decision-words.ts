import type { DecisionReason } from '../contracts/window-report.js';

/** Why something was done or left, in words for people. */
export const decisionWords: Readonly<Record<DecisionReason, string>> = {
  stable: 'nothing to act on',
  'drift-not-confirmed': 'drift in too few windows yet',
  'confirmed-data-drift': 'data drift, confirmed',
  'confirmed-concept-drift': 'concept drift, confirmed',
  'retraining-disabled': 'retraining is switched off',
  'no-trainer': 'there is no trainer, or no source of rows to train on',
  'no-labels': 'fewer than nine rows in ten have a label that is known',
  'in-cooldown': 'too soon after the last training or suggestion',
  'daily-limit': 'the daily number of trainings is reached',
  'run-in-progress': 'a training is running',
  'data-quality-alarm': 'the data quality must be cleared first',
  'performance-within-tolerance': 'the model still performs as validated',
  'gate-passed': 'the candidate is better',
  'gate-refused': 'the candidate is not better',
  'in-reference': 'rows of the reference never count',
  insufficient: 'the window has no verdict',
  'labels-came': 'labels have come since the last window',
};
