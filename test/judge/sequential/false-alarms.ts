import { profile } from '../../../src/profile/profile.js';
import { sequentialMonitor } from '../../../src/judge/sequential/sequential-monitor.js';
import { autoregressions, nullTable, seasons, type Dependence } from './null-streams.js';

/** Alarms of sequential monitors on streams without drift, and what they come to. */

/** At index k, monitors that alarmed k times. */
export type Histogram = readonly number[];

export function histogramOf(alarms: readonly number[]): number[] {
  const monitors = Array.from({ length: Math.max(0, ...alarms) + 1 }, () => 0);
  for (const n of alarms) monitors[n]! += 1;
  return monitors;
}

export interface Summary {
  readonly monitors: number;
  readonly mean: number;
  readonly variance: number;
  /** Standard error of the mean. */
  readonly error: number;
  readonly most: number;
}

/** Mean and variance over all monitors of some histograms. */
export function summaryOf(histograms: readonly Histogram[]): Summary {
  const sum = (f: (alarms: number) => number) =>
    histograms.reduce((all, one) => one.reduce((total, monitors, k) => total + monitors * f(k), all), 0);
  const monitors = sum(() => 1);
  const mean = sum((k) => k) / monitors;
  const variance = sum((k) => (k - mean) ** 2) / (monitors - 1);
  return {
    monitors,
    mean,
    variance,
    error: Math.sqrt(variance / monitors),
    most: Math.max(...histograms.map((one) => one.length)) - 1,
  };
}

/** One cell of the grid: columns, reference rows, and how columns depend on each other. */
export interface NullCell {
  readonly columns: number;
  readonly reference: number;
  readonly dependence: Dependence;
}

export const nullColumns = [1, 10, 100] as const;
export const nullReferences = [200, 2_000, 50_000] as const;
export const nullDependences: readonly Dependence[] = ['independent', 'correlated', 'nonlinear', 'copies'];
/** The budget allows four alarms in the rows of a stream. */
export const allowed = 4;

/** Monitors that share a reference where making one takes longer than watching the stream. */
export const sharing = 10;

/** Alarms of each monitor of a cell, every one on a stream of its own. A single column has each distribution in turn. */
export function* nullAlarms(
  { columns, reference, dependence }: NullCell,
  { monitors, rowsPerFalseAlarm, from = 0 }: { monitors: number; rowsPerFalseAlarm: number; from?: number },
): Generator<number> {
  const kindOf = (run: number) => (columns === 1 ? run % 7 : undefined);
  const perReference = columns * reference >= 5e5 ? sharing : 1;
  let normal: ReturnType<typeof profile> | undefined;
  for (let run = from; run < from + monitors; run++) {
    const seed = `null/${columns}/${reference}/${dependence}/${run}`;
    if (run % perReference === 0 || normal === undefined)
      normal = profile(nullTable(reference, columns, dependence, `${seed}/reference`, kindOf(run)), { ordered: false });
    const options = { rowsPerFalseAlarm, tolerance: 0, dependence: 'independent', seed } as const;
    const rows = nullTable(allowed * rowsPerFalseAlarm, columns, dependence, seed, kindOf(run));
    yield sequentialMonitor(normal, options).observe(rows).length;
  }
}

/** Rows that depend on each other: ten columns, each an autoregression of its own. */
export interface DependentCell {
  /** Correlation of neighbours. */
  readonly rho: number;
  readonly reference: number;
}

/** Rows of a day: columns that are higher at one hour than at another, by a sine of so many standard deviations. */
export interface SeasonCell {
  readonly amplitude: number;
  /** Whether rows are compared with those of the same hour. */
  readonly split: boolean;
}

export interface StreamSize {
  readonly monitors: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowsPerFalseAlarm: number;
}

/** Alarms of each monitor; evidence is thinned out for dependence, as by default. */
export function* dependentAlarms(
  { rho, reference }: DependentCell,
  { monitors, rows, columns, rowsPerFalseAlarm }: StreamSize,
): Generator<number> {
  for (let run = 0; run < monitors; run++) {
    const seed = `dependent/${rho}/${reference}/${run}`;
    const normal = autoregressions(reference, columns, rho, `${seed}/reference`);
    const monitor = sequentialMonitor(normal, { rowsPerFalseAlarm, tolerance: 0, seed });
    yield monitor.observe(autoregressions(rows, columns, rho, seed)).length;
  }
}

/** Alarms of each monitor, after a reference of twenty days. */
export function* seasonAlarms(
  { amplitude, split }: SeasonCell,
  { monitors, rows, columns, rowsPerFalseAlarm }: StreamSize,
): Generator<number> {
  for (let run = 0; run < monitors; run++) {
    const seed = `season/${amplitude}/${run}`;
    const importances = Object.fromEntries(Array.from({ length: columns }, (_, j) => [`x${j}`, 1]));
    const monitor = sequentialMonitor(seasons(4_800, columns, amplitude, `${seed}/reference`), {
      rowsPerFalseAlarm,
      tolerance: 0,
      seed,
      importances,
      ...(split ? { stratum: 'hour' } : { dependence: 'independent' }),
    });
    yield monitor.observe(seasons(rows, columns, amplitude, seed)).length;
  }
}
