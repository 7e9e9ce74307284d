const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const pad = 0x3d;
const digits = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const values = new Int8Array(256).fill(-1);
digits.forEach((digit, i) => (values[digit] = i));

/** Bytes as the letters of base64. A platform without Node has only `btoa`, for texts and several times slower. */
export function base64(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!; // behind the end, 0
    for (let shift = 18; shift >= 0; shift -= 6) text[to++] = digits[(word >>> shift) & 63]!;
  }
  return text.fill(pad, Math.ceil((bytes.length * 4) / 3));
}

/** Letters that are read between two turns of the event loop: some milliseconds. */
const lettersOfStep = 262_144;

/** The bytes of what `base64` wrote, or undefined for any other letters; in steps of a few milliseconds. */
export function* fromBase64(letters: Uint8Array): Generator<undefined, Uint8Array | undefined> {
  const { length } = letters;
  const padding = letters[length - 1] !== pad ? 0 : letters[length - 2] === pad ? 2 : 1;
  if (length % 4 !== 0) return undefined;
  const bytes = new Uint8Array((length / 4) * 3);
  const end = length - padding;
  const value = (i: number): number => (i < end ? values[letters[i]!]! : 0);
  for (let i = 0, to = 0; i < length; i += 4) {
    if (i > 0 && i % lettersOfStep === 0) yield;
    const word = (value(i) << 18) | (value(i + 1) << 12) | (value(i + 2) << 6) | value(i + 3);
    if (word < 0) return undefined; // one of them is -1
    bytes[to++] = word >>> 16;
    bytes[to++] = (word >>> 8) & 255;
    bytes[to++] = word & 255;
  }
  return bytes.subarray(0, bytes.length - padding);
}
