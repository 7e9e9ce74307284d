import type { AlertColumn, AlertKind } from '../contracts/alerter.js';

/** Whether a state that is neither drift nor an error holds. `undefined`: nothing can be said. */
export interface Condition {
  readonly kind: Exclude<AlertKind, 'data-drift' | 'data-quality' | 'concept-drift' | 'schema' | 'delivery'>;
  readonly holds: boolean;
  /** One sentence without full stop; for people. */
  readonly summary: string;
  /** The columns it speaks of; with what was found in each where the summary does not say it. */
  readonly columns: readonly (string | AlertColumn)[];
}
