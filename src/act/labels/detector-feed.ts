import type { RunningCounts } from './ledger-counts.js';
import { bits, type Slots } from './slots.js';
import { TurnQueue } from './turn-queue.js';

export type FeedOrder = 'prediction' | 'arrival';

export const nothing = { fed: 0, skipped: 0, otherVersion: 0, correctedAfter: 0 };

/**
 * Brings rows into the order a detector declares. In order of `prediction` a row's turn comes when every row that was
 * predicted before it has its label or is past grace; a row whose label does not come within grace is passed over, and one
 * that is recorded when later ones are through is next. In order of `arrival` it comes with the label. Either way each row
 * comes once, and no correction after that is told.
 */
export class DetectorFeed {
  readonly slots: Slots;
  readonly order: FeedOrder;
  readonly graceMs: number;
  /** In order of prediction all rows whose turn has not come, in order of arrival those of them that have their label. */
  readonly queue: TurnQueue;
  /** Turns given so far. */
  turns = 0;
  /** Rows that `takeRows` handed out and that may not be in the state yet, and what counts once they are. */
  reserved: number[] = [];
  counted = { ...nothing };

  constructor(slots: Slots, order: FeedOrder, graceMs: number) {
    this.slots = slots;
    this.order = order;
    this.graceMs = graceMs;
    const byTurn = (a: number, b: number): boolean => slots.turn.of(a) < slots.turn.of(b);
    this.queue = new TurnQueue(
      order === 'arrival'
        ? byTurn
        : (a, b) => slots.at.of(a) < slots.at.of(b) || (slots.at.of(a) === slots.at.of(b) && byTurn(a, b)),
    );
  }

  /** A prediction was recorded, with its time. */
  recorded(slot: number): void {
    this.slots.turn.put(slot, this.turns++);
    if (this.order === 'prediction') this.queue.push(slot);
  }

  /** It has its first label. */
  joined(slot: number, now: number): void {
    if (this.isPastGrace(slot, now)) this.slots.set(slot, bits.late);
    if (this.order === 'prediction') return;
    this.slots.turn.put(slot, this.turns++);
    this.queue.push(slot);
  }

  /** A row from a stored state, with its turn. */
  restored(slot: number): void {
    const waits = this.order === 'prediction' || this.slots.has(slot, bits.labelled);
    if (waits && !this.slots.has(slot, bits.done)) this.queue.push(slot);
  }

  /** The row leaves the ledger. One that is reserved is not fed if the state is saved now, else it is. */
  leaves(slot: number, counts: RunningCounts['feed']): void {
    const isReserved = this.slots.has(slot, bits.reserved);
    if (!isReserved && !this.queue.has(slot)) return;
    if (isReserved) this.counted.skipped--;
    this.slots.clear(slot, bits.reserved);
    this.queue.remove(slot);
    counts.skipped++;
  }

  /** Its label was corrected: counted where the detector was given the row; what is passed over was not. */
  corrected(slot: number, counts: RunningCounts['feed']): void {
    if (this.isTooLate(slot)) return;
    if (this.slots.has(slot, bits.done)) counts.correctedAfter++;
    if (this.slots.has(slot, bits.reserved)) this.counted.correctedAfter++;
  }

  /** In order of prediction a row is passed over whose label came after grace. */
  isTooLate(slot: number): boolean {
    return this.order === 'prediction' && this.slots.has(slot, bits.late);
  }

  isPastGrace(slot: number, now: number): boolean {
    return this.slots.at.of(slot) + this.graceMs < now;
  }
}
