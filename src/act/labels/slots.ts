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

/** Ends of a chain of slots; -1 when it is empty. */
export interface Chain {
  head: number;
  tail: number;
}

const empty = -1;

/**
 * Rows by the hash of their id, in arrays of numbers that grow as far as rows need, at most to the capacity. A row stays in
 * its slot for life; a slot is used again. Rows of one kind are chained in the order they came. Find, add and remove take
 * constant time.
 */
export class Slots {
  readonly #capacity: number;
  #size = 0;
  /** Slots in use or free again; those behind were never used. */
  #used = 0;
  /** First of the free slots, chained by `next`. */
  #free = empty;
  /** Open addressing with linear probing: slot plus one, 0 = nothing. At most half full. */
  #index = new Int32Array(512);

  high = new Int32Array(256);
  low = new Int32Array(256);
  /** Milliseconds: of the prediction; for a label that came first, when it did. */
  at = new Float64Array(256);
  /** Running number that orders rows of one time. */
  turn = new Float64Array(256);
  prediction = new Float64Array(256);
  /** NaN where there is none. */
  score = new Float64Array(256);
  label = new Float64Array(256);
  /** Time of the first label and of the one in force; NaN where it is not known. */
  labelFirst = new Float64Array(256);
  labelAt = new Float64Array(256);
  flags = new Uint8Array(256);
  #next = new Int32Array(256);
  #previous = new Int32Array(256);

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
    const mask = this.#index.length - 1;
    for (let place = low & mask; ; place = (place + 1) & mask) {
      const slot = this.#index[place]! - 1;
      if (slot < 0) return undefined;
      if (this.low[slot] === low && this.high[slot] === high) return slot;
    }
  }

  /** A slot for a hash that is not in yet, at the end of a chain. There must be room. */
  add(high: number, low: number, chain: Chain): number {
    let slot = this.#free;
    if (slot === empty) {
      slot = this.#used++;
      if (slot >= this.high.length) this.#grow();
    } else this.#free = this.#next[slot]!;
    this.#size++;
    if (2 * this.#size > this.#index.length) this.#reindex(2 * this.#index.length);
    this.high[slot] = high;
    this.low[slot] = low;
    this.flags[slot] = 0;
    this.score[slot] = this.label[slot] = this.labelFirst[slot] = this.labelAt[slot] = Number.NaN;
    this.#enter(slot);
    this.link(slot, chain);
    return slot;
  }

  /** Forgets a row, which is in this chain. */
  remove(slot: number, chain: Chain): void {
    this.unlink(slot, chain);
    this.#leave(slot);
    this.#next[slot] = this.#free;
    this.#free = slot;
    this.#size--;
  }

  /** Puts a row that is in no chain at the end of one. */
  link(slot: number, chain: Chain): void {
    this.#next[slot] = empty;
    this.#previous[slot] = chain.tail;
    if (chain.tail === empty) chain.head = slot;
    else this.#next[chain.tail] = slot;
    chain.tail = slot;
  }

  unlink(slot: number, chain: Chain): void {
    const next = this.#next[slot]!;
    const previous = this.#previous[slot]!;
    if (previous === empty) chain.head = next;
    else this.#next[previous] = next;
    if (next === empty) chain.tail = previous;
    else this.#previous[next] = previous;
  }

  /** The rows of a chain, in order. */
  of(chain: Chain): Int32Array {
    let size = 0;
    for (let slot = chain.head; slot !== empty; slot = this.#next[slot]!) size++;
    const rows = new Int32Array(size);
    for (let slot = chain.head, i = 0; slot !== empty; slot = this.#next[slot]!) rows[i++] = slot;
    return rows;
  }

  setLabel(slot: number, value: number, at: number): void {
    this.label[slot] = value;
    this.labelFirst[slot] = this.labelAt[slot] = at;
    this.set(slot, bits.labelled);
  }

  /** Another label of a labelled row: it keeps the time of the first one, and takes the latest. */
  changeLabel(slot: number, value: number, at: number): void {
    const before = this.labelAt[slot]!;
    this.label[slot] = value;
    this.labelFirst[slot] = Math.min(this.labelFirst[slot]!, at); // not known if either is not
    if (!(at <= before || Number.isNaN(at))) this.labelAt[slot] = at;
  }

  clearLabel(slot: number): void {
    this.label[slot] = this.labelFirst[slot] = this.labelAt[slot] = Number.NaN;
    this.clear(slot, bits.labelled);
  }

  has(slot: number, bit: number): boolean {
    return (this.flags[slot]! & bit) !== 0;
  }

  set(slot: number, bit: number): void {
    this.flags[slot] = this.flags[slot]! | bit;
  }

  clear(slot: number, bit: number): void {
    this.flags[slot] = this.flags[slot]! & ~bit;
  }

  #enter(slot: number): void {
    const mask = this.#index.length - 1;
    let place = this.low[slot]! & mask;
    while (this.#index[place] !== 0) place = (place + 1) & mask;
    this.#index[place] = slot + 1;
  }

  /** Takes a slot out of the index; later ones of the same run close up, so that no search ends too early. */
  #leave(slot: number): void {
    const index = this.#index;
    const mask = index.length - 1;
    let hole = this.low[slot]! & mask;
    while (index[hole] !== slot + 1) hole = (hole + 1) & mask;
    for (let place = (hole + 1) & mask; index[place] !== 0; place = (place + 1) & mask) {
      const home = this.low[index[place]! - 1]! & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      index[hole] = index[place]!;
      hole = place;
    }
    index[hole] = 0;
  }

  #reindex(length: number): void {
    const before = this.#index;
    this.#index = new Int32Array(length);
    for (const entry of before) if (entry > 0) this.#enter(entry - 1);
  }

  #grow(): void {
    const length = Math.min(this.#capacity, 2 * this.high.length);
    this.high = copied(this.high, new Int32Array(length));
    this.low = copied(this.low, new Int32Array(length));
    this.at = copied(this.at, new Float64Array(length));
    this.turn = copied(this.turn, new Float64Array(length));
    this.prediction = copied(this.prediction, new Float64Array(length));
    this.score = copied(this.score, new Float64Array(length));
    this.label = copied(this.label, new Float64Array(length));
    this.labelFirst = copied(this.labelFirst, new Float64Array(length));
    this.labelAt = copied(this.labelAt, new Float64Array(length));
    this.flags = copied(this.flags, new Uint8Array(length));
    this.#next = copied(this.#next, new Int32Array(length));
    this.#previous = copied(this.#previous, new Int32Array(length));
  }
}

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
