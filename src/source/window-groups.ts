import type { Batch } from '../contracts/batch.js';
import { sliceBatch, takeRows } from '../table/batch.js';

/** A batch that came in, and how many of its rows are not yet in a window that was handed out. */
export interface Intake {
  readonly offset: string | undefined;
  /** Row of the stream that follows its last one. */
  readonly endRow: number;
  remaining: number;
}

/** Rows of one batch that belong to one window. */
export interface Piece {
  readonly rows: Batch;
  readonly intake: Intake;
}

/** A window before its rows are put together. */
export interface Group {
  readonly id: string;
  readonly pieces: readonly Piece[];
  /** First row of the stream in it, from 0; for windows whose rows have no times. */
  readonly firstRow: number;
  readonly partial: boolean;
  /** Keys of the open windows of {@link CutterState} that it goes on from, whose rows are not among its pieces. */
  readonly carried: readonly string[];
}

/** A window that still took rows. */
export interface OpenState {
  readonly key: string;
  readonly rows: number;
  readonly firstRow: number;
  /** Its period, for windows by time, and the periods and parts it has had. */
  readonly id?: string;
  readonly from?: number;
  readonly to?: number;
  readonly periods?: number;
  readonly parts?: number;
}

/**
 * Where a cutter stands, plain JSON without any row. Rows of the stream from `startRow` up to `row` are given to the next
 * cutter once more, which sorts them as they were sorted; where both are equal, none is, and the open windows go on from
 * what was kept of them elsewhere.
 */
export interface CutterState {
  readonly startRow: number;
  readonly row: number;
  /** Number of the next window, for windows called by numbers. */
  readonly number: number;
  readonly open: readonly OpenState[];
  /** Latest time seen, and the open window that was extended, for windows by time. */
  readonly latest?: number;
  readonly extended?: string;
}

/** Sorts rows into windows. */
export interface Cutter {
  /** Takes a batch; gives the windows that are complete then. Each is given at the row that completed it. */
  add(batch: Batch, intake: Intake): Generator<Group>;
  /** Time has come to `time` without a row that says so: gives the windows that are over, for windows by time. */
  advance(time: number): Generator<Group>;
  /** No further rows come: gives what is left. */
  end(): Generator<Group>;
  state(startRow: number): CutterState;
  /** Rows that may come before one of the windows can be full. */
  room(): number;
  /** Time of a row at which an open window, or the one that a row of `time` opens, is over. */
  due(time?: number): number;
  /** The rows that wait in open windows. */
  open(): Generator<OpenPieces>;
}

/** What waits in one open window: its key in {@link CutterState}, its rows, and the windows it goes on from. */
export interface OpenPieces {
  readonly key: string;
  readonly pieces: readonly Piece[];
  readonly carried: readonly string[];
}

export const intakeOf = (batch: Batch, firstRow = 0): Intake => ({
  offset: batch.offset,
  endRow: firstRow + batch.size,
  remaining: batch.size,
});

/** The rows at ascending indices of a batch, without copying where they are contiguous. */
export function pieceOf(batch: Batch, rows: readonly number[], intake: Intake): Piece {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  if (last - first + 1 !== rows.length) return { rows: takeRows(batch, Int32Array.from(rows)), intake };
  return { rows: rows.length === batch.size ? batch : sliceBatch(batch, first, last + 1), intake };
}

/** Rows that are in no window. */
export interface WindowCounts {
  /** They came after their window had closed. */
  late: number;
  /** They have no readable time. */
  undated: number;
  /** They were in a trailing window that was dropped. */
  trailing: number;
}

/** Counts of rows that are in no window, all zero. */
export const windowCounts = (): WindowCounts => ({ late: 0, undated: 0, trailing: 0 });
