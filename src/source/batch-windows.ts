import type { Batch } from '../contracts/batch.js';
import type { Cutter, CutterState, Group, Intake } from './window-groups.js';

/** Every batch is a window, called by its name or number. */
export class BatchWindows implements Cutter {
  #row: number;
  #number: number;

  constructor(first: number, state?: CutterState) {
    this.#row = state?.row ?? 0;
    this.#number = state?.number ?? first;
  }

  *add(batch: Batch, intake: Intake): Generator<Group> {
    const firstRow = this.#row;
    this.#row += batch.size;
    const id = batch.name ?? String(this.#number);
    this.#number++;
    yield { id, pieces: [{ rows: batch, intake }], firstRow, partial: false, carried: [] };
  }

  *end(): Generator<Group> {}

  state(startRow: number): CutterState {
    return { startRow, row: this.#row, number: this.#number, open: [] };
  }

  *advance(): Generator<Group> {}

  room(): number {
    return Infinity;
  }

  due(): number {
    return Infinity;
  }

  *open(): Generator<never> {}
}
