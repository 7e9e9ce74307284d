import type { ReferenceColumn, WindowColumn } from '../../contracts/profiles.js';
import { limits } from '../../limits.js';
import { runsOfMissing } from '../../profile/runs-of-missing.js';

/** Rows in which a column was missing since it fell silent, and those in between in which it was not. */
export interface Silence {
  readonly missing: number;
  readonly values: number;
}

/** A silent window has at most this share of values left. */
const strayShare = 0.01;
/** A silence is one that the reference does not know when it is so many times as long as its longest. */
const timesLongest = 2;

/** At least so many rows in a row were missing, in whatever order they came: values part them into one run more than there are values. */
export const rowsInARow = ({ missing, values }: Silence): number => Math.ceil(missing / (values + 1));

/** What a window adds to a silence; `undefined` when the column has values. */
export function silenceAfter(before: Silence | undefined, { size, missing }: WindowColumn): Silence | undefined {
  const alone = { missing, values: size - missing };
  if (size === 0 || alone.values > strayShare * size) return undefined;
  const joined = { missing: missing + (before?.missing ?? 0), values: alone.values + (before?.values ?? 0) };
  return rowsInARow(joined) > rowsInARow(alone) ? joined : alone;
}

/**
 * Whether a silence is worth telling: longer than twice the longest that the reference knows, and three windows long.
 * Where missing rows come in runs, so that a window of them says little by its share alone, it is told with the first.
 */
export function isNewSilence(silence: Silence, windows: number, reference: ReferenceColumn): boolean {
  if (rowsInARow(silence) <= timesLongest * (reference.tempering?.longestMissing ?? 0)) return false;
  return windows >= limits.frozenWindows || runsOfMissing(reference) > 1;
}
