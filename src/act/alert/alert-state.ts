/** That somebody has seen an episode, and what they said of it. */
export interface Acknowledgement {
  /** Epoch milliseconds. */
  readonly at: number;
  /** When reminders go on. */
  readonly until?: number | undefined;
  readonly as?: 'drift' | 'benign' | undefined;
}

/** Where one kind of alert stands. */
export interface KeyState {
  readonly status: 'quiet' | 'firing';
  /** Transitions so far; never restarts. */
  readonly sequence: number;
  /** First firing window of the episode. */
  readonly since?: string | undefined;
  /** The last judged windows, oldest first: id where it fired, null where it was clean. At most `confirm.of`. */
  readonly recent: readonly (string | null)[];
  /** Firing windows of the episode, clean windows in a row, judged windows since the last message. */
  readonly firingWindows: number;
  readonly clean: number;
  readonly sinceMessage: number;
  readonly acknowledged?: Acknowledgement | undefined;
}

/** The alert life-cycle of one monitor as plain JSON: one entry per kind that was ever judged. */
export interface AlertState {
  readonly kind: 'alertState';
  readonly schemaVersion: 1;
  readonly keys: Readonly<Record<string, KeyState>>;
}

export const initialAlertState: AlertState = { kind: 'alertState', schemaVersion: 1, keys: {} };
