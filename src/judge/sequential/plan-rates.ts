import * as z from 'zod/mini';
import { DriftSenseError } from '../../errors.js';
import { grouped } from '../../grouped.js';
import { learnFrom } from '../../stats/sequential/learn-from-validation.js';
import { fallingRatios, risingRatios } from '../../stats/sequential/rate-bets.js';
import type { RateStream, SequentialPlan } from './plan.js';

const count = z.int().check(z.gte(0));
const importance = z.optional(z.number().check(z.gte(0)));

/** Options of {@link fourRates}. */
export const fourRatesOptions = z.strictObject({
  /** Labelled rows per false alarm allowed, N, over all four rates. Default 100,000. */
  rowsPerFalseAlarm: z._default(z.number().check(z.gte(2)), 100_000),
  /**
   * The confusion matrix of the model on data like those it is to be used on, from before the stream. A rate that 1,000 of its rows
   * tell has an exact guarantee. Default none: the rates are learnt from the stream.
   */
  validation: z.optional(
    z.strictObject({ truePositives: count, falseNegatives: count, falsePositives: count, trueNegatives: count }),
  ),
  /** Rates to watch, with their share of the evidence relative to each other. Default all four alike. */
  importances: z.optional(
    z.strictObject({
      recall: importance,
      specificity: importance,
      precision: importance,
      negativePredictiveValue: importance,
    }),
  ),
  /** Which change of a rate is drift: `decrease` (default), `increase` or `both`, within one budget. */
  direction: z._default(z.enum(['increase', 'decrease', 'both']), 'decrease'),
  /** Seed of the numbers that break ties. Default 0. */
  seed: z._default(z.union([z.number(), z.string()]), 0),
});

/** Options of `fourRates`. */
export interface FourRatesOptions extends z.input<typeof fourRatesOptions> {}

type Settings = z.output<typeof fourRatesOptions>;
type Matrix = NonNullable<Settings['validation']>;

/** Each rate: the rows it is over, which error lowers it, and both in a confusion matrix. */
export const rates = {
  recall: {
    over: ({ label }: Outcome) => label,
    event: 'false negatives',
    errors: (matrix: Matrix) => matrix.falseNegatives,
    right: (matrix: Matrix) => matrix.truePositives,
  },
  specificity: {
    over: ({ label }: Outcome) => !label,
    event: 'false positives',
    errors: (matrix: Matrix) => matrix.falsePositives,
    right: (matrix: Matrix) => matrix.trueNegatives,
  },
  precision: {
    over: ({ prediction }: Outcome) => prediction,
    event: 'false positives',
    errors: (matrix: Matrix) => matrix.falsePositives,
    right: (matrix: Matrix) => matrix.truePositives,
  },
  negativePredictiveValue: {
    over: ({ prediction }: Outcome) => !prediction,
    event: 'false negatives',
    errors: (matrix: Matrix) => matrix.falseNegatives,
    right: (matrix: Matrix) => matrix.trueNegatives,
  },
} as const;

export type Rate = keyof typeof rates;

/** A row, as it was read. */
export interface Outcome {
  readonly label: boolean;
  readonly prediction: boolean;
}

/** What the engine watches. @throws DriftSenseError `OPTION_INVALID` where that is nothing. */
export function planRates({
  rowsPerFalseAlarm,
  validation,
  importances,
  direction: way,
  seed,
}: Settings): SequentialPlan {
  const names = (Object.keys(rates) as Rate[]).filter((name) =>
    importances === undefined ? true : (importances[name] ?? 0) > 0,
  );
  const importanceOf = (name: Rate): number => (importances === undefined ? 1 : (importances[name] ?? 0));
  if (names.length === 0)
    throw new DriftSenseError('OPTION_INVALID', 'fourRates.importances: expected one above 0 at least');
  // A row feeds one rate of its label and one of its prediction, so the weights of no more than two need to sum to 1.
  const total =
    Math.max(importanceOf('recall'), importanceOf('specificity')) +
    Math.max(importanceOf('precision'), importanceOf('negativePredictiveValue'));
  const streams = names.map((name): RateStream => {
    const { errors, right, event } = rates[name];
    const known = validation && { rows: errors(validation) + right(validation), errors: errors(validation) };
    const { n, k, rate } = learnFrom(known, seed, name);
    return {
      kind: 'rate',
      column: name,
      part: 'rate',
      weight: importanceOf(name) / total,
      inflation: 1,
      counts: [k, n - k],
      rate,
      // A rate falls where its errors rise.
      ratios:
        way === 'decrease' ? risingRatios : way === 'increase' ? fallingRatios : [...risingRatios, ...fallingRatios],
      name: event,
    };
  });
  const learnt = streams.filter(({ rate }) => rate === null).map(({ column }) => column);
  return {
    rowsPerFalseAlarm,
    seed,
    streams,
    guarantee: [
      `at most one false alarm in ${grouped(Math.floor(rowsPerFalseAlarm))} rows with labels, on average, over ${names.join(', ')}`,
      'if rows do not depend on each other',
      ...(learnt.length > 0 ? [`learnt row by row, so measured and not proven: ${learnt.join(', ')}`] : []),
    ],
  };
}
