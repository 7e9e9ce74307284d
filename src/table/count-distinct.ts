/** Multiplier of multiplicative hashing: 2³² over the golden ratio. */
const golden = 0x9e3779b1;

/**
 * Counts different numbers one by one, up to a limit, in one typed array: a set of boxed numbers would cost ten times as much.
 * Zeros of either sign are the same number.
 */
export class DistinctNumbers {
  /** Different numbers so far. */
  size = 0;
  /** Open addressing; NaN where free. */
  readonly #slots: Float64Array;
  readonly #shift: number;
  readonly #number = new Float64Array(1);
  readonly #words = new Uint32Array(this.#number.buffer);

  /** @param limit - Different numbers it has room for. */
  constructor(limit: number) {
    const bits = Math.max(4, Math.ceil(Math.log2(limit)) + 1);
    this.#slots = new Float64Array(2 ** bits).fill(Number.NaN);
    this.#shift = 32 - bits;
  }

  /** @param x - A number that is not NaN. */
  add(x: number): void {
    const slots = this.#slots;
    this.#number[0] = x + 0;
    let slot = Math.imul(this.#words[0]! ^ Math.imul(this.#words[1]!, 0x85ebca6b), golden) >>> this.#shift;
    for (;;) {
      const there = slots[slot]!;
      if (there === x) return;
      if (there !== there) break;
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = x;
    this.size++;
  }
}
