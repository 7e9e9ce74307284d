import { numericColumns } from '../data.js';
import { measureGrowth } from '../growth.js';
import { parseCsv } from '../../src/source/csv.js';

await measureGrowth(
  'Reading CSV, rows (10 columns)',
  [5_000, 10_000, 20_000, 40_000, 80_000],
  (rows) => {
    const columns = Object.values(numericColumns(rows, 10, 'csv'));
    const lines = Array.from({ length: rows }, (_, row) => columns.map((values) => values[row]!.toFixed(6)).join(','));
    const bytes = new TextEncoder().encode(`${columns.map((_, k) => `x${k}`).join(',')}\n${lines.join('\n')}\n`);
    return () => parseCsv([bytes]);
  },
  7,
);
