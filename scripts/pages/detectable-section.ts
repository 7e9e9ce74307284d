import { type DetectableRate, detectableSizes } from '../../test/calibration/detectable.js';

const three = (share: number): string => share.toFixed(3).replace(/^0/, '');
const count = (n: number): string => n.toLocaleString('en');

/** What `minimumDetectableEffect` states is found this often: one row per column and reference, one cell per window. */
export function detectableTable(rows: readonly DetectableRate[]): string {
  const { references, windows } = detectableSizes;
  const columns = [...new Set(rows.map(({ column }) => column))];
  const cell = (column: string, reference: number, window: number): string => {
    const shares = rows
      .filter((row) => row.column === column && row.reference === reference && row.window === window)
      .map(({ found, runs }) => found / runs);
    return `${three(Math.min(...shares))} to ${three(Math.max(...shares))}`;
  };
  return [
    `| Column | Reference | ${windows.map((rows_) => `Windows of ${count(rows_)}`).join(' | ')} |`,
    `|---|---|${'---|'.repeat(windows.length)}`,
    ...columns.flatMap((column) =>
      references.map(
        (reference) =>
          `| ${column} | ${count(reference)} | ${windows.map((window) => cell(column, reference, window)).join(' | ')} |`,
      ),
    ),
  ].join('\n');
}
