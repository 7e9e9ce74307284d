/** What of a column is watched row by row: its values, whether there is one, or that it is itself a rate of the model. */
export type WatchedPart = 'values' | 'missing' | 'rate';

/** Which way evidence points: values higher, lower, wider or narrower; a category or missing values more or less often. */
export type MoveDirection = 'up' | 'down' | 'wider' | 'narrower' | 'more' | 'less';

/** What of a column's evidence points one way. */
export interface EvidencePart {
  readonly direction: MoveDirection;
  /**
   * The category that comes more or less often; `any other` stands for all that are not watched by themselves. Of a rate, the
   * cell of the confusion matrix that it counts.
   */
  readonly category?: string;
  /** Of all evidence; the parts of a column sum to its share. */
  readonly share: number;
}

/** A column's part in the evidence. */
export interface LedgerEntry {
  readonly column: string;
  readonly part: WatchedPart;
  /** Of all evidence; the shares of all columns sum to 1. */
  readonly share: number;
  /** Where most of its evidence points. */
  readonly direction: MoveDirection;
  /** The category that most of it points to. */
  readonly category?: string;
  /** 0-based row at which the change began, estimated: where the strongest bet began to win. */
  readonly since: number;
  /** By how much its evidence is thinned out, since neighbouring rows of the reference are alike; absent where not at all. */
  readonly inflation?: number;
  /** Its evidence by direction, and by category; those with a hundredth of all evidence or more, the largest first. */
  readonly parts: readonly EvidencePart[];
}

/** The evidence reached its limit at a row. */
export interface SequentialAlarm {
  /** 0-based row since the start. */
  readonly row: number;
  /** Rows since the start or the alarm before. */
  readonly rows: number;
  /** False alarms to expect by now, at most: rows so far over rows per false alarm. */
  readonly expected: number;
  /** Evidence over its limit, at least 1. */
  readonly level: number;
  /** Whose evidence it is, the largest share first. */
  readonly ledger: readonly LedgerEntry[];
}

/** What watching a window row by row came to. */
export interface SequentialReport {
  /** Rows of this window that were watched, and the 0-based row of the first of them since the start. */
  readonly rows: number;
  readonly first: number;
  /** Evidence over its limit after the last row; an alarm leaves it at 0. */
  readonly level: number;
  /** False alarms to expect since the start, at most, and alarms there were. */
  readonly expected: number;
  readonly total: number;
  readonly alarms: readonly SequentialAlarm[];
  /** Why rows were not watched, or why it starts anew. */
  readonly note?: string;
}
