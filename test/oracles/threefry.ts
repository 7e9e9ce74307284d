const mask = 0xffffffffn;
const rotations = [
  [13n, 15n, 26n, 6n],
  [17n, 29n, 16n, 24n],
] as const;

/** Threefry2x32 with 20 rounds on whole numbers of any size, as its paper writes it down. */
export function threefry2x32(key: readonly [bigint, bigint], counter: readonly [bigint, bigint]): [bigint, bigint] {
  const keys = [key[0], key[1], 0x1bd11bdan ^ key[0] ^ key[1]];
  let [a, b] = [(counter[0] + keys[0]!) & mask, (counter[1] + keys[1]!) & mask];
  for (let round = 0; round < 20; round++) {
    const by = rotations[Math.floor(round / 4) % 2]![round % 4]!;
    a = (a + b) & mask;
    b = (((b << by) | (b >> (32n - by))) & mask) ^ a;
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    a = (a + keys[injection % 3]!) & mask;
    b = (b + keys[(injection + 1) % 3]! + BigInt(injection)) & mask;
  }
  return [a, b];
}

/** The 53-bit uniform of a row under a key of two 32-bit words. */
export function uniformOfRow(key: readonly [number, number], row: number): number {
  const [k0, k1] = key.map((word) => BigInt.asUintN(32, BigInt(word)));
  const [a, b] = threefry2x32([k0!, k1!], [BigInt(row) & mask, BigInt(row) >> 32n]);
  return Number((a >> 5n) * 2n ** 26n + (b >> 6n)) / 2 ** 53;
}
