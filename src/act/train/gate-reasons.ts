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
