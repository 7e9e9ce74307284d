import * as z from 'zod/mini';
import { parseOptions } from '../../options.js';
import { normal } from '../../stats/distributions/normal.js';
import { subRandom } from '../../stats/random.js';
import { rankBets } from '../../stats/sequential/rank-bets.js';
import { risingRatios } from '../../stats/sequential/rate-bets.js';
import { RunningRanks, RunningRate, type RunningStream } from './streams.js';

const positive = z.number().check(z.gt(0));
const rate = z.number().check(z.gt(0), z.lt(1));

/** Options of {@link detectionDelay}. */
export const detectionDelayOptions = z.strictObject({
  /** Rows per false alarm allowed, N. Default 100,000. */
  rowsPerFalseAlarm: z._default(z.number().check(z.gte(2)), 100_000),
  /** Columns that share the budget with the one that moves, itself included. Default 1. */
  columns: z._default(z.int().check(z.gte(1)), 1),
  /** ψ₀, a change on the PSI scale that is no drift. Default 0.0025. */
  tolerance: z._default(z.number().check(z.gte(0), z.lte(10)), 0.0025),
  /** Reference rows, or validation rows of an error. Default 10,000. */
  reference: z._default(z.int().check(z.gte(100)), 10_000),
  /** By how much evidence is thinned out, as `guarantee` says (φ). Default 1: rows do not depend on each other. */
  inflation: z._default(z.number().check(z.gte(1)), 1),
  /** Rows after which a change counts as missed. Default 10,000. */
  within: z._default(z.int().check(z.gte(1)), 10_000),
  /** Streams to simulate. Default 100. */
  streams: z._default(z.int().check(z.gte(10)), 100),
  /** Seed of the streams. Default 0. */
  seed: z._default(z.union([z.number(), z.string()]), 0),
});

/** Options of `detectionDelay`. */
export interface DetectionDelayOptions extends z.input<typeof detectionDelayOptions> {}

/** What is to be found: a normal column whose mean or spread moves, or an error rate that rises. */
export type ChangeToFind =
  | {
      /** By how many standard deviations the mean moves. Default 0. */
      readonly shift?: number;
      /** By what factor the standard deviation grows, above 0. Default 1. */
      readonly spread?: number;
    }
  | {
      /** Error rates before and after, in (0, 1). */
      readonly from: number;
      readonly to: number;
    };

/** How long a change takes to be found. */
export interface DetectionDelay {
  /** Mean rows from the change to the alarm, in the streams that alarmed; absent where none did. */
  readonly rows?: number;
  /** Standard error of the mean. */
  readonly error?: number;
  /** Share of streams in which the change was missed. */
  readonly missed: number;
}

const changeSchema = z.union([
  z.strictObject({ shift: z.optional(z.number()), spread: z.optional(positive) }),
  z.strictObject({ from: rate, to: rate }),
]);

/** Rows before the change: evidence is as it is in a stream that has gone on for a while. */
const before = 200;
/** Cells of a numeric column in the reference, alike in size. */
const cells = 60;

/**
 * How many rows a change takes to be found row by row: streams are simulated with the very bets of {@link sequentialMonitor} and
 * {@link shiryaevRoberts}. Choose a budget by it, or a tolerance, before looking at any data. Up to some seconds for changes that are hardly
 * found.
 *
 * @param change - A shift or a spread of a normal column, or an error rate before and after.
 * @param options - See {@link DetectionDelayOptions}. Of an error `tolerance`, `inflation` and `columns` play no part.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * detectionDelay({ shift: 0.5 }, { columns: 10, rowsPerFalseAlarm: 50_000 }).rows; // about 140
 * detectionDelay({ from: 0.1, to: 0.2 }).rows; // about 200
 */
export function detectionDelay(change: ChangeToFind, options?: DetectionDelayOptions): DetectionDelay {
  const asked = parseOptions(changeSchema, change, 'detectionDelay.change');
  const settings = parseOptions(detectionDelayOptions, options, 'detectionDelay');
  const delays: number[] = [];
  for (let run = 0; run < settings.streams; run++) {
    const delay = oneDelay(
      'from' in asked ? rateStream(asked, settings, run) : rankStream(asked, settings, run),
      settings,
    );
    if (delay !== undefined) delays.push(delay);
  }
  const missed = (settings.streams - delays.length) / settings.streams;
  if (delays.length === 0) return { missed };
  const mean = delays.reduce((a, b) => a + b, 0) / delays.length;
  const variance = delays.reduce((sum, delay) => sum + (delay - mean) ** 2, 0) / Math.max(1, delays.length - 1);
  return { rows: mean, error: Math.sqrt(variance / delays.length), missed };
}

type Settings = z.output<typeof detectionDelayOptions>;

/** A stream, what it is fed row by row, and the level at which it alarms by itself. */
interface Simulated {
  readonly stream: RunningStream;
  readonly cell: (changed: boolean) => number;
  readonly limit: number;
}

function oneDelay({ stream, cell, limit }: Simulated, { within }: Settings): number | undefined {
  for (let row = 0; row < before + within; row++) {
    stream.update(cell(row >= before), row, 0);
    if (stream.bets.level < limit) continue;
    if (row >= before) return row - before + 1;
    stream.bets.reset();
  }
  return undefined;
}

function rankStream(
  { shift = 0, spread = 1 }: { shift?: number | undefined; spread?: number | undefined },
  { rowsPerFalseAlarm, columns, tolerance, reference, inflation, seed }: Settings,
  run: number,
): Simulated {
  const random = subRandom(seed, 'delay', String(run));
  const power = 1 / inflation;
  const plan = {
    kind: 'ranks',
    column: 'x',
    part: 'values',
    weight: 1,
    inflation,
    counts: Array.from({ length: cells }, () => reference / cells),
    bets: rankBets(tolerance, { location: power, spread: power }),
  } as const;
  return {
    stream: new RunningRanks(plan, `${seed}/${run}`, cells),
    cell: (changed) => {
      const x = changed ? shift + spread * random.normal() : random.normal();
      return Math.min(cells - 1, Math.floor(cells * normal.cdf(x)));
    },
    // A tenth of the evidence is for missing values.
    limit: (rowsPerFalseAlarm * columns) / 0.9,
  };
}

function rateStream(
  { from, to }: { from: number; to: number },
  { rowsPerFalseAlarm, reference, seed }: Settings,
  run: number,
): Simulated {
  const random = subRandom(seed, 'delay', String(run));
  const errors = Math.round(from * reference);
  const plan = {
    kind: 'rate',
    column: 'error',
    part: 'rate',
    weight: 1,
    inflation: 1,
    counts: [errors, reference - errors],
    rate: from,
    ratios: risingRatios,
    name: 'errors',
  } as const;
  return {
    stream: new RunningRate(plan, `${seed}/${run}`),
    cell: (changed) => (random.uniform() < (changed ? to : from) ? 0 : 1),
    limit: rowsPerFalseAlarm,
  };
}
