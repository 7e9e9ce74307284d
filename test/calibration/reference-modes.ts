import type { MonitorOptions } from '../../src/monitor/options.js';
import { budgetRun } from './budget.js';
import { autoregressive, type Population } from './populations.js';

/** How often windows without change are flagged over many references, under one reference mode. */
export interface ModeRun {
  readonly mode: NonNullable<MonitorOptions['referenceMode']>;
  readonly reference: number;
  readonly window: number;
  readonly references: number;
  readonly windows: number;
  readonly rate: number;
  readonly worst: number;
  /** References that flag more than the budget, by three standard errors of their windows. */
  readonly over: number;
  /** Share of windows flagged in which one column moved by .15 standard deviations. */
  readonly found: number;
}

export const modeSizes = [
  [1_000, 1_000],
  [1_000, 5_000],
  [5_000, 500],
] as const;

/** One window in ten. */
const budget = 0.1;
const windows = 40;
const columns = 5;

export function modeRun(
  mode: ModeRun['mode'],
  [reference, window]: readonly [reference: number, window: number],
  references: number,
): ModeRun {
  const features = autoregressive(0, columns);
  const settings = {
    referenceRows: reference,
    windowRows: window,
    referenceMode: mode,
    alarmBudget: { falseAlarms: 1, per: { windows: 1 / budget } },
    columns: Object.fromEntries(features.map(({ name }) => [name, { tolerance: 0 }])),
  };
  const still = budgetRun(features, {
    ...settings,
    references,
    windows,
    moved: false,
    seed: `mode ${reference} ${window}`,
  });
  const [first, ...others] = features;
  const moved = budgetRun([shifted(first!), ...others], {
    ...settings,
    references: Math.max(2, references / 4),
    windows: 10,
    moved: true,
    seed: `mode ${reference} ${window} moved`,
  });
  const doubt = 3 * Math.sqrt((budget * (1 - budget)) / windows);
  const { rate, worst, rates } = still;
  const over = rates.filter((of) => of > budget + doubt).length;
  return { mode, reference, window, references, windows, rate, worst, over, found: moved.rate };
}

const shifted = (population: Population): Population => ({
  name: population.name,
  draw: (n, random, moved) => {
    const values = population.draw(n, random, false) as Float64Array;
    return moved ? values.map((x) => x + 0.15) : values;
  },
});

/** Every mode at every size, as docs show them. */
export const publishedModes = (references: number): ModeRun[] =>
  modeSizes.flatMap((sizes) =>
    (['fixed', 'fixed-conditional'] as const).map((mode) => modeRun(mode, sizes, references)),
  );
