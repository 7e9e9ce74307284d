import type { RunningCounts } from './ledger-counts.js';
import { decodeRows } from './row-codec.js';
import { bits, type Chain, type Slots } from './slots.js';

/** Labels whose predictions have not come, in the order they came. */
export class EarlyLabels {
  readonly #slots: Slots;
  readonly #counts: RunningCounts;
  readonly chain: Chain = { head: -1, tail: -1 };

  constructor(slots: Slots, counts: RunningCounts) {
    this.#slots = slots;
    this.#counts = counts;
  }

  /**
   * Keeps a label under the hash of its id.
   *
   * @param now - Since when it waits.
   */
  add(high: number, low: number, value: number, at: number, now: number): void {
    const slot = this.#slots.add(high, low, this.chain);
    this.#slots.setLabel(slot, value, at);
    this.#slots.at.put(slot, now);
    this.#slots.prediction.put(slot, 0);
    this.#slots.turn.put(slot, 0);
  }

  /** Its prediction has come: it is moved to another chain. */
  moveTo(chain: Chain, slot: number): void {
    this.#slots.unlink(slot, this.chain);
    this.#slots.link(slot, chain);
  }

  /** Makes room by the oldest one; false when there is none. */
  dropOldest(): boolean {
    if (this.chain.head < 0) return false;
    this.#counts.dropped.unmatched++;
    this.#slots.remove(this.chain.head, this.chain);
    return true;
  }

  /** Those that have waited for longer than the greatest age go. */
  expire(now: number, maxAgeMs: number): void {
    for (let { head } = this.chain; head >= 0 && this.#slots.at.of(head) + maxAgeMs < now; head = this.chain.head) {
      this.#slots.remove(head, this.chain);
      this.#counts.expired.unmatched++;
    }
  }

  /** The first time that is known: those that are here wait from now on. */
  startWaiting(now: number): void {
    for (const slot of this.#slots.of(this.chain)) this.#slots.at.put(slot, now);
  }

  /** Takes what `encodeRows` wrote, the newest as far as there is room; false when it is something else. */
  *restore(rows: Uint8Array): Generator<undefined, boolean> {
    let sound = true;
    const room = (): boolean => {
      if (!this.#slots.isFull || this.dropOldest()) return true;
      this.#counts.dropped.unmatched++;
      return false;
    };
    const added = (slot: number): void => {
      sound &&= this.#slots.flags.of(slot) === bits.labelled;
    };
    return (yield* decodeRows(rows, this.#slots, this.chain, room, added)) && sound;
  }
}
