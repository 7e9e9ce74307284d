import type { Batch } from '../contracts/batch.js';
import { sliceBatch } from '../table/batch.js';
import type { Cutter, CutterState, Group, Intake, OpenPieces, Piece } from './window-groups.js';

/** Cuts rows, in the order they come, into windows of exactly `size` rows, called by their number. */
export class RowWindows implements Cutter {
  readonly #size: number;
  #number: number;
  /** First row of the stream that is not in a full window. */
  #firstRow = 0;
  /** Rows of the stream taken, and those of them to be seen again after a restart. */
  #row = 0;
  #replayUntil = 0;
  #pieces: Piece[] = [];
  #waiting = 0;
  #carried = false;

  /** @param state - Where an earlier cutter stood. */
  constructor(size: number, first: number, state?: CutterState) {
    this.#size = size;
    this.#number = state?.number ?? first;
    if (state === undefined) return;
    this.#row = state.startRow;
    this.#replayUntil = state.row;
    const [open] = state.open;
    this.#waiting = open?.rows ?? 0;
    this.#firstRow = open?.firstRow ?? state.row;
    this.#carried = open !== undefined && state.startRow === state.row;
  }

  /** Takes a batch; gives the windows it fills. */
  *add(batch: Batch, intake: Intake): Generator<Group> {
    let from = this.#replay(batch, intake);
    while (from < batch.size) {
      const to = Math.min(batch.size, from + this.#size - this.#waiting);
      this.#take(batch, from, to, intake);
      this.#waiting += to - from;
      from = to;
      if (this.#waiting === this.#size) yield this.#close(false);
    }
  }

  /** No further rows come: those that wait are a partial window. */
  *end(): Generator<Group> {
    if (this.#waiting > 0) yield this.#close(true);
  }

  state(startRow: number): CutterState {
    const open = { key: 'open', rows: this.#waiting, firstRow: this.#firstRow };
    return {
      startRow,
      row: Math.max(this.#row, this.#replayUntil),
      number: this.#number,
      open: this.#waiting > 0 ? [open] : [],
    };
  }

  *advance(): Generator<Group> {}

  room(): number {
    return this.#size - this.#waiting;
  }

  due(): number {
    return Infinity;
  }

  *open(): Generator<OpenPieces> {
    if (this.#waiting > 0) yield { key: 'open', pieces: this.#pieces, carried: this.#carried ? ['open'] : [] };
  }

  /** Rows seen before a restart: those of the window that was open wait again, the others are done with. */
  #replay(batch: Batch, intake: Intake): number {
    const seen = Math.min(batch.size, Math.max(0, this.#replayUntil - this.#row));
    const done = Math.min(seen, Math.max(0, this.#firstRow - this.#row));
    this.#row += done;
    intake.remaining -= done;
    if (seen > done) this.#take(batch, done, seen, intake);
    return seen;
  }

  #take(batch: Batch, from: number, to: number, intake: Intake): void {
    const rows = from === 0 && to === batch.size ? batch : sliceBatch(batch, from, to);
    this.#pieces.push({ rows, intake });
    this.#row += to - from;
  }

  #close(partial: boolean): Group {
    const group = {
      id: String(this.#number++),
      pieces: this.#pieces,
      firstRow: this.#firstRow,
      partial,
      carried: this.#carried ? ['open'] : [],
    };
    this.#firstRow += this.#waiting;
    this.#pieces = [];
    this.#waiting = 0;
    this.#carried = false;
    return group;
  }
}
