import { tail, type TailLevel } from '../../test/calibration/tail-levels.js';

/** Levels far in the tail, as multiples of what was asked for. */
export function tailTable(rows: readonly TailLevel[]): string {
  const times = ({ rejected, runs }: TailLevel): string[] =>
    tail.levels.map((level, i) => (rejected[i]! / runs / level).toFixed(2));
  return [
    `| Test | Column | Moved by | ${tail.levels.map((level) => `at ${level}`).join(' | ')} |`,
    `|---|---|---|${'---|'.repeat(tail.levels.length)}`,
    ...rows.map(
      (row) =>
        `| \`${row.test}\` | ${row.column} | ${row.tolerance === 0 ? '–' : `its tolerance of ${row.tolerance}`} | ${times(row).join(' | ')} |`,
    ),
  ].join('\n');
}
