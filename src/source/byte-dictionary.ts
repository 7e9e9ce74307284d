/** Entries in a row of the table after which its hash no longer serves: someone chose the texts to collide. */
const longestRun = 64;

/**
 * Texts to codes 0, 1, 2, … in order of first appearance, looked up by their UTF-8 bytes, so that a text that was met before
 * costs no string, and a new one none before all texts are asked for. Open addressing over FNV-1a; texts made to collide only
 * make it fall back to a `Map`, whose hash is seeded, so that no input is quadratic.
 */
export class ByteDictionary {
  size = 0;
  #slots = new Int32Array(64);
  #hashes = new Int32Array(32);
  /** Where each text begins in the arena; one more entry than texts. */
  #starts = new Int32Array(33);
  #arena = new Uint8Array(512);
  /** The code met last for the length and the last byte of a text: often that of the next one alike. */
  readonly #guesses = new Int32Array(64).fill(-1);
  #byText: Map<string, number> | undefined;

  /** @throws TypeError when the bytes are not valid UTF-8. */
  codeOf(bytes: Uint8Array, from: number, to: number): number {
    if (this.#byText !== undefined) return this.#codeOfText(this.#byText, bytes, from, to);
    const guess = (to - from + bytes[to - 1]! * 5) & 63;
    const guessed = this.#guesses[guess]!;
    if (guessed >= 0 && this.#holds(guessed, bytes, from, to)) return guessed;
    const code = this.#lookUp(bytes, from, to);
    this.#guesses[guess] = code;
    return code;
  }

  #lookUp(bytes: Uint8Array, from: number, to: number): number {
    let hash = -2_128_831_035;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 16_777_619);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    let run = 0;
    for (let code = this.#slots[slot]! - 1; code >= 0; code = this.#slots[slot]! - 1) {
      if (this.#hashes[code] === hash && this.#holds(code, bytes, from, to)) return code;
      if (++run > longestRun) {
        this.#byText = new Map(this.texts().map((text, index) => [text, index]));
        return this.#codeOfText(this.#byText, bytes, from, to);
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(hash, slot, bytes, from, to);
  }

  /** All texts, by code. */
  texts(): string[] {
    if (this.#byText !== undefined) return [...this.#byText.keys()];
    const starts = this.#starts;
    return Array.from({ length: this.size }, (_, code) => decode(this.#arena, starts[code]!, starts[code + 1]!));
  }

  #codeOfText(byText: Map<string, number>, bytes: Uint8Array, from: number, to: number): number {
    const text = decode(bytes, from, to);
    let code = byText.get(text);
    if (code === undefined) {
      code = this.size++;
      byText.set(text, code);
    }
    return code;
  }

  #holds(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[code]!;
    if (this.#starts[code + 1]! - start !== to - from) return false;
    for (let i = from, at = start; i < to; i++, at++) if (bytes[i] !== this.#arena[at]) return false;
    return true;
  }

  #add(hash: number, slot: number, bytes: Uint8Array, from: number, to: number): number {
    checkText(bytes, from, to);
    const code = this.size++;
    const start = this.#starts[code]!;
    const end = start + to - from;
    if (end > this.#arena.length) this.#arena = enlarged(this.#arena, new Uint8Array(end * 2));
    this.#arena.set(bytes.subarray(from, to), start);
    this.#starts[code + 1] = end;
    this.#hashes[code] = hash;
    this.#slots[slot] = code + 1;
    if (this.size === this.#hashes.length) this.#grow();
    return code;
  }

  /** Twice the room; the table stays at most half full. */
  #grow(): void {
    const room = this.#hashes.length * 2;
    this.#hashes = enlarged(this.#hashes, new Int32Array(room));
    this.#starts = enlarged(this.#starts, new Int32Array(room + 1));
    this.#slots = new Int32Array(room * 2);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      let slot = this.#hashes[code]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }
}

function enlarged<T extends Int32Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of UTF-8 bytes; a byte order mark inside a file is a character like any other.
 *
 * @throws TypeError when they are not valid UTF-8.
 */
export function decode(bytes: Uint8Array, from: number, to: number): string {
  // A decoder costs more to call than a short ASCII text costs to build.
  if (to - from > 24) return utf8.decode(bytes.subarray(from, to));
  let text = '';
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte > 127) return utf8.decode(bytes.subarray(from, to));
    text += String.fromCharCode(byte);
  }
  return text;
}

function checkText(bytes: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++)
    if (bytes[i]! > 127) {
      utf8.decode(bytes.subarray(from, to));
      return;
    }
}
