import type { Batch } from '../contracts/batch.js';
import { sliceBatch } from '../table/batch.js';
import type { Group, Intake, Piece } from './window-groups.js';

/** Cuts rows, in the order they come, into windows of exactly `size` rows, called by their number. */
export class RowWindows {
  readonly #size: number;
  #number: number;
  #row = 0;
  #pieces: Piece[] = [];
  #waiting = 0;

  constructor(size: number, first: number) {
    this.#size = size;
    this.#number = first;
  }

  /** Takes a batch; gives the windows it fills. */
  *add(batch: Batch, intake: Intake): Generator<Group> {
    for (let from = 0; from < batch.size;) {
      const to = Math.min(batch.size, from + this.#size - this.#waiting);
      const rows = from === 0 && to === batch.size ? batch : sliceBatch(batch, from, to);
      this.#pieces.push({ rows, intake });
      this.#waiting += to - from;
      from = to;
      if (this.#waiting === this.#size) yield this.#take(false);
    }
  }

  /** No further rows come: those that wait are a partial window. */
  *end(): Generator<Group> {
    if (this.#waiting > 0) yield this.#take(true);
  }

  #take(partial: boolean): Group {
    const group = { id: String(this.#number++), pieces: this.#pieces, firstRow: this.#row, partial };
    this.#row += this.#waiting;
    this.#pieces = [];
    this.#waiting = 0;
    return group;
  }
}
