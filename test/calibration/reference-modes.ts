import { Monitor, type MonitorOptions } from '../../src/index.js';
import { drawn, overReferences } from './budget.js';
import { autoregressive, type Population } from './populations.js';

type Mode = NonNullable<MonitorOptions['referenceMode']>;

/** How often windows without change are flagged over many references, under one reference mode. */
export interface ModeRun {
  readonly mode: Mode;
  readonly reference: number;
  readonly window: number;
  readonly references: number;
  readonly windows: number;
  readonly rate: number;
  readonly standardError: number;
  readonly worst: number;
  /** References that flag more than the budget, by three standard errors of their windows. */
  readonly over: number;
  /** Variance of the flagged windows of a reference over their mean: 1 − budget where windows alarm independently. */
  readonly clustering: number;
  /** Share of windows flagged in which one column moved by .15 standard deviations, from the first on. */
  readonly found: number;
}

export const modes = ['fixed', 'fixed-conditional', 'pooled'] as const;
export const modeSizes = [
  [1_000, 1_000],
  [1_000, 5_000],
  [5_000, 500],
] as const;

/** One window in ten. */
export const budget = 0.1;
const windows = 40;
const columns = 5;

export async function modeRun(
  mode: Mode,
  [reference, window]: readonly [reference: number, window: number],
  references: number,
): Promise<ModeRun> {
  const features = autoregressive(0, columns);
  const seed = `mode ${reference} ${window}`;
  const sizes = { reference, window };
  const rates: number[] = [];
  for (let r = 0; r < references; r++)
    rates.push(share(await flagged(mode, features, { ...sizes, windows, seed: `${seed}/${r}` })));
  const [first, ...others] = features;
  const moved: number[] = [];
  for (let r = 0; r < Math.max(2, references / 4); r++)
    moved.push(
      share(
        await flagged(mode, [shifted(first!, 0.15), ...others], {
          ...sizes,
          windows: 10,
          seed: `${seed} moved/${r}`,
          moves: () => true,
        }),
      ),
    );
  const { rate, worst, standardError } = overReferences(rates, windows);
  const doubt = 3 * Math.sqrt((budget * (1 - budget)) / windows);
  return {
    mode,
    ...sizes,
    references,
    windows,
    rate,
    standardError,
    worst,
    over: rates.filter((of) => of > budget + doubt).length,
    clustering: (windows * standardError ** 2 * references) / rate,
    found: moved.reduce((sum, of) => sum + of, 0) / moved.length,
  };
}

const share = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;

/** Which windows in the life of one monitor are flagged, at tolerance 0. */
export async function flagged(
  mode: Mode,
  features: readonly Population[],
  {
    reference,
    window,
    windows: count,
    seed,
    moves = () => false,
    per = 1 / budget,
  }: {
    readonly reference: number;
    readonly window: number;
    readonly windows: number;
    readonly seed: string;
    /** Whether the window of a number comes from the moved populations. */
    readonly moves?: (window: number) => boolean;
    /** Windows for which there is one false alarm. */
    readonly per?: number;
  },
): Promise<boolean[]> {
  const monitor = new Monitor({
    reference: drawn(features, reference, `${seed}/reference`, false),
    referenceMode: mode,
    alarmBudget: { falseAlarms: 1, per: { windows: per } },
    columns: Object.fromEntries(features.map(({ name }) => [name, { tolerance: 0 }])),
  });
  const flags: boolean[] = [];
  for (let w = 0; w < count; w++) {
    const { verdict } = await monitor.process(drawn(features, window, `${seed}/window ${w}`, moves(w)));
    flags.push(verdict === 'drift');
  }
  return flags;
}

/** A population that moves by so many standard deviations. */
export const shifted = (population: Population, by: number): Population => ({
  name: population.name,
  draw: (n, random, moved) => {
    const values = population.draw(n, random, false) as Float64Array;
    return moved ? values.map((x) => x + by) : values;
  },
});

/** Every mode at every size, as docs show them. */
export async function publishedModes(references: number): Promise<ModeRun[]> {
  const runs: ModeRun[] = [];
  for (const sizes of modeSizes) for (const mode of modes) runs.push(await modeRun(mode, sizes, references));
  return runs;
}
