/** How far a piece of work has come. */
export interface Progress {
  readonly done: number;
  /** Absent where nobody knows, as of a stream. */
  readonly total?: number;
  readonly unit: 'bytes' | 'windows' | 'columns' | 'runs' | 'steps';
}

/** What follows work that takes a while. */
export interface Followed {
  /** Ends the work with `ABORTED` at its next step, of some milliseconds where nothing else is said; nothing of it has happened then. */
  readonly signal?: AbortSignal | undefined;
  /** Told how far the work has come, while it goes on. What it throws ends the work with `OPTION_INVALID`. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
