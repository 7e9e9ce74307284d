type Numbers = Float64Array | Int32Array;

/** Entries of a part, as a power of two: so many are copied at most when there is no room left, and no more ever move. */
const shift = 13;
const last = 2 ** shift - 1;

/** Numbers in parts: a first one that is doubled until it is whole, others as they are needed. */
export class LongArray {
  readonly #kind: new (length: number) => Numbers;
  readonly #parts: Numbers[];

  constructor(kind: new (length: number) => Numbers) {
    this.#kind = kind;
    this.#parts = [new kind(256)];
  }

  /** What was put in a place. */
  of(place: number): number {
    return this.#parts[place >> shift]![place & last]!;
  }

  /** There is something in every place before, or in this one. */
  put(place: number, value: number): void {
    const part = this.#parts[place >> shift];
    const at = place & last;
    if (part !== undefined && at < part.length) part[at] = value;
    else this.#add(part, at, value);
  }

  #add(full: Numbers | undefined, at: number, value: number): void {
    const part = new this.#kind(full ? 2 * full.length : last + 1);
    if (full) part.set(full);
    this.#parts[full ? 0 : this.#parts.length] = part;
    part[at] = value;
  }
}
