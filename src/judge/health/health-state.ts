import type { Silence } from './silence.js';

/** What is remembered of the flow of data itself, apart from drift. Plain JSON. */
export interface HealthState {
  /** Columns that held one and the same value: which cell, in how many windows in a row and their rows; how long one is silent. */
  readonly frozen: readonly {
    readonly column: string;
    readonly value: number | 'missing';
    readonly windows: number;
    readonly rows?: number;
    readonly silence?: Silence;
  }[];
  /** Whether a window has ever come with labels of its own. */
  readonly labels: boolean;
  /** Since when, in epoch milliseconds, nothing has come. */
  readonly emptySince?: number;
  /** Rows that came since their usefulness was judged last, while they are too few for that, and of these those of no use. */
  readonly came?: { readonly rows: number; readonly ofNoUse: number };
}

export const initialHealth: HealthState = { frozen: [], labels: false };
