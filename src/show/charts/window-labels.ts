/**
 * Short names of windows for an axis: what all of them share at the start and at the end is left out, but never a part
 * of a number. `stream_0001.csv`, `stream_0002.csv` become `0001`, `0002`. The offset of a local time is left out, too: it
 * changes with the seasons.
 */
export function windowLabels(windows: readonly string[]): readonly string[] {
  if (windows.length < 2) return windows;
  const ids = windows.map((id) => /^([\d-]{10}T\d\d:\d\d)[+-]\d\d:\d\d$/.exec(id)?.[1] ?? id);
  const characters = ids.map((id) => Array.from(id));
  const shortest = characters.reduce((least, { length }) => Math.min(least, length), Infinity);
  const first = characters[0] ?? [];
  const shared = (take: (text: readonly string[], k: number) => string | undefined, most: number): number => {
    let k = 0;
    while (k < most && characters.every((text) => take(text, k) === take(first, k))) k++;
    // A dash belongs to a number only behind a digit: in `2026-03`, not in `day-3`.
    let end = k;
    while (k > 0 && isNumberPart(take(first, k - 1))) if (isDigit(take(first, --k))) end = k;
    return end;
  };
  const start = shared((text, k) => text[k], shortest);
  const end = shared((text, k) => text.at(-1 - k), shortest - start);
  return characters.map((text) => text.slice(start, text.length - end).join('') || text.join(''));
}

const isDigit = (character: string | undefined): boolean => character !== undefined && /\p{N}/u.test(character);

const isNumberPart = (character: string | undefined): boolean => character !== undefined && /[\p{N}-]/u.test(character);

/** Indices of about `count` labels, evenly spread and always with the first. */
export function labelled(length: number, count: number): readonly number[] {
  const step = Math.max(1, Math.ceil(length / Math.max(1, count)));
  return Array.from({ length: Math.ceil(length / step) }, (_, k) => k * step);
}
