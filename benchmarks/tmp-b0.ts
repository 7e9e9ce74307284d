import { numericColumns } from './data.js';
import { judgeOver, plainPass } from './judge.js';
import { compareTimes, timeOf } from './measure.js';
const ref = numericColumns(100_000, 20, 'reference');
let t = performance.now();
const judge = judgeOver(ref);
console.log('prepare', performance.now() - t);
for (const s of [0, 0.3]) {
  const win = numericColumns(20_000, 20, 'window', s);
  console.log(
    s,
    JSON.stringify(
      compareTimes(
        () => void judge(win),
        () => void plainPass(win),
        25,
        10,
      ),
    ),
  );
  const tiny = numericColumns(50, 20, 'window', s);
  console.log('50 rows', JSON.stringify(timeOf(() => void judge(tiny), 25)));
}
