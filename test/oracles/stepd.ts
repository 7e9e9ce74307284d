import { normal } from '../../src/stats/distributions/normal.js';

/** `moa` doubles the tail, `frouros` does not; both look at falls and rises of the accuracy alike. */
export const stepdForms = { moa: { tails: 2 }, frouros: { tails: 1 } } as const;

/**
 * STEPD on rights (1 = the prediction was right).
 *
 * @returns Rows that alarm; the test starts anew after each.
 */
export function stepdOracle(rights: readonly number[], { tails }: { tails: 1 | 2 }, alpha = 0.003): number[] {
  const alarms: number[] = [];
  let start = 0;
  for (let row = 0; row < rights.length; row++) {
    const recent = rights.slice(Math.max(start, row - 29), row + 1);
    const older = rights.slice(start, Math.max(start, row - 29));
    if (older.length < 30) continue;
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const inverse = 1 / older.length + 1 / recent.length;
    const pooled = (sum(older) + sum(recent)) / (older.length + recent.length);
    if (pooled === 0 || pooled === 1) continue;
    const difference = Math.abs(sum(older) / older.length - sum(recent) / recent.length) - 0.5 * inverse;
    const z = difference / Math.sqrt(pooled * (1 - pooled) * inverse);
    if (tails * normal.sf(Math.abs(z)) >= alpha) continue;
    alarms.push(row);
    start = row + 1;
  }
  return alarms;
}
