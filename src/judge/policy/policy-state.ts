/** Plain data; carried from window to window. */
export interface PolicyState {
  /**
   * The last windows that count, oldest first: which kinds were seen in each, and its id. Where one concept detection
   * confirms by itself, all since the first that no training has answered.
   */
  readonly recent: readonly { readonly window: string; readonly data: boolean; readonly concept: boolean }[];
  /** Windows left before another training may start. */
  readonly cooldown: number;
  /** Epoch milliseconds of the trainings of the last day. */
  readonly started: readonly number[];
}

export const initialPolicyState: PolicyState = { recent: [], cooldown: 0, started: [] };
