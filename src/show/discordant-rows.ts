import { countOf, countText } from './number-text.js';

/** What the record of a gate says of rows that only one of two models gets right. */
interface PairedRows {
  readonly rows?: unknown;
  readonly b?: unknown;
  readonly c?: unknown;
}

/** The rows on which two models differ, in words; undefined where the gate did not count them. */
export function discordantRows(
  { rows, b, c }: PairedRows,
  version: number,
  champion: number | undefined,
): string | undefined {
  if (typeof rows !== 'number' || typeof b !== 'number' || typeof c !== 'number') return undefined;
  return `only version ${version} is right on ${countText(b)} of ${countOf(rows, 'held-out row')}, only version ${champion ?? '–'} on ${countText(c)}`;
}
