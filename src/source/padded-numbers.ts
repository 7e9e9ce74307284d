/** A number as it prints, with zeros at the end of its fraction: `padded(1.5, 1, '.')` is '1.50', `padded(2, 1, ',')` '2,0'. */
export function padded(value: number, zeros: number, decimal: string): string {
  const printed = String(value);
  return `${printed}${zeros > 0 && !printed.includes('.') ? '.' : ''}${'0'.repeat(zeros)}`.replace('.', decimal);
}

/** Numbers with zeros at the end of their fraction to codes 0, 1, 2, … in order of first appearance. */
export class PaddedNumbers {
  size = 0;
  #slots = new Int32Array(64);
  #values = new Float64Array(32);
  #zeros = new Uint8Array(32);
  readonly #double = new Float64Array(1);
  readonly #halves = new Int32Array(this.#double.buffer);

  /** @param value - Neither NaN nor -0. */
  codeOf(value: number, zeros: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hashOf(value, zeros) & mask;
    for (let code = this.#slots[slot]! - 1; code >= 0; code = this.#slots[slot]! - 1) {
      if (this.#values[code] === value && this.#zeros[code] === zeros) return code;
      slot = (slot + 1) & mask;
    }
    const code = this.size++;
    this.#slots[slot] = code + 1;
    this.#values[code] = value;
    this.#zeros[code] = zeros;
    if (this.size === this.#values.length) this.#grow();
    return code;
  }

  /** All of them as they are written, by code. */
  texts(decimal: string): string[] {
    return Array.from({ length: this.size }, (_, code) => padded(this.#values[code]!, this.#zeros[code]!, decimal));
  }

  /** Twice the room; the table stays at most half full. */
  #grow(): void {
    const values = new Float64Array(this.size * 2);
    values.set(this.#values);
    this.#values = values;
    const zeros = new Uint8Array(this.size * 2);
    zeros.set(this.#zeros);
    this.#zeros = zeros;
    this.#slots = new Int32Array(this.size * 4);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      let slot = this.#hashOf(values[code]!, zeros[code]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }

  #hashOf(value: number, zeros: number): number {
    this.#double[0] = value;
    const mixed = Math.imul(this.#halves[0]! ^ Math.imul(this.#halves[1]! ^ zeros, 0x85ebca6b), 0xc2b2ae35);
    return mixed ^ (mixed >>> 15);
  }
}
