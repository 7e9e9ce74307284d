import * as z from 'zod/mini';
import { parseOptions } from '../options.js';
import { seededRandom } from '../stats/random.js';

const share = z.number().check(z.gte(0), z.lte(1));
const stretch = {
  /** Rows of the stream. Default 2,000. */
  rows: z._default(z.int().check(z.gte(0)), 2_000),
  /** The same seed gives the same stream. Default 0. */
  seed: z._default(z.union([z.number(), z.string()]), 0),
};
/** First row of the change, and the rows over which it spreads evenly: 0, the default, is abrupt. */
const change = { at: z.int().check(z.gte(0)), over: z._default(z.int().check(z.gte(0)), 0) };

/** Options of {@link bernoulliStream}. */
export const bernoulliStreamOptions = z.strictObject({
  ...stretch,
  /** Probability of a one before the first change. Default 0.1. */
  rate: z._default(share, 0.1),
  /** Changes of the probability, in order: `{at, over?, rate}`. Default none. */
  changes: z._default(z.array(z.strictObject({ ...change, rate: share })), []),
});

/** Options of `bernoulliStream`. */
export interface BernoulliStreamOptions extends z.input<typeof bernoulliStreamOptions> {}

/**
 * A stream of zeros and ones, for example errors of a model, whose rate changes where you say.
 *
 * @param options - See {@link BernoulliStreamOptions}.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = bernoulliStream({ rate: 0.1, changes: [{ at: 1_000, rate: 0.4 }], seed: 7 });
 */
export function bernoulliStream(options?: BernoulliStreamOptions): (0 | 1)[] {
  const { rows, seed, rate, changes } = parseOptions(bernoulliStreamOptions, options, 'bernoulliStream');
  const random = seededRandom(seed);
  const steps = changes.map(({ at, over, rate: to }) => ({ at, over, to }));
  return Array.from({ length: rows }, (_, row) => (random.uniform() < levelAt(row, rate, steps) ? 1 : 0));
}

/** Options of {@link normalStream}. */
export const normalStreamOptions = z.strictObject({
  ...stretch,
  /** Mean before the first change. Default 0. */
  mean: z._default(z.number(), 0),
  /** Standard deviation before the first change. Default 1. */
  sd: z._default(z.number().check(z.gte(0)), 1),
  /** Changes, in order: `{at, over?, mean?, sd?}`; what is not given stays. Default none. */
  changes: z._default(
    z.array(z.strictObject({ ...change, mean: z.optional(z.number()), sd: z.optional(z.number().check(z.gte(0))) })),
    [],
  ),
});

/** Options of `normalStream`. */
export interface NormalStreamOptions extends z.input<typeof normalStreamOptions> {}

/**
 * A stream of independent normal numbers, for example losses, whose mean and spread change where you say.
 *
 * @param options - See {@link NormalStreamOptions}.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const losses = normalStream({ mean: 3, changes: [{ at: 1_000, over: 200, mean: 4 }], seed: 7 });
 */
export function normalStream(options?: NormalStreamOptions): Float64Array {
  const { rows, seed, mean, sd, changes } = parseOptions(normalStreamOptions, options, 'normalStream');
  const random = seededRandom(seed);
  const means = changes.flatMap(({ at, over, mean: to }) => (to === undefined ? [] : [{ at, over, to }]));
  const spreads = changes.flatMap(({ at, over, sd: to }) => (to === undefined ? [] : [{ at, over, to }]));
  return Float64Array.from(
    { length: rows },
    (_, row) => levelAt(row, mean, means) + levelAt(row, sd, spreads) * random.normal(),
  );
}

/** Options of {@link driftingStream}. */
export const driftingStreamOptions = z.strictObject({
  ...stretch,
  /** Share of labels drawn wrong: the error rate before the concept changes. Default 0.1. */
  noise: z._default(share, 0.1),
  /** Data drift: from row `at` on the mean of `x` is `shift` (in standard deviations) higher. Default none. */
  data: z.optional(z.strictObject({ ...change, shift: z.number() })),
  /** Concept drift: from row `at` on the label follows the other rule, so that the predictions are wrong more often. */
  concept: z.optional(z.strictObject(change)),
});

/** Options of `driftingStream`. */
export interface DriftingStreamOptions extends z.input<typeof driftingStreamOptions> {}

/** One row of {@link driftingStream}. */
export interface DriftingRow {
  readonly x: number;
  readonly y: number;
  readonly colour: 'blue' | 'green' | 'red';
  readonly prediction: 0 | 1;
  readonly label: 0 | 1;
}

/**
 * Rows of a small classification task with a model that was right once. The model predicts 1 where x + y > 0. The label
 * follows the same rule until the concept changes, then x − y > 0: the error rate goes from `noise` to one half. Data
 * drift moves x alone and changes no error rate; `colour` (5 : 3 : 2) never drifts.
 *
 * @param options - See {@link DriftingStreamOptions}.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const rows = driftingStream({ data: { at: 500, shift: 1 }, concept: { at: 1_000 }, seed: 7 });
 */
export function driftingStream(options?: DriftingStreamOptions): DriftingRow[] {
  const { rows, seed, noise, data, concept } = parseOptions(driftingStreamOptions, options, 'driftingStream');
  const random = seededRandom(seed);
  const shifts = data === undefined ? [] : [{ ...data, to: data.shift }];
  const turned = concept === undefined ? [] : [{ ...concept, to: 1 }];
  return Array.from({ length: rows }, (_, row) => {
    const x = random.normal() + levelAt(row, 0, shifts);
    const y = random.normal();
    const u = random.uniform();
    const follows = random.uniform() < levelAt(row, 0, turned) ? x - y > 0 : x + y > 0;
    const wrong = random.uniform() < noise;
    return {
      x,
      y,
      colour: u < 0.5 ? 'blue' : u < 0.8 ? 'green' : 'red',
      prediction: x + y > 0 ? 1 : 0,
      label: follows === wrong ? 0 : 1,
    };
  });
}

interface Step {
  readonly at: number;
  readonly over: number;
  readonly to: number;
}

/** A level at one row: it moves towards each step's value from its first row on, evenly over its span. */
function levelAt(row: number, start: number, steps: readonly Step[]): number {
  let level = start;
  for (const { at, over, to } of steps) {
    if (row < at) break;
    level += (to - level) * Math.min(1, (row - at + 1) / (over + 1));
  }
  return level;
}
