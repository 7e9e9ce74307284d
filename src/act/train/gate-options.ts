import * as z from 'zod/mini';
import { byName } from '../../options.js';

/** Metrics of a gate: of two classes all but those of numbers, of more classes `accuracy`, `logLoss` and `macroF1`. */
export type Metric = 'auc' | 'accuracy' | 'logLoss' | 'brier' | 'macroF1' | 'mae' | 'rmse' | 'bias' | 'rSquared';

type Limits = z.ZodMiniType<Readonly<Record<string, number>>, { readonly [Name in Metric]?: number }>;

const limit = z.number().check(z.gte(0));
/** By metric: how much worse it may be, in its own unit. */
const maxRegression = byName(limit) as unknown as Limits;

/** Decide at the first look, by a one-sided 95 % lower bound of the gain, instead of watching. */
const once = z.strictObject({
  /** The gain there must be at least: share of rows for classes, mean bounded loss for numbers. Default 0. */
  minImprovement: z._default(limit, 0),
  /** How much worse a metric may be over all rows. Default: none is looked at. */
  maxRegression: z._default(maxRegression, {}),
});

/** Limits that hold in every segment, the rows with one value of a column. */
const segments = z.strictObject({
  /** The columns whose values are segments. Default: those with the role `segment`. */
  columns: z.optional(z.array(z.string())),
  /** How much worse a metric may be in any segment. */
  maxRegression,
  /** Rows from which a segment is judged; one with fewer is named as not judged. Default 100. */
  minRows: z._default(z.int().check(z.gte(1)), 100),
});

/** How the gate decides besides its evidence. */
export const gateOptions = { once: z.optional(once), segments: z.optional(segments) };
/** The limits in every segment with their defaults. */
export type SegmentLimits = z.output<typeof segments>;
