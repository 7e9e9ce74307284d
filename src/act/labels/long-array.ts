type Numbers = Float64Array | Int32Array;

/** Entries of a part, as a power of two: so many are copied at most when there is no room left, and no more ever move. */
const shift = 13;
const last = 2 ** shift - 1;

/** Numbers in parts: a first one that is doubled until it is whole, others as they are needed. */
export class LongArray {
  readonly #kind: new (length: number) => Numbers;
  readonly #parts: Numbers[];
  /** Parts that a frozen copy reads: each is copied before anything is put into it. */
  #lent: readonly Numbers[] | undefined;

  constructor(kind: new (length: number) => Numbers, parts = [new kind(256)]) {
    this.#kind = kind;
    this.#parts = parts;
  }

  /** What was put in a place. */
  of(place: number): number {
    return this.#parts[place >> shift]![place & last]!;
  }

  /** There is something in every place before, or in this one. */
  put(place: number, value: number): void {
    const part = this.#parts[place >> shift];
    const at = place & last;
    if (part !== undefined && at < part.length && part !== this.#lent?.[place >> shift]) part[at] = value;
    else this.#add(place, part, value);
  }

  /** What is in it now, whatever is put in later. Parts are copied as they change, until `thaw`. */
  frozen(): LongArray {
    const copy = new LongArray(this.#kind, this.#parts.slice());
    this.#lent = copy.#parts;
    return copy;
  }

  /** The frozen copy is not read any longer. */
  thaw(): void {
    this.#lent = undefined;
  }

  #add(place: number, full: Numbers | undefined, value: number): void {
    const at = place & last;
    const part = new this.#kind(full ? (at < full.length ? 1 : 2) * full.length : last + 1);
    if (full) part.set(full);
    this.#parts[place >> shift] = part;
    part[at] = value;
  }
}
