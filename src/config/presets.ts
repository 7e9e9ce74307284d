import { presets, type Preset } from '../monitor/defaults/presets.js';
import type { Config, Path } from './schema.js';

/** A configuration in which nothing is left open. */
export interface EffectiveConfig extends Config {
  readonly preset: Preset['name'];
  readonly retraining: Config['retraining'] & {
    readonly mode: 'suggest' | 'candidate' | 'auto';
    readonly confirm: { readonly windows: number; readonly of: number };
    readonly cooldown_windows: number;
    /** null: no limit. */
    readonly max_per_day: number | null;
  };
}

/** Of the detector itself; written out, so that it can be seen. */
const adwinDelta = 0.002;

/**
 * Fills in what depends on the preset. Without a `preset` key any key of `drift` selects `thresholds`.
 *
 * @param given - The file's own values, to see which keys were written.
 * @returns The configuration, and the paths that were filled in here.
 */
export function applyPreset(config: Config, given: unknown): { config: EffectiveConfig; filled: readonly Path[] } {
  const filled: Path[] = [];
  const mark = <T>(value: T | undefined, standard: T, ...path: string[]): T => {
    if (value !== undefined) return value;
    filled.push(path);
    return standard;
  };
  const preset = mark(config.preset, hasKeys(given, 'drift') ? 'thresholds' : 'budget', 'preset');
  const { mode, confirm, cooldown, maxPerDay = null } = presets[preset];
  const { retraining } = config;
  const { min_drift_windows: consecutive } = retraining;
  return {
    config: {
      ...config,
      preset,
      concept_drift: {
        ...config.concept_drift,
        ...(config.concept_drift.detector === 'adwin' && {
          adwin_delta: config.concept_drift.adwin_delta ?? adwinDelta,
        }),
      },
      retraining: {
        ...retraining,
        mode: mark(retraining.mode, mode, 'retraining', 'mode'),
        confirm:
          retraining.confirm ??
          (consecutive === undefined
            ? mark(undefined, confirm, 'retraining', 'confirm')
            : { windows: consecutive, of: consecutive }),
        cooldown_windows: mark(retraining.cooldown_windows, cooldown, 'retraining', 'cooldown_windows'),
        max_per_day: mark(retraining.max_per_day, maxPerDay, 'retraining', 'max_per_day'),
      },
    },
    filled,
  };
}

/** Whether the file has a section of this name with anything in it. */
function hasKeys(given: unknown, section: string): boolean {
  const value = (given as Record<string, unknown> | null)?.[section];
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
