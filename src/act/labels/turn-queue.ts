/**
 * A binary heap of small integers, each at most once, that also gives up one from its middle. Memory four bytes per entry
 * and four per possible entry; `push` of the last in order takes constant time, anything else O(log n).
 */
export class TurnQueue {
  readonly #before: (a: number, b: number) => boolean;
  #heap = new Int32Array(64);
  /** Place in the heap plus one, by entry; 0 = not in it. */
  #places = new Int32Array(64);
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
    return this.#size === 0 ? undefined : this.#heap[0];
  }

  has(entry: number): boolean {
    return (this.#places[entry] ?? 0) > 0;
  }

  push(entry: number): void {
    if (this.#size === this.#heap.length) this.#heap = grown(this.#heap, 2 * this.#size);
    if (entry >= this.#places.length) this.#places = grown(this.#places, Math.max(2 * this.#places.length, entry + 1));
    this.#rise(this.#size++, entry);
  }

  remove(entry: number): void {
    const place = (this.#places[entry] ?? 0) - 1;
    if (place < 0) return;
    this.#places[entry] = 0;
    const last = this.#heap[--this.#size]!;
    if (last === entry) return;
    // The last one takes the place, and moves from there to where it belongs.
    if (place > 0 && this.#before(last, this.#heap[(place - 1) >> 1]!)) this.#rise(place, last);
    else this.#sink(place, last);
  }

  #rise(from: number, entry: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.#heap[above]!;
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
      if (below + 1 < this.#size && this.#before(this.#heap[below + 1]!, this.#heap[below]!)) below++;
      const other = this.#heap[below]!;
      if (!this.#before(other, entry)) break;
      this.#put(place, other);
      place = below;
    }
    this.#put(place, entry);
  }

  #put(place: number, entry: number): void {
    this.#heap[place] = entry;
    this.#places[entry] = place + 1;
  }
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(array);
  return longer;
}
