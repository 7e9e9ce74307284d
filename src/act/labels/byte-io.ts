/** Whether a number is written in one byte. */
export const isShort = (x: number): boolean => Number.isInteger(x) && x >= 0 && x < 128;

/** Numbers one after the other as bytes, whatever the byte order of the machine. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  byte(value: number): void {
    this.#reserve();
    this.#bytes[this.#size++] = value;
  }

  word(value: number): void {
    this.#reserve();
    this.#view.setInt32(this.#size, value, true);
    this.#size += 4;
  }

  double(value: number): void {
    this.#reserve();
    this.#view.setFloat64(this.#size, value, true);
    this.#size += 8;
  }

  /** A whole number below 128 in one byte, any other in eight. */
  number(value: number): void {
    if (isShort(value)) this.byte(value);
    else this.double(value);
  }

  /** A whole number from 0 on, exact up to 2⁵³, seven bits a byte, the lowest first. */
  unsigned(value: number): void {
    this.#reserve();
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#size++] = (rest % 128) + 128;
    this.#bytes[this.#size++] = rest;
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** What was written, in whole groups of so many bytes; the rest stays. */
  take(group: number): Uint8Array {
    const taken = this.#bytes.slice(0, this.#size - (this.#size % group));
    this.#bytes.copyWithin(0, taken.length, this.#size);
    this.#size -= taken.length;
    return taken;
  }

  /** Room for one number more. */
  #reserve(): void {
    if (this.#size + 16 <= this.#bytes.length) return;
    const longer = new Uint8Array(2 * this.#bytes.length);
    longer.set(this.#bytes);
    this.#bytes = longer;
    this.#view = new DataView(longer.buffer);
  }
}

/** Reads what `ByteWriter` wrote. Past the end, or where no number is, everything is 0 and `failed` is true. */
export class ByteReader {
  readonly #view: DataView;
  #from = 0;
  /** Something was not there, or was no number. */
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#view.byteLength - this.#from;
  }

  byte(): number {
    return this.#take(1) ? this.#view.getUint8(this.#from - 1) : 0;
  }

  word(): number {
    return this.#take(4) ? this.#view.getInt32(this.#from - 4, true) : 0;
  }

  double(): number {
    return this.#take(8) ? this.#view.getFloat64(this.#from - 8, true) : 0;
  }

  number(short: boolean): number {
    return short ? this.byte() : this.double();
  }

  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      if (scale > 2 ** 49) this.failed = true;
      if (this.failed) return 0;
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #take(count: number): boolean {
    if (this.left < count) {
      this.failed = true;
      this.#from = this.#view.byteLength;
      return false;
    }
    this.#from += count;
    return true;
  }
}
