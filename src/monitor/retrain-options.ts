import type { Checked } from './options.js';

/** Retraining options with the defaults of the preset. */
export function retrainOptions({ preset, retrain }: Checked) {
  const given = retrain === false ? undefined : retrain;
  return {
    mode: given?.mode ?? preset.mode,
    strategy: given?.strategy ?? 'append',
    holdout: given?.holdout ?? 0.2,
    alpha: given?.alpha ?? 0.01,
    /** 0 = no probation. */
    probationWindows: given?.probation === false ? 0 : (given?.probation?.windows ?? preset.probation),
    timeoutMs: given?.timeoutMs ?? 600_000,
    gated: (given?.gate ?? preset.gate) !== false,
    gate: typeof given?.gate === 'object' ? given.gate : {},
    notes: given?.notes,
    minRows: given?.minRows ?? 1_000,
    minFreshRows: preset.checks ? (given?.minRows ?? 1_000) : 0,
    checks: preset.checks,
  } as const;
}
