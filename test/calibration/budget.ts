import { judgeWindow } from '../../src/monitor/judge-window.js';
import { monitorOptions, type MonitorOptions } from '../../src/monitor/options.js';
import { judgeSettings, planColumns } from '../../src/monitor/plan.js';
import { profile } from '../../src/profile/profile.js';
import { fromColumns } from '../../src/table/batch.js';
import type { Batch } from '../../src/contracts/batch.js';
import { FastRandom } from './fast-random.js';
import type { Population } from './populations.js';

/** How often windows are flagged, on the library's own default path. */
export interface BudgetRun {
  readonly windows: number;
  readonly flagged: number;
  /** Share of flagged windows, and its standard error over references. */
  readonly rate: number;
  readonly standardError: number;
  /** The unluckiest reference. */
  readonly worst: number;
  readonly warnings: number;
  /** Share of flagged windows per reference. */
  readonly rates: readonly number[];
}

/** @param moved - Windows come from the moved populations. */
export function budgetRun(
  features: readonly Population[],
  {
    references,
    windows,
    referenceRows,
    windowRows,
    moved,
    seed,
    ...options
  }: {
    references: number;
    windows: number;
    referenceRows: number;
    windowRows: number;
    moved: boolean;
    seed: string;
  } & Pick<MonitorOptions, 'columns' | 'referenceMode' | 'alarmBudget'>,
): BudgetRun {
  const rates: number[] = [];
  let warnings = 0;
  for (let r = 0; r < references; r++) {
    const table = (n: number, name: string, shifted: boolean) => drawn(features, n, `${seed}/${r}/${name}`, shifted);
    const rows = table(referenceRows, 'reference', false);
    const checked = monitorOptions.parse({ reference: rows, ...options });
    const reference = profile(rows);
    const plans = planColumns(reference, checked);
    const settings = judgeSettings(checked, undefined, plans.length);
    let flagged = 0;
    for (let w = 0; w < windows; w++) {
      const { verdict } = judgeWindow(
        reference,
        profile(table(windowRows, `window ${w}`, moved), { on: reference }),
        plans,
        settings,
      );
      if (verdict === 'drift') flagged++;
      if (verdict === 'warning') warnings++;
    }
    rates.push(flagged / windows);
  }
  return { ...overReferences(rates, windows), warnings };
}

/** A table of as many rows of every population. */
export const drawn = (features: readonly Population[], rows: number, seed: string, moved: boolean): Batch =>
  fromColumns(
    Object.fromEntries(
      features.map((feature) => [feature.name, feature.draw(rows, new FastRandom(`${seed}/${feature.name}`), moved)]),
    ),
  );

/** What shares of flagged windows come to, one of each reference. */
export function overReferences(rates: readonly number[], windows: number): Omit<BudgetRun, 'warnings'> {
  const references = rates.length;
  const rate = rates.reduce((a, b) => a + b, 0) / references;
  const variance = rates.reduce((sum, x) => sum + (x - rate) ** 2, 0) / (references - 1);
  return {
    windows: references * windows,
    flagged: Math.round(rate * references * windows),
    rate,
    standardError: Math.sqrt(variance / references),
    worst: Math.max(...rates),
    rates,
  };
}
