/** Why a message is sent. */
export type AlertKind =
  | 'data-drift'
  | 'data-quality'
  | 'concept-drift'
  | 'schema'
  | 'performance'
  | 'retraining'
  | 'dropped'
  | 'label-coverage'
  | 'no-data'
  | 'delivery';

/** One row of an alert: a column, how far it moved against which tolerance, and what moved. */
export interface AlertColumn {
  readonly column: string;
  readonly role: string;
  readonly reason: string;
  readonly effect?: number;
  readonly tolerance?: number;
  readonly moved?: string;
}

/** What a person on call gets: one message per window and transition. Plain JSON; aggregates only. */
export interface AlertMessage {
  /** monitor/kind. */
  readonly key: string;
  readonly monitor: string;
  readonly kind: AlertKind;
  readonly transition: 'firing' | 'reminder' | 'resolved' | 'superseded';
  /** Running number of transitions of this key. */
  readonly sequence: number;
  readonly title: string;
  readonly text: string;
  readonly window: { readonly id: string; readonly rows: number };
  /** First window of this episode. */
  readonly since: string;
  readonly columns: readonly AlertColumn[];
  /** Columns beyond those listed. */
  readonly more: number;
  readonly modelVersion?: number;
  readonly nextStep: string;
  readonly link?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface DeliveryContext {
  readonly signal: AbortSignal;
  /** The same for every attempt at the same message on the same channel. */
  readonly idempotencyKey: string;
}

/** What a channel reports besides success: `dry-run` means that nothing was sent, on purpose and visibly. */
export interface DeliveryResult {
  readonly delivery: 'sent' | 'dry-run';
  readonly detail?: string;
}

/** Tells someone. Throws when it could not; a `DriftSenseError` with `retryable` says whether another try can help. */
export interface Alerter {
  readonly name: string;
  send(message: AlertMessage, context: DeliveryContext): Promise<DeliveryResult | void>;
  close?(): Promise<void> | void;
  /** Set by channels that were built without their secret and therefore only say what they would send. */
  readonly dryRun?: boolean;
  /** Least milliseconds between the starts of two sends, as the receiver asks. Default 0. */
  readonly minIntervalMs?: number;
}
