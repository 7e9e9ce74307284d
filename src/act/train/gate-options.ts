import * as z from 'zod/mini';
import { requireName } from '../../nearest-name.js';
import { byName } from '../../options.js';

/** Metrics of a gate: of two classes all but those of numbers, of more classes `accuracy`, `logLoss` and `macroF1`. */
export type Metric = 'auc' | 'accuracy' | 'logLoss' | 'brier' | 'macroF1' | 'mae' | 'rmse' | 'bias' | 'rSquared';

type Figures = z.ZodMiniType<Readonly<Record<string, number>>, { readonly [Name in Metric]?: number }>;

const figure = z.number().check(z.gte(0));
/** By metric, in its own unit: how much worse it may be, or better it must be. `bias` is judged by its distance from 0. */
const byMetric = byName(figure) as unknown as Figures;

const isNamed = (figures: object) => Object.keys(figures).length > 0;

/** Decide at the first look, by one-sided 95 % lower bounds of what is gained, instead of watching. */
const once = z.strictObject({
  /**
   * What the lower bound of the gain must reach. A figure: of the share of rows decided rightly, or for numbers of the mean
   * bounded loss. By metric instead: each must be better by its figure, and nothing is asked of the others. Default 0.
   */
  minImprovement: z._default(z.union([figure, byMetric.check(z.refine(isNamed, 'expected a metric'))]), 0),
  /** How much worse a metric may be over all rows, as measured. Default: none is looked at. */
  maxRegression: z._default(byMetric, {}),
});

/** Limits that hold in every segment, the rows with one value of a column: of one metric at least. */
const segments = z
  .strictObject({
    /** The columns whose values are segments. Default: those with the role `segment`. */
    columns: z.optional(z.array(z.string())),
    /** How much better a metric must be in every segment, as measured. Default: none must be. */
    minImprovement: z.optional(byMetric),
    /** How much worse a metric may be in any segment, as measured. Default: none is looked at. */
    maxRegression: z._default(byMetric, {}),
    /** Rows from which a segment is judged; one with fewer is named as not judged. Default 100. */
    minRows: z._default(z.int().check(z.gte(1)), 100),
  })
  .check(z.refine((limits) => isNamed({ ...limits.minImprovement, ...limits.maxRegression }), 'expected a metric'));

/** How the gate decides besides its evidence. */
export const gateOptions = { once: z.optional(once), segments: z.optional(segments) };
/** Options of a gate besides its evidence, with their defaults. */
export interface GateOptions {
  readonly once?: z.output<typeof once> | undefined;
  readonly segments?: z.output<typeof segments> | undefined;
}
/** The limits in every segment with their defaults. */
export type SegmentLimits = z.output<typeof segments>;

/** Those of any classes, of two alone, and of numbers. */
const metrics = ['accuracy', 'logLoss', 'macroF1', 'auc', 'brier', 'mae', 'rmse', 'bias', 'rSquared'];

/** The metrics that models of a task are compared by. Of a task that is not known yet: all. */
export const metricsOf = (task: string | undefined): readonly string[] =>
  task === 'regression' ? metrics.slice(5) : metrics.slice(0, task === 'multiclass' ? 3 : task ? 5 : 9);

/**
 * A figure for a metric that the task does not have would never be looked at.
 *
 * @param where - What the options belong to, for the message.
 * @throws DriftSenseError `OPTION_INVALID` with the path, the metrics of the task and the nearest of them.
 */
export function checkMetrics(
  { once: single, segments: each }: GateOptions,
  task: string | undefined,
  where: string,
): void {
  const known = metricsOf(task);
  for (const [part, limits] of Object.entries({ once: single, segments: each }))
    for (const key of ['minImprovement', 'maxRegression'] as const)
      for (const name of Object.keys(Object(limits?.[key]))) {
        const message = `${where}.${part}.${key}.${name}: expected one of ${known.join(', ')}`;
        requireName('metric', name, known, 'OPTION_INVALID', message);
      }
}
