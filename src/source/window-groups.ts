import type { Batch } from '../contracts/batch.js';
import { sliceBatch, takeRows } from '../table/batch.js';

/** A batch that came in, and how many of its rows are not yet in a window that was handed out. */
export interface Intake {
  readonly offset: string | undefined;
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
}

export const intakeOf = (batch: Batch): Intake => ({ offset: batch.offset, remaining: batch.size });

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

export const windowCounts = (): WindowCounts => ({ late: 0, undated: 0, trailing: 0 });
