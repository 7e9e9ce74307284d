/** Orders texts by code point, as every engine and language can (UTF-16 order differs beyond the basic plane). */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.codePointAt(i)!;
    const y = b.codePointAt(i)!;
    if (x !== y) return x - y;
    if (x > 0xffff) i++;
  }
  return a.length - b.length;
}

/** Categories with counts, the most frequent first, ties by code point. */
export function byFrequency(counts: Iterable<readonly [string, number]>): (readonly [string, number])[] {
  return [...counts].sort((a, b) => b[1] - a[1] || byCodePoint(a[0], b[0]));
}
