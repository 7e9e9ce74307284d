import { numericColumns, textColumn } from '../data.js';
import { measureGrowth } from '../growth.js';
import { judgeOver } from '../judge.js';
import { profile } from '../../src/profile/profile.js';
import { seededRandom } from '../../src/stats/random.js';

const judge = judgeOver(numericColumns(100_000, 20, 'reference'));
await measureGrowth('Judging, rows (20 columns)', [12_500, 25_000, 50_000, 100_000, 200_000], (rows) => {
  const window = numericColumns(rows, 20, 'rows');
  return () => judge(window);
});
await measureGrowth('Judging, columns (5,000 rows)', [10, 20, 40, 80, 160], (columns) => {
  const over = judgeOver(numericColumns(10_000, columns, 'reference'));
  const window = numericColumns(5_000, columns, 'columns');
  return () => over(window);
});
await measureGrowth('Judging, categories of a column (20,000 rows)', [50, 100, 200, 400, 800], (categories) => {
  const over = judgeOver({ c: textColumn(40_000, categories, 'reference') });
  const window = { c: textColumn(20_000, categories, 'window') };
  return () => over(window);
});
await measureGrowth('Counting, cells of a column (20,000 rows, exact KS)', [255, 511, 1_023, 2_047, 4_095], (cells) => {
  const random = seededRandom('cells');
  const values = (rows: number) => ({
    x: Float64Array.from({ length: rows }, () => Math.floor(((cells - 1) / 2) * random.uniform())),
  });
  const reference = profile(values(50_000), { exactKs: true });
  const window = values(20_000);
  return () => profile(window, { on: reference });
});
