import type { WindowInfo } from '../contracts/window-report.js';
import { countText } from './number-text.js';

const dayMs = 86_400_000;

// No stream reaches row 10^11, and no monitored time lies before 1973: below it is a row number, above it a time.
const isTime = (x: number): boolean => x >= 1e11;

/** When or where a window lies: `2026-01-01 to 2026-01-02` or `rows 0 to 1,999`. Undefined when it has no extent. */
export function spanText({ from, to }: WindowInfo): string | undefined {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return undefined;
  if (!isTime(from)) return `rows ${countText(from)} to ${countText(to)}`;
  const text = to - from >= 2 * dayMs ? day : minute;
  return `${text(from)} to ${text(to)} UTC`;
}

/** `2026-01-01`, in UTC. The last day that a date can be stands for all later ones. */
const day = (at: number): string => new Date(Math.min(at, 8.64e15)).toISOString().split('T')[0]!;
/** `2026-01-01 09:30`, in UTC. */
const minute = (at: number): string => new Date(Math.min(at, 8.64e15)).toISOString().slice(0, -8).replace('T', ' ');

/** A window in a sentence: a bare number says nothing without the word. */
export const windowName = (id: string): string => (/^\d+$/.test(id) ? `window ${id}` : id);
