import { judgeFlow } from '../../src/judge/health/health.js';
import { initialHealth } from '../../src/judge/health/health-state.js';
import { profile } from '../../src/profile/profile.js';
import { fromColumns } from '../../src/table/batch.js';
import { FastRandom } from './fast-random.js';

/** How long runs of missing rows get: as long as memory allows (geometric), or now and then very long (Pareto, index 1.5). */
export type Runs = 'geometric' | 'pareto';

export interface SilenceRun {
  readonly windows: number;
  /** Windows in which a column that is as it always was is told to be silent, for the first time. */
  readonly told: number;
}

/** How runs of missing rows are made, and over what. */
interface SilenceCase {
  /** Mean rows of a run. */
  readonly length: number;
  /** Of missing rows. */
  readonly share: number;
  readonly referenceRows: number;
  readonly windowRows: number;
}

/** Down to references with few runs, in which the longest says little about the next. */
export const silenceCases: readonly SilenceCase[] = [
  { length: 20, share: 0.05, referenceRows: 14_000, windowRows: 700 },
  { length: 20, share: 0.05, referenceRows: 2_000, windowRows: 50 },
  { length: 60, share: 0.25, referenceRows: 5_000, windowRows: 700 },
  { length: 60, share: 0.25, referenceRows: 1_230, windowRows: 700 },
  { length: 60, share: 0.25, referenceRows: 1_230, windowRows: 50 },
];

/** Every case with both kinds of runs, as docs show them. */
export const publishedSilence = (streams: number): readonly (SilenceCase & SilenceRun & { readonly runs: Runs })[] =>
  silenceCases.flatMap((sizes) =>
    (['geometric', 'pareto'] as const).map((runs) => ({
      ...sizes,
      runs,
      ...silenceRun(runs, { ...sizes, windows: 20, streams }),
    })),
  );

/** Streams of one column that is missing in runs as long as ever. */
export function silenceRun(
  runs: Runs,
  sizes: SilenceCase & { readonly windows: number; readonly streams: number },
): SilenceRun {
  let told = 0;
  for (let stream = 0; stream < sizes.streams; stream++) {
    const random = new FastRandom(`silence/${runs}/${sizes.length}/${sizes.windowRows}/${stream}`);
    const next = flags(runs, sizes, random);
    const rows = (n: number) =>
      fromColumns({ x: Float64Array.from({ length: n }, () => (next() ? Number.NaN : random.normal())) });
    const reference = profile(rows(sizes.referenceRows));
    let state = initialHealth;
    let silent = false;
    for (let window = 0; window < sizes.windows; window++) {
      const health = judgeFlow(state, profile(rows(sizes.windowRows), { on: reference }), reference, 0);
      const holds = health.conditions.some((condition) => condition.kind === 'frozen-column' && condition.holds);
      if (holds && !silent) told++;
      silent = holds;
      state = health.state;
    }
  }
  return { windows: sizes.windows * sizes.streams, told };
}

/** Draws one flag per row: runs of missing rows and of values, of mean lengths that give the share. */
function flags(runs: Runs, { length, share }: { length: number; share: number }, random: FastRandom): () => boolean {
  let missing = random.uniform() < share;
  const draw = (): number => {
    const mean = missing ? length : (length * (1 - share)) / share;
    const u = 1 - random.uniform();
    // Pareto with index 1.5 has mean 3 times its least value.
    return missing && runs === 'pareto' ? (mean / 3) * u ** (-1 / 1.5) : -mean * Math.log(u);
  };
  let left = draw();
  return () => {
    while (left < 1) {
      missing = !missing;
      left += draw();
    }
    left--;
    return missing;
  };
}
