/** Bytes that are copied between two turns of the event loop: some milliseconds. */
const bytesOfStep = 2_097_152;

/** Bytes one after the other, put together in steps of a few milliseconds. */
export function* joinedBytes(parts: readonly Uint8Array[]): Generator<undefined, Uint8Array> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let size = 0;
  let left = bytesOfStep;
  for (const part of parts)
    for (let from = 0; from < part.length;) {
      const block = part.subarray(from, from + left);
      whole.set(block, size);
      from += block.length;
      size += block.length;
      left -= block.length;
      if (left > 0) continue;
      left = bytesOfStep;
      yield;
    }
  return whole;
}
