/** What happened during a run, counted. */
export interface RunCounts {
  windows: number;
  inReference: number;
  /** Without a verdict, beside rows of the reference. */
  undecided: number;
  drift: number;
  conceptDrift: number;
  trained: number;
  promoted: number;
  rolledBack: number;
  alerts: number;
  sent: number;
  dryRun: number;
  failed: number;
  /** Of the three: what a channel was told of another, which is no alert of the monitor. */
  ofChannels: number;
  /** Errors and failed listeners that did not stop the run. */
  errors: number;
}

export const noCounts = (): RunCounts => ({
  windows: 0,
  inReference: 0,
  undecided: 0,
  drift: 0,
  conceptDrift: 0,
  trained: 0,
  promoted: 0,
  rolledBack: 0,
  alerts: 0,
  sent: 0,
  dryRun: 0,
  failed: 0,
  ofChannels: 0,
  errors: 0,
});

/** A promotion and the window after whose judgement it came. */
export interface PromotionMark {
  readonly window: string;
  readonly version: number;
}
