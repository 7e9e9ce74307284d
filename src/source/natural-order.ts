/**
 * Order of names with numbers in them: runs of digits by their number, the rest by code unit, so `day2` comes before
 * `day10`. Names that differ only in leading zeros keep a fixed order. For `Array.sort`.
 *
 * @example
 * ['day10.csv', 'day2.csv'].toSorted(naturalOrder); // ['day2.csv', 'day10.csv']
 */
export function naturalOrder(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const runA = digitsFrom(a, i);
    const runB = digitsFrom(b, j);
    if (runA > i && runB > j) {
      const [numberA, numberB] = [withoutZeros(a, i, runA), withoutZeros(b, j, runB)];
      if (numberA.length !== numberB.length) return numberA.length - numberB.length;
      if (numberA !== numberB) return numberA < numberB ? -1 : 1;
      i = runA;
      j = runB;
    } else {
      if (a[i] !== b[j]) return a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
  }
  return a.length - i - (b.length - j) || (a < b ? -1 : a > b ? 1 : 0);
}

function digitsFrom(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
  return at;
}

function withoutZeros(text: string, from: number, to: number): string {
  let at = from;
  while (at < to - 1 && text[at] === '0') at++;
  return text.slice(at, to);
}
