const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const pad = 0x3d;
const digits = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const values = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) values[digits[i]!] = i;

/** Bytes as the letters of base64. A platform without Node has only `btoa`, for texts and several times slower. */
export function base64(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text[to++] = digits[word >>> 18]!;
    text[to++] = digits[(word >>> 12) & 63]!;
    text[to++] = left > 1 ? digits[(word >>> 6) & 63]! : pad;
    text[to++] = left > 2 ? digits[word & 63]! : pad;
  }
  return text;
}

/** The bytes of what `base64` wrote, or undefined for any other text. */
export function fromBase64(text: string): Uint8Array | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  if (text.length % 4 !== 0) return undefined;
  const bytes = new Uint8Array((text.length / 4) * 3);
  const end = text.length - padding;
  const value = (i: number): number => (i < end ? (values[text.charCodeAt(i)] ?? -1) : 0);
  for (let i = 0, to = 0; i < text.length; i += 4) {
    const word = (value(i) << 18) | (value(i + 1) << 12) | (value(i + 2) << 6) | value(i + 3);
    if (word < 0) return undefined; // one of them is -1
    bytes[to++] = word >>> 16;
    bytes[to++] = (word >>> 8) & 255;
    bytes[to++] = word & 255;
  }
  return bytes.subarray(0, bytes.length - padding);
}
