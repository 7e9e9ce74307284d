import type { Table } from '../src/contracts/batch.js';
import { judgeWindow, type Judged } from '../src/monitor/judge-window.js';
import { monitorOptions } from '../src/monitor/options.js';
import { prepare } from '../src/monitor/prepare.js';
import { parseOptions } from '../src/options.js';
import { cellCounter } from '../src/profile/cell-counts.js';
import { profileWindow } from '../src/profile/profile-window.js';
import { toBatch } from '../src/table/batch.js';
import { coerce } from '../src/table/coerce.js';

/**
 * Judging at the defaults, with the reference profiled before: coerce, count over the frozen cells, run every test,
 * settle the verdicts, explain what moved.
 */
export function judgeOver(reference: Table): (window: Table) => Judged {
  const {
    reference: profiled,
    plans,
    settings,
  } = prepare(parseOptions(monitorOptions, { reference, concept: false, retrain: false }, 'benchmark'));
  return (window) =>
    judgeWindow(
      profiled,
      profileWindow(coerce(toBatch(window), profiled.schema), profiled, undefined, cellCounter),
      plans,
      settings,
    );
}

/**
 * What judging is measured against: one loop that reads every number once, tests it for NaN, and takes count, mean,
 * variance (Welford's), smallest and largest.
 */
export function plainPass(columns: Readonly<Record<string, Float64Array>>): number {
  let check = 0;
  for (const values of Object.values(columns)) {
    let count = 0;
    let mean = 0;
    let squares = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let row = 0; row < values.length; row++) {
      const x = values[row]!;
      if (Number.isNaN(x)) continue;
      count++;
      const d = x - mean;
      mean += d / count;
      squares += d * (x - mean);
      if (x < min) min = x;
      if (x > max) max = x;
    }
    check += count + mean + squares + min + max;
  }
  return check;
}
