const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** A word with every bit spread over the whole of it (the finaliser of MurmurHash3, A. Appleby). */
function avalanche(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * A fast 64-bit fingerprint of a text (its UTF-16 code units) or of bytes, as 16 hexadecimal digits: two 32-bit lanes of
 * multiply and rotate with different constants, mixed into each other at the end. Not for secrets: use `sha256` there.
 *
 * @example hash64('amount'); // the same 16 digits on every machine
 */
export function hash64(data: string | Uint8Array): string {
  const [high, low] = hashLanes(data);
  return hex(high) + hex(low);
}

/** The two lanes of `hash64` as 32-bit integers. */
export function hashLanes(data: string | Uint8Array): readonly [high: number, low: number] {
  let a = 0x9e3779b9;
  let b = 0x7f4a7c15 ^ data.length;
  const isText = typeof data === 'string';
  for (let i = 0; i < data.length; i++) {
    const unit = isText ? data.charCodeAt(i) : (data[i] ?? 0);
    a = Math.imul(a ^ unit, 0x5ad1e807);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ unit, 0x27d4eb2f);
    b = (b << 17) | (b >>> 15);
  }
  const high = avalanche(a ^ Math.imul(b, 0x165667b1));
  const low = avalanche(b ^ Math.imul(high, 0x9e3779b1));
  return [high, low];
}
