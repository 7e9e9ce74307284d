import * as z from 'zod';

const metrics = z.record(z.string(), z.number());
const count = z.int().nonnegative();

/** What one look at new rows brings to the decision. Sums only: looks add up, and no row is kept. */
const look = z.strictObject({
  /** The window of these rows; absent for the rows held out from training. */
  window: z.string().optional(),
  rows: count,
  /** Classification: rows that only the challenger gets right. */
  b: count.optional(),
  /** Classification: rows that only the champion gets right. */
  c: count.optional(),
  /** Regression: sum and sum of squares of d = loss of the champion − loss of the challenger. */
  sum: z.number().optional(),
  squares: z.number().nonnegative().optional(),
  /** Regression: per stake, the log of what a bet on the challenger, and against it, became on these rows. */
  bets: z.strictObject({ better: z.array(z.number()), worse: z.array(z.number()) }).optional(),
  champion: metrics,
  challenger: metrics,
});
export type Look = z.output<typeof look>;

/** Options of a gate. */
export const gateSettings = z.strictObject({
  /** Number of classes; 0 for regression. */
  classes: z
    .int()
    .nonnegative()
    .refine((k) => k !== 1, 'expected 0 for regression, or at least 2 classes'),
  /** Wrong promotions allowed per candidate. Default 0.01. */
  alpha: z.number().gt(0).lt(1).default(0.01),
  /** Two classes: scores from here on count as class 1. Default 0.5. */
  decisionThreshold: z.number().gt(0).lt(1).default(0.5),
  /**
   * Regression: the absolute error that counts as half a loss; must not come from the rows it is applied to. Default: the
   * champion's median absolute error over the first fifth of the held-out rows, which then do not count.
   */
  lossScale: z.number().positive().optional(),
  /** Looks, the held-out rows included, after which a challenger without enough evidence is rejected. Default 10. */
  maxLooks: z.int().positive().default(10),
  /**
   * Instead of watching: decide at the first look, by a one-sided 95 % lower bound of the gain (share of rows for classes,
   * mean bounded loss for numbers) of at least `minImprovement`, and no metric in `maxRegression` worse by more than stated.
   */
  once: z
    .strictObject({
      minImprovement: z.number().nonnegative().default(0),
      maxRegression: z.record(z.string(), z.number().nonnegative()).default({}),
    })
    .optional(),
});

export type GateSettings = z.input<typeof gateSettings>;
/** The options of a decision with their defaults: part of its record. */
export type CheckedGateSettings = z.output<typeof gateSettings>;

export const gateFacts = z.strictObject({
  /** What led here: the reason of the decision to train. */
  trigger: z.string().optional(),
  /** First and last window of the rows held out. */
  dataWindow: z.strictObject({ from: z.string(), to: z.string() }).optional(),
  /** Version of the champion that was compared. */
  champion: z.int().positive().optional(),
  /** Who decided: the monitor, or a person by name. */
  actor: z.string().optional(),
});
/** The circumstances of a decision, kept with it. */
export type GateFacts = z.output<typeof gateFacts>;

/** Why the gate decided as it did. */
export const gateReasons = {
  'evidence-for': 'the evidence that the challenger is better reached 1/α',
  'evidence-against': 'the evidence that the challenger is worse reached 1/α',
  'evidence-open': 'no evidence either way yet: later labelled windows go on',
  'evidence-too-slow': 'no evidence either way within the looks granted',
  'gain-certain': 'the lower bound of the gain is at least the improvement asked for',
  'gain-uncertain': 'the lower bound of the gain is below the improvement asked for',
  'metric-regressed': 'a metric is worse by more than allowed',
} as const;
export type GateReason = keyof typeof gateReasons;

/** Everything a decision was made of. Plain JSON; `settings` and `looks` are its inputs, the rest follows from them. */
export const gateRecord = z.strictObject({
  kind: z.literal('gate'),
  schemaVersion: z.literal(1),
  facts: gateFacts,
  settings: gateSettings,
  looks: z.array(look).min(1),
  method: z.enum(['paired-errors', 'bounded-losses', 'paired-interval']),
  rows: count,
  /** Classification: discordant rows over all looks. */
  b: count.optional(),
  c: count.optional(),
  /** Natural logs of the e-values that the challenger is better, and worse. Absent for `paired-interval`. */
  logE: z.number().optional(),
  harmLogE: z.number().optional(),
  /** Mean gain and its one-sided 95 % lower bound, for `paired-interval`. */
  gain: z.strictObject({ value: z.number(), lower: z.number() }).optional(),
  verdict: z.enum(['promote', 'reject', 'continue']),
  reason: z.enum(Object.keys(gateReasons) as [GateReason, ...GateReason[]]),
});
export type GateRecord = z.output<typeof gateRecord>;
