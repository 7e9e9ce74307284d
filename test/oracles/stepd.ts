import { normal } from '../../src/stats/distributions/normal.js';

/** How a published STEPD takes its p-value; all look at falls and rises of the accuracy alike. */
export interface StepdForm {
  readonly tails: 1 | 2;
  /** A Z below zero, where the correction for continuity exceeds the difference, counts as far from zero too. */
  readonly absolute: boolean;
  /** Rows that are all alike have no Z (0/0): no verdict, or always an alarm. */
  readonly allAlike: 'no verdict' | 'alarms';
}

export const stepdForms = {
  /** One-sided in either direction at once. */
  ours: { tails: 1, absolute: false, allAlike: 'no verdict' },
  moa: { tails: 2, absolute: true, allAlike: 'no verdict' },
  frouros: { tails: 1, absolute: true, allAlike: 'alarms' },
} as const satisfies Record<string, StepdForm>;

/**
 * STEPD on rights (1 = the prediction was right).
 *
 * @returns Rows that alarm; the test starts anew after each.
 */
export function stepdOracle(rights: readonly number[], form: StepdForm, alpha = 0.003): number[] {
  const alarms: number[] = [];
  let start = 0;
  for (let row = 0; row < rights.length; row++) {
    const recent = rights.slice(Math.max(start, row - 29), row + 1);
    const older = rights.slice(start, Math.max(start, row - 29));
    if (older.length < 30) continue;
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const inverse = 1 / older.length + 1 / recent.length;
    const pooled = (sum(older) + sum(recent)) / (older.length + recent.length);
    const difference = Math.abs(sum(older) / older.length - sum(recent) / recent.length) - 0.5 * inverse;
    const z = difference / Math.sqrt(pooled * (1 - pooled) * inverse);
    const alike = pooled === 0 || pooled === 1;
    if (alike && form.allAlike === 'no verdict') continue;
    if (!alike && form.tails * normal.sf(form.absolute ? Math.abs(z) : z) >= alpha) continue;
    alarms.push(row);
    start = row + 1;
  }
  return alarms;
}
