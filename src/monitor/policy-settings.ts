import type { PolicySettings } from '../judge/policy/policy.js';
import type { Checked } from './options.js';

/** The retraining policy of a preset, with what the options say instead. */
export function policySettings({ preset, retrain }: Checked, canTrain: boolean): PolicySettings {
  const budget = preset === 'budget';
  const given = retrain === false ? undefined : retrain;
  const on = given?.on ?? 'either';
  return {
    enabled: retrain !== false,
    on,
    mode: given?.mode ?? (budget ? 'candidate' : 'auto'),
    confirm: given?.confirm ?? (budget ? { windows: 2, of: 3 } : { windows: 1, of: 1 }),
    // Not one that is kept from before, when it counted.
    conceptConfirms: budget && on !== 'data',
    cooldownWindows: given?.cooldown?.windows ?? (budget ? 3 : 0),
    maxPerDay: given?.maxPerDay ?? (budget ? 4 : Number.MAX_SAFE_INTEGER),
    guards: budget,
    canTrain,
  };
}
