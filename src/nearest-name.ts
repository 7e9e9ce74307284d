import { DriftSenseError, type ErrorCode } from './errors.js';

/** The known name with the smallest edit distance, if it is near. A name of more than 100 characters is near to none. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > 100) return undefined;
  let best: string | undefined;
  let least = Math.max(2, Math.ceil(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    // Names of which nothing is left are not near, however short they are.
    if (distance < least && distance < Math.max(name.length, candidate.length)) [best, least] = [candidate, distance];
  }
  return best;
}

/** An unknown option in words, with the nearest known one. */
export const unknownOption = (name: string, known: readonly string[]): string =>
  `unknown option '${name}'${didYouMean(nearestName(name, known))}`;

/** Behind a message about an unknown name: the known one that is near. */
export const didYouMean = (nearest: string | undefined): string =>
  nearest === undefined ? '' : `; did you mean '${nearest}'?`;

/** Refuses a name that is not known: the error names the nearest, and up to fifty of those known. @throws DriftSenseError of the code. */
export function requireName(
  what: 'column' | 'metric' | 'event',
  name: string,
  known: readonly string[],
  code: ErrorCode,
  message: string,
): void {
  if (known.includes(name)) return;
  const nearest = nearestName(name, known);
  throw new DriftSenseError(code, message + didYouMean(nearest), {
    details: { [what]: name, known: known.slice(0, 50), ...(nearest !== undefined && { nearest }) },
  });
}

/** Insertions, deletions, replacements and swaps of neighbours between two short texts. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, rows[i - 1]![j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
