import type { Health } from './health.js';
import type { HealthState } from './health-state.js';

/** What came in a period. */
export interface Period {
  readonly rows: number;
  /** A source is asked for more. */
  readonly reading: boolean;
  /** When it began, epoch milliseconds. */
  readonly from: number;
}

/**
 * Judges the flow of data by the time that went by: nothing came in a whole period. A source that is being read and gives
 * nothing is stalled; rows that nobody observes are missing.
 */
export function judgePeriod(state: HealthState, { rows, reading, from }: Period): Health {
  const { emptySince: before, ...rest } = state;
  const emptySince = rows > 0 ? undefined : (before ?? from);
  const empty = emptySince !== undefined;
  const since = empty ? ` since ${new Date(emptySince).toISOString().slice(0, 16)}Z` : '';
  return {
    state: { ...rest, ...(empty && { emptySince }) },
    conditions: [
      { kind: 'no-data', holds: empty && !reading, summary: `no row came${since}`, columns: [] },
      { kind: 'stalled-source', holds: empty && reading, summary: `the source gave nothing${since}`, columns: [] },
    ],
  };
}
