/** Four 32-bit words that nobody who sends ids should know. */
export type HashKey = readonly [number, number, number, number];

/**
 * SipHash-2-4 of texts (their UTF-16 code units, little-endian): 64 bits that cannot be told from chance without the key.
 * Two of a million ids share them with probability 3e-8. Writes the result into fields, so that hashing allocates nothing.
 *
 * @see J.-P. Aumasson & D. J. Bernstein, "SipHash: a fast short-input PRF" (2012)
 */
export class KeyedHash {
  readonly key: HashKey;
  /** The halves of the last hash, as signed integers. */
  high = 0;
  low = 0;
  /** v0 … v3, each as low and high half. */
  readonly #v = new Int32Array(8);

  constructor(key: HashKey) {
    this.key = key;
  }

  update(text: string): void {
    const v = this.#v;
    const [k0, k1, k2, k3] = this.key;
    v[0] = k0 ^ 0x70736575;
    v[1] = k1 ^ 0x736f6d65;
    v[2] = k2 ^ 0x6e646f6d;
    v[3] = k3 ^ 0x646f7261;
    v[4] = k0 ^ 0x6e657261;
    v[5] = k1 ^ 0x6c796765;
    v[6] = k2 ^ 0x79746573;
    v[7] = k3 ^ 0x74656462;
    const whole = text.length & ~3;
    for (let i = 0; i < whole; i += 4)
      absorb(
        v,
        text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16),
        text.charCodeAt(i + 2) | (text.charCodeAt(i + 3) << 16),
      );
    // What is left, and the length in bytes in the last byte.
    const unit = (i: number): number => (i < text.length ? text.charCodeAt(i) : 0);
    absorb(v, unit(whole) | (unit(whole + 1) << 16), unit(whole + 2) | ((2 * text.length) << 24));
    v[4] = v[4] ^ 0xff;
    for (let i = 0; i < 4; i++) round(v);
    this.low = v[0] ^ v[2] ^ v[4] ^ v[6];
    this.high = v[1] ^ v[3] ^ v[5] ^ v[7];
  }
}

function absorb(v: Int32Array, low: number, high: number): void {
  v[6] = v[6]! ^ low;
  v[7] = v[7]! ^ high;
  round(v);
  round(v);
  v[0] = v[0]! ^ low;
  v[1] = v[1]! ^ high;
}

function round(v: Int32Array): void {
  let [v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h] = [v[0]!, v[1]!, v[2]!, v[3]!, v[4]!, v[5]!, v[6]!, v[7]!];
  let t: number;

  t = (v0l + v1l) | 0;
  v0h = (v0h + v1h + carry(t, v0l)) | 0;
  v0l = t;
  t = (v1l << 13) | (v1h >>> 19);
  v1h = ((v1h << 13) | (v1l >>> 19)) ^ v0h;
  v1l = t ^ v0l;
  t = v0l; // rotated by 32: the halves change places
  v0l = v0h;
  v0h = t;

  t = (v2l + v3l) | 0;
  v2h = (v2h + v3h + carry(t, v2l)) | 0;
  v2l = t;
  t = (v3l << 16) | (v3h >>> 16);
  v3h = ((v3h << 16) | (v3l >>> 16)) ^ v2h;
  v3l = t ^ v2l;

  t = (v0l + v3l) | 0;
  v0h = (v0h + v3h + carry(t, v0l)) | 0;
  v0l = t;
  t = (v3l << 21) | (v3h >>> 11);
  v3h = ((v3h << 21) | (v3l >>> 11)) ^ v0h;
  v3l = t ^ v0l;

  t = (v2l + v1l) | 0;
  v2h = (v2h + v1h + carry(t, v2l)) | 0;
  v2l = t;
  t = (v1l << 17) | (v1h >>> 15);
  v1h = ((v1h << 17) | (v1l >>> 15)) ^ v2h;
  v1l = t ^ v2l;

  v[0] = v0l;
  v[1] = v0h;
  v[2] = v1l;
  v[3] = v1h;
  v[4] = v2h; // rotated by 32
  v[5] = v2l;
  v[6] = v3l;
  v[7] = v3h;
}

/** Whether a sum of two 32-bit words went over, by the sum and one of them. */
const carry = (sum: number, word: number): number => (sum >>> 0 < word >>> 0 ? 1 : 0);
