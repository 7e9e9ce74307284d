/** A seeded uniform source for generated files (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The bytes cut at random places: sometimes whole, sometimes one by one. */
export function* randomChunks(bytes: Uint8Array, next: () => number): Generator<Uint8Array> {
  const longest = [1, 2, 7, 64, 100_000][Math.floor(next() * 5)]!;
  for (let from = 0; from < bytes.length;) {
    const length = 1 + Math.floor(next() * longest);
    yield bytes.slice(from, from + length);
    from += length;
  }
}
