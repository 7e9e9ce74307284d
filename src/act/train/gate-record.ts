import * as z from 'zod/mini';
import { byName } from '../../options.js';
import { gain, gainSums } from './gate-gains.js';
import { gateOptions } from './gate-options.js';
import { segmentLook, segmentOutcome } from './gate-segments.js';

const metrics = byName(z.number());
const count = z.int().check(z.nonnegative());

/** What one look at new rows brings to the decision. Sums only: looks add up, and no row is kept. */
const look = z.strictObject({
  /** The window of these rows; absent for the rows held out from training. */
  window: z.optional(z.string()),
  rows: count,
  /** Classification: rows that only the challenger gets right. */
  b: z.optional(count),
  /** Classification: rows that only the champion gets right. */
  c: z.optional(count),
  /** Regression: sum and sum of squares of d = loss of the champion − loss of the challenger. */
  sum: z.optional(z.number()),
  squares: z.optional(z.number().check(z.nonnegative())),
  /** Regression: per stake, the log of what a bet on the challenger, and against it, became on these rows. */
  bets: z.optional(z.strictObject({ better: z.array(z.number()), worse: z.array(z.number()) })),
  champion: metrics,
  challenger: metrics,
  /** Where metrics must improve by figures of their own: those that both models have. */
  gains: z.optional(gainSums),
  /** Where segments have limits. */
  segments: z.optional(z.array(segmentLook)),
});
export type Look = z.output<typeof look>;

/** Options of a gate. */
export const gateSettings = z.strictObject({
  /** Number of classes; 0 for regression. */
  classes: z.int().check(
    z.nonnegative(),
    z.refine((k) => k !== 1, 'expected 0 for regression, or at least 2 classes'),
  ),
  /** Wrong promotions allowed per candidate. Default 0.01. */
  alpha: z._default(z.number().check(z.gt(0), z.lt(1)), 0.01),
  /** Two classes: scores from here on count as class 1. Default 0.5. */
  decisionThreshold: z._default(z.number().check(z.gt(0), z.lt(1)), 0.5),
  /**
   * Regression: the absolute error that counts as half a loss; must not come from the rows it is applied to. Default: the
   * champion's median absolute error over the first fifth of the held-out rows, which then do not count.
   */
  lossScale: z.optional(z.number().check(z.positive())),
  /** Looks, the held-out rows included, after which a challenger without enough evidence is rejected. Default 10. */
  maxLooks: z._default(z.int().check(z.positive()), 10),
  /** Instead of watching: decide at the first look, by the lower bound of the gain, or of the gain in each metric named. */
  once: gateOptions.once,
  /** Limits in each segment, under either way of deciding. */
  segments: gateOptions.segments,
});

/** Options of `gate`. */
export type GateSettings = z.input<typeof gateSettings>;
/** The options of a decision with their defaults: part of its record. */
export type CheckedGateSettings = z.output<typeof gateSettings>;

export const gateFacts = z.strictObject({
  /** What led here: the reason of the decision to train. */
  trigger: z.optional(z.string()),
  /** First and last window of the rows held out. */
  dataWindow: z.optional(z.strictObject({ from: z.string(), to: z.string() })),
  /** Version of the champion that was compared. */
  champion: z.optional(z.int().check(z.positive())),
  /** Who decided: the monitor, or a person by name. */
  actor: z.optional(z.string()),
});
/** The circumstances of a decision, kept with it. */
export type GateFacts = z.output<typeof gateFacts>;

/** Why the gate decided as it did. */
export const gateReasonTexts = {
  'evidence-for': 'the evidence that the challenger is better reached 1/α',
  'evidence-against': 'the evidence that the challenger is worse reached 1/α',
  'evidence-open': 'no evidence either way yet: later labelled windows go on',
  'evidence-too-slow': 'no evidence either way within the looks granted',
  'gain-certain': 'the lower bound of the gain is at least the improvement asked for',
  'gain-uncertain': 'the lower bound of the gain is below the improvement asked for',
  'metric-regressed': 'a metric is worse by more than allowed',
  'segment-regressed': 'a metric is worse in a segment by more than allowed',
  'segment-not-better': 'a metric is not better in a segment by what was asked for',
} as const;
/** Why the gate decided as it did. Words for people are in `gateReasons`. */
export type GateReason = keyof typeof gateReasonTexts;

/** Everything a decision was made of. Plain JSON; `settings` and `looks` are its inputs, the rest follows from them. */
export const gateRecord = z.strictObject({
  kind: z.literal('gate'),
  schemaVersion: z.literal(1),
  facts: gateFacts,
  settings: gateSettings,
  looks: z.array(look).check(z.refine(({ length }) => length > 0, 'expected at least one look')),
  method: z.enum(['paired-errors', 'bounded-losses', 'paired-interval']),
  rows: count,
  /** Classification: discordant rows over all looks. */
  b: z.optional(count),
  c: z.optional(count),
  /** Natural logs of the e-values that the challenger is better, and worse. Absent for `paired-interval`. */
  logE: z.optional(z.number()),
  harmLogE: z.optional(z.number()),
  /** Mean gain and its one-sided 95 % lower bound, for `paired-interval`. */
  gain: z.optional(gain),
  /** The same of each metric that must improve by a figure of its own. */
  gains: z.optional(byName(gain)),
  /** How each segment came out, where segments have limits. */
  segments: z.optional(z.array(segmentOutcome)),
  verdict: z.enum(['promote', 'reject', 'continue']),
  reason: z.enum(Object.keys(gateReasonTexts) as [GateReason, ...GateReason[]]),
});
/** A decision of the gate with all it was made of: plain JSON that `replayGate` decides again. */
export type GateRecord = z.output<typeof gateRecord>;
