// Ratios of two things in one run, and growth, in processor time. Run: npm run bench
import { parseCsv } from '../src/source/csv.js';
import { numericColumns, textColumn } from './data.js';
import { judgeOver, plainPass } from './judge.js';
import { compareTimes, logLogSlope, timeOf } from './measure.js';

const figure = (x: number) => x.toPrecision(3);

const judge = judgeOver(numericColumns(100_000, 20, 'reference'));
for (const [what, shift] of [
  ['without drift', 0],
  ['every column drifted', 0.3],
] as const) {
  const window = numericColumns(20_000, 20, 'window', shift);
  const { ratio, one, other } = await compareTimes(
    () => judge(window),
    () => plainPass(window),
    61,
    15,
  );
  console.log(
    `judging 20,000 × 20, ${what}: ${figure(one.median)} ms; one plain pass over the same numbers (NaN, mean, variance, min, max) ${figure(other.median)} ms; ratio ${figure(ratio.median)} (quartiles ${figure(ratio.low)} to ${figure(ratio.high)})`,
  );
}

/** Prints times at several sizes and the slope of their logarithms: 1 is linear. */
async function growth(what: string, sizes: readonly number[], run: (size: number) => () => unknown): Promise<void> {
  const points: [number, number][] = [];
  for (const size of sizes) points.push([size, (await timeOf(run(size), 15, 5)).median]);
  console.log(
    `${what}: ${points.map(([size, ms]) => `${size.toLocaleString('en')}: ${figure(ms)} ms`).join(', ')}; slope ${figure(logLogSlope(points))}`,
  );
}

await growth('judging, time against rows (20 columns)', [25_000, 50_000, 100_000, 200_000], (rows) => {
  const window = numericColumns(rows, 20, 'rows');
  return () => judge(window);
});
await growth('judging, time against columns (5,000 rows)', [10, 20, 40, 80], (columns) => {
  const over = judgeOver(numericColumns(10_000, columns, 'reference'));
  const window = numericColumns(5_000, columns, 'columns');
  return () => over(window);
});
await growth('judging, time against categories (20,000 rows)', [50, 100, 200, 400], (categories) => {
  const over = judgeOver({ c: textColumn(40_000, categories, 'reference') });
  const window = { c: textColumn(20_000, categories, 'window') };
  return () => over(window);
});

const csv = (rows: number) => {
  const columns = Object.values(numericColumns(rows, 10, 'csv'));
  const lines = Array.from({ length: rows }, (_, row) => columns.map((values) => values[row]!.toFixed(6)).join(','));
  return new TextEncoder().encode(`${columns.map((_, k) => `x${k}`).join(',')}\n${lines.join('\n')}\n`);
};
const points: [number, number][] = [];
for (const rows of [10_000, 20_000, 40_000, 80_000]) {
  const bytes = csv(rows);
  const { median } = await timeOf(() => parseCsv([bytes]), 5, 2);
  points.push([rows, median]);
  console.log(`reading CSV, ${rows.toLocaleString('en')} × 10: ${figure(bytes.length / 1_000 / median)} MB/s`);
}
console.log(`reading CSV, time against rows: slope ${figure(logLogSlope(points))}`);
