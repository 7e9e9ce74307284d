import type { GateRecord } from '../act/train/gate-record.js';
import type { Json } from '../contracts/json.js';
import type { DecisionRecord, Registry } from '../contracts/registry.js';

/** A look of the gate at a candidate, or at a version on probation, where the one before is the challenger. */
export interface Decided {
  readonly kind: DecisionRecord['kind'];
  readonly version: number;
  readonly against: number;
  readonly record: GateRecord;
}

const verdicts = {
  gate: { promote: 'promote', reject: 'reject', continue: 'continue' },
  probation: { promote: 'roll-back', reject: 'keep', continue: 'continue' },
} as const;

/**
 * Records what was decided, before anything follows from it. A monitor that died before its state was saved may decide, and
 * record, the same once more. A registry that keeps no decisions is not asked.
 */
export async function keepDecision(
  registry: Registry,
  { kind, version, against, record }: Decided,
  by: Pick<DecisionRecord, 'at' | 'actor'>,
): Promise<void> {
  const verdict = verdicts[kind][record.verdict];
  const gate = record as unknown as Json;
  await registry.recordDecision?.({ ...by, kind, version, against, verdict, reason: record.reason, gate });
}
