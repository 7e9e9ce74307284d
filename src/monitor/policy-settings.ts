import type { PolicySettings } from '../judge/policy/policy.js';
import type { Checked } from './options.js';

/** The retraining policy of a preset, with what the options say instead. */
export function policySettings({ preset, retrain }: Checked, canTrain: boolean): PolicySettings {
  const given = retrain === false ? undefined : retrain;
  const on = given?.on ?? 'either';
  return {
    enabled: retrain !== false,
    on,
    mode: given?.mode ?? preset.mode,
    confirm: given?.confirm ?? preset.confirm,
    // Not one that is kept from before, when it counted.
    conceptConfirms: preset.conceptConfirms && on !== 'data',
    cooldownWindows: given?.cooldown?.windows ?? preset.cooldown,
    maxPerDay: given?.maxPerDay ?? preset.maxPerDay ?? Number.MAX_SAFE_INTEGER,
    guards: preset.guards,
    canTrain,
  };
}
