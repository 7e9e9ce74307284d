import { LongArray } from './long-array.js';

/** What is known of a row, as bits. */
export const bits = {
  /** A prediction was recorded; without it the row is a label that came first. */
  predicted: 1,
  labelled: 2,
  /** The row has been handed to the detector, or passed over: it never comes again. */
  done: 4,
  /** Its label came after grace. */
  late: 8,
  /** It is being handed to the detector: `done` once that is in the state. Not saved. */
  reserved: 16,
} as const;

/** Bits that are saved. */
export const savedBits = 15;

/** What is known of each row. */
export type RowArrays = Readonly<
  Record<'at' | 'turn' | 'prediction' | 'score' | 'label' | 'labelFirst' | 'labelAt', LongArray> &
    Record<'high' | 'low' | 'flags' | 'next', LongArray>
>;

/** Ends of a chain of slots; -1 when it is empty. */
export interface Chain {
  head: number;
  tail: number;
}

const empty = -1;

/**
 * Rows by the hash of their id, in arrays of numbers that grow as far as rows need, at most to the capacity. A row stays in
 * its slot for life; a slot is used again. Rows of one kind are chained in the order they came. Find, add and remove take
 * constant time, however many rows there are: there is a bucket of hashes for each slot that was ever used, and each new one
 * splits one other in two.
 *
 * @see W. Litwin, "Linear hashing: a new tool for file and table addressing" (1980)
 */
export class Slots {
  readonly #capacity: number;
  #size = 0;
  /** Slots in use or free again; those behind were never used. */
  #used = 0;
  /** First of the free slots, chained by `next`. */
  #free = empty;
  /** One less than a power of two: the bits of a hash by which buckets are numbered. */
  #mask = 0;

  /** Milliseconds: of the prediction; for a label that came first, when it did. */
  readonly at = new LongArray(Float64Array);
  /** Running number that orders rows of one time. */
  readonly turn = new LongArray(Float64Array);
  readonly prediction = new LongArray(Float64Array);
  /** NaN where there is none. */
  readonly score = new LongArray(Float64Array);
  readonly label = new LongArray(Float64Array);
  /** Time of the first label and of the one in force; NaN where it is not known. */
  readonly labelFirst = new LongArray(Float64Array);
  readonly labelAt = new LongArray(Float64Array);
  readonly high = new LongArray(Int32Array);
  readonly low = new LongArray(Int32Array);
  readonly flags = new LongArray(Int32Array);
  /** The slot behind this one in its chain, or among the free ones; -1 at the end. */
  readonly next = new LongArray(Int32Array);
  readonly #previous = new LongArray(Int32Array);
  /** First slot in the bucket of this number, and the one behind this slot in its bucket; plus one, 0 = none. */
  readonly #first = new LongArray(Int32Array);
  readonly #behind = new LongArray(Int32Array);

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= this.#capacity;
  }

  /** The slot of a hash, or undefined. */
  find(high: number, low: number): number | undefined {
    let slot = this.#first.of(this.#bucketOf(low)) - 1;
    while (slot >= 0 && (this.low.of(slot) !== low || this.high.of(slot) !== high)) slot = this.#behind.of(slot) - 1;
    return slot < 0 ? undefined : slot;
  }

  /** A slot for a hash that is not in yet, at the end of a chain. There must be room. */
  add(high: number, low: number, chain: Chain): number {
    const isNew = this.#free === empty;
    const slot = isNew ? this.#used : this.#free;
    if (isNew) this.#use(slot);
    else this.#free = this.next.of(slot);
    this.#size++;
    this.high.put(slot, high);
    this.low.put(slot, low);
    this.flags.put(slot, 0);
    this.score.put(slot, Number.NaN);
    this.clearLabel(slot);
    this.#enter(slot);
    this.link(slot, chain);
    return slot;
  }

  /** Forgets a row, which is in this chain. */
  remove(slot: number, chain: Chain): void {
    this.unlink(slot, chain);
    this.#leave(slot);
    this.next.put(slot, this.#free);
    this.#free = slot;
    this.#size--;
  }

  /** Puts a row that is in no chain at the end of one. */
  link(slot: number, chain: Chain): void {
    this.next.put(slot, empty);
    this.#previous.put(slot, chain.tail);
    if (chain.tail === empty) chain.head = slot;
    else this.next.put(chain.tail, slot);
    chain.tail = slot;
  }

  unlink(slot: number, chain: Chain): void {
    const next = this.next.of(slot);
    const previous = this.#previous.of(slot);
    if (previous === empty) chain.head = next;
    else this.next.put(previous, next);
    if (next === empty) chain.tail = previous;
    else this.#previous.put(next, previous);
  }

  /** The rows of a chain, in order. */
  of(chain: Chain): Int32Array {
    const rows: number[] = [];
    for (let slot = chain.head; slot !== empty; slot = this.next.of(slot)) rows.push(slot);
    return new Int32Array(rows);
  }

  setLabel(slot: number, value: number, at: number): void {
    this.label.put(slot, value);
    this.labelFirst.put(slot, at);
    this.labelAt.put(slot, at);
    this.set(slot, bits.labelled);
  }

  /** Another label of a labelled row: it keeps the time of the first one, and takes the latest. */
  changeLabel(slot: number, value: number, at: number): void {
    this.label.put(slot, value);
    this.labelFirst.put(slot, Math.min(this.labelFirst.of(slot), at)); // not known if either is not
    if (!(at <= this.labelAt.of(slot) || Number.isNaN(at))) this.labelAt.put(slot, at);
  }

  clearLabel(slot: number): void {
    this.setLabel(slot, Number.NaN, Number.NaN);
    this.clear(slot, bits.labelled);
  }

  has(slot: number, bit: number): boolean {
    return (this.flags.of(slot) & bit) !== 0;
  }

  set(slot: number, bit: number): void {
    this.flags.put(slot, this.flags.of(slot) | bit);
  }

  clear(slot: number, bit: number): void {
    this.flags.put(slot, this.flags.of(slot) & ~bit);
  }

  #bucketOf(low: number): number {
    const bucket = low & this.#mask;
    return bucket < this.#used ? bucket : bucket & (this.#mask >> 1);
  }

  #enter(slot: number): void {
    const bucket = this.#bucketOf(this.low.of(slot));
    this.#behind.put(slot, this.#first.of(bucket));
    this.#first.put(bucket, slot + 1);
  }

  #leave(slot: number): void {
    const bucket = this.#bucketOf(this.low.of(slot));
    const behind = this.#behind.of(slot);
    let before = this.#first.of(bucket) - 1;
    if (before === slot) return this.#first.put(bucket, behind);
    while (this.#behind.of(before) !== slot + 1) before = this.#behind.of(before) - 1;
    this.#behind.put(before, behind);
  }

  /** The next slot that was never used, and the bucket of its number, into which half of another goes. */
  #use(slot: number): void {
    this.#first.put(slot, 0);
    if (slot > this.#mask) this.#mask = 2 * this.#mask + 1;
    const parted = slot & (this.#mask >> 1);
    let other = this.#first.of(parted) - 1;
    this.#first.put(parted, 0);
    this.#used++;
    while (other >= 0) {
      const behind = this.#behind.of(other) - 1;
      this.#enter(other);
      other = behind;
    }
  }
}
