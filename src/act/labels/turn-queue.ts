import { LongArray } from './long-array.js';

/**
 * A binary heap of small integers, each at most once, that also gives up one from its middle. Memory four bytes per entry
 * and four per possible entry; `push` of the last in order takes constant time, anything else O(log n).
 */
export class TurnQueue {
  readonly #before: (a: number, b: number) => boolean;
  readonly #heap = new LongArray(Int32Array);
  /** Place in the heap plus one, by entry; 0 = not in it. */
  readonly #places = new LongArray(Int32Array);
  /** Entries that have been seen are below it. */
  #end = 0;
  #size = 0;

  /** @param before - Whether entry `a` comes before entry `b`. Must not change while they are in the queue. */
  constructor(before: (a: number, b: number) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#size;
  }

  /** The entry whose turn is next. */
  first(): number | undefined {
    return this.#size === 0 ? undefined : this.#heap.of(0);
  }

  has(entry: number): boolean {
    return entry < this.#end && this.#places.of(entry) > 0;
  }

  push(entry: number): void {
    while (this.#end <= entry) this.#places.put(this.#end++, 0);
    this.#rise(this.#size++, entry);
  }

  remove(entry: number): void {
    if (!this.has(entry)) return;
    const place = this.#places.of(entry) - 1;
    this.#places.put(entry, 0);
    const last = this.#heap.of(--this.#size);
    if (last === entry) return;
    // The last one takes the place, and moves from there to where it belongs.
    if (place > 0 && this.#before(last, this.#heap.of((place - 1) >> 1))) this.#rise(place, last);
    else this.#sink(place, last);
  }

  #rise(from: number, entry: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.#heap.of(above);
      if (!this.#before(entry, other)) break;
      this.#put(place, other);
      place = above;
    }
    this.#put(place, entry);
  }

  #sink(from: number, entry: number): void {
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#size) break;
      if (below + 1 < this.#size && this.#before(this.#heap.of(below + 1), this.#heap.of(below))) below++;
      const other = this.#heap.of(below);
      if (!this.#before(other, entry)) break;
      this.#put(place, other);
      place = below;
    }
    this.#put(place, entry);
  }

  #put(place: number, entry: number): void {
    this.#heap.put(place, entry);
    this.#places.put(entry, place + 1);
  }
}
