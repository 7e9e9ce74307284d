import { grouped } from '../../grouped.js';
import { limits } from '../../limits.js';
import type { Condition } from '../condition.js';
import type { Health } from './health.js';
import type { HealthState } from './health-state.js';

/** What came in a period. */
export interface Period {
  readonly rows: number;
  /** Of these, those that are in no window: they cannot be read, have no time, or came when theirs had closed. */
  readonly ofNoUse: number;
  /** A source is asked for more. */
  readonly reading: boolean;
  /** When it began, epoch milliseconds. */
  readonly from: number;
}

/**
 * Judges the flow of data by the time that went by: nothing came in a whole period, or nothing that can be judged, or much that
 * cannot. A source that is being read and gives nothing is stalled; rows that nobody observes are missing.
 */
export function judgePeriod(state: HealthState, { rows, ofNoUse, reading, from }: Period): Health {
  const { emptySince: before, came: earlier, ...rest } = state;
  const emptySince = rows > ofNoUse ? undefined : (before ?? from);
  const empty = emptySince !== undefined;
  const since = empty ? ` since ${new Date(emptySince).toISOString().slice(0, 16)}Z` : '';
  const whatCame =
    ofNoUse > 0 ? `${grouped(ofNoUse)} row${ofNoUse === 1 ? '' : 's'} ${noUse}, and no other` : 'no row came';
  // Where nothing else came, that is the news, and says nothing new of a share.
  const came = empty ? earlier : { rows: rows + (earlier?.rows ?? 0), ofNoUse: ofNoUse + (earlier?.ofNoUse ?? 0) };
  const enough = came !== undefined && came.rows >= limits.minSamples;
  return {
    state: { ...rest, ...(empty && { emptySince }), ...(came && !enough && { came }) },
    conditions: [
      { kind: 'no-data', holds: empty && !reading, summary: `${whatCame}${since}`, columns: [] },
      { kind: 'stalled-source', holds: empty && reading, summary: `the source gave nothing${since}`, columns: [] },
      ...(enough ? [shareOf(came)] : []),
    ],
  };
}

const shareOf = ({ rows, ofNoUse }: Pick<Period, 'rows' | 'ofNoUse'>): Condition => ({
  kind: 'unusable-rows',
  holds: ofNoUse >= limits.unusableShare * rows,
  summary: `${grouped(ofNoUse)} of ${grouped(rows)} rows ${noUse}`,
  columns: [],
});

const noUse = 'came of no use (row or time unreadable, or too late)';
