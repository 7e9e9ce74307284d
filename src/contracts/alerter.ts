/** Why a message is sent. */
export type AlertKind =
  | 'data-drift'
  | 'data-quality'
  | 'concept-drift'
  | 'schema'
  | 'performance'
  /** Fewer labels come than did for the reference. */
  | 'label-coverage'
  /** No rows come at all. */
  | 'no-data'
  /** A share of the rows that come can be in no window. */
  | 'unusable-rows'
  /** Too few rows come for a verdict. */
  | 'too-few-rows'
  /** Rows come without the labels that used to come with them. */
  | 'too-few-labels'
  /** A source gives nothing new. */
  | 'stalled-source'
  /** A column holds one and the same value. */
  | 'frozen-column'
  /** Rows or windows went by unjudged, because there was no room for them. */
  | 'dropped'
  /** A test, a detector, the registry or another part fails. */
  | 'broken-part'
  /** A retraining was refused or failed. */
  | 'retraining'
  /** The gate has decided on a candidate that does not serve by it: it waits for a person, or was turned down. */
  | 'candidate'
  /** Another model version serves. */
  | 'promotion'
  /** The model version before serves again. */
  | 'rollback'
  /** Alerts did not reach somebody. */
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
  /** What became of the alert; `notice` = a piece of news that neither goes on nor ends. */
  readonly transition: 'firing' | 'reminder' | 'resolved' | 'superseded' | 'notice';
  /** How soon somebody should look: `critical` = the predictions or the watch over them cannot be trusted. */
  readonly severity: 'critical' | 'warning' | 'info';
  /** Running number of transitions of this key. */
  readonly sequence: number;
  readonly title: string;
  readonly text: string;
  readonly window: { readonly id: string; readonly rows: number };
  /** First window of this episode. */
  readonly since: string;
  readonly columns: readonly AlertColumn[];
  /** What somebody said of this episode. */
  readonly acknowledged?: { readonly at: number; readonly as?: 'drift' | 'benign' };
  /** Columns beyond those listed. */
  readonly more: number;
  readonly modelVersion?: number;
  readonly nextStep: string;
  readonly link?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What an alerter is told besides the message. */
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
  /** Sends one message; resolves once the receiver has it. */
  send(message: AlertMessage, context: DeliveryContext): Promise<DeliveryResult | void>;
  /** Gives back what it holds; called once, by `close` of the Monitor. */
  close?(): Promise<void> | void;
  /** Set by channels that were built without their secret and therefore only say what they would send. */
  readonly dryRun?: boolean;
  /** Least milliseconds between the starts of two sends, as the receiver asks. Default 0. */
  readonly minIntervalMs?: number;
}
