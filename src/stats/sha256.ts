const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);

/** The first 32 bits behind the point. No root here comes closer to a whole number of them than 1e-4; a double errs by 1e-6. */
const fraction32 = (root: number): number => ((root % 1) * 2 ** 32) | 0;
const roundConstants = Int32Array.from(primes, (p) => fraction32(Math.cbrt(p)));
const initialHash = primes.slice(0, 8).map((p) => fraction32(Math.sqrt(p)));

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The message followed by a one bit, zeros, and its length in bits, in whole blocks of 64 bytes (section 5.1.1). */
function padded(bytes: Uint8Array): DataView {
  const view = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setUint32(view.byteLength - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(view.byteLength - 4, (bytes.length << 3) >>> 0);
  return view;
}

/**
 * SHA-256 of bytes as 64 hexadecimal digits, synchronous and without the platform's crypto, so that it runs the same in
 * browsers.
 *
 * @see FIPS 180-4, sections 4.1.2, 5 and 6.2.
 * @example sha256(new TextEncoder().encode('abc')); // 'ba7816bf…f20015ad'
 */
export function sha256(bytes: Uint8Array): string {
  const hash = Int32Array.from(initialHash);
  const schedule = new Int32Array(64);
  const message = padded(bytes);
  for (let block = 0; block < message.byteLength; block += 64) compress(hash, schedule, message, block);
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function compress(hash: Int32Array, w: Int32Array, message: DataView, block: number): void {
  for (let t = 0; t < 16; t++) w[t] = message.getInt32(block + 4 * t);
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15]!;
    const y = w[t - 2]!;
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[t] = w[t - 16]! + s0 + w[t - 7]! + s1;
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + roundConstants[t]! + w[t]!) | 0;
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const words = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) hash[i] = hash[i]! + words[i]!;
}
