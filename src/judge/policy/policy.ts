import type { Decision, DecisionReason } from '../../contracts/window-report.js';
import type { PolicyState } from './policy-state.js';

/** What justifies a retraining, and what holds it back. Both presets are settings of this one reducer. */
export interface PolicySettings {
  readonly enabled: boolean;
  readonly on: 'either' | 'data' | 'concept';
  readonly mode: 'suggest' | 'candidate' | 'auto';
  /** Data drift: `windows` flagged of the last `of`. */
  readonly confirm: { readonly windows: number; readonly of: number };
  /** Whether one concept detection confirms by itself, or counts as one window. */
  readonly conceptConfirms: boolean;
  readonly cooldownWindows: number;
  readonly maxPerDay: number;
  /** Hold back on quality alarms, immature labels and harmless covariate drift. */
  readonly guards: boolean;
  /** There is a trainer and a training source. */
  readonly canTrain: boolean;
}

/** What one window brings. */
export interface PolicyInput {
  readonly window: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly dataDrift: boolean;
  readonly qualityAlarm: boolean;
  /** From labels of this window or of earlier ones. */
  readonly conceptDrift: boolean;
  /** Nothing could be tested: neither counts nor resets. */
  readonly insufficient: boolean;
  readonly inReference: boolean;
  /** Labelled rows over rows; undefined without a label column. */
  readonly maturity?: number | undefined;
  /** The window's performance is known and within tolerance of the validation performance. */
  readonly performanceWithinTolerance: boolean;
  readonly trainingRuns: boolean;
}

const dayMs = 86_400_000;
const maturityNeeded = 0.9;
/** Windows since a concept drift that are kept while nothing has answered it. */
const mostWindows = 100;

/**
 * Next state and decision for one window. `train` and `suggest` name the windows that triggered them in `triggers`.
 *
 * Where one concept detection confirms by itself, it does so until `answered` says that a training came to a candidate, or
 * another version serves: its detector starts anew after it and will not say it again. Data drift that lasts confirms itself.
 */
export function decide(
  state: PolicyState,
  input: PolicyInput,
  settings: PolicySettings,
): { state: PolicyState; decision: Decision; triggers: readonly string[] } {
  const started = state.started.filter((at) => at > input.at - dayMs);
  const none = (next: PolicyState, reason: DecisionReason, detail?: string) => ({
    state: next,
    decision: { action: 'none', reason, ...(detail !== undefined && { detail }) } as Decision,
    triggers: [],
  });
  // Labels of earlier windows may tell of a concept drift also while rows of the reference come by.
  if (input.inReference && !input.conceptDrift) return none({ ...state, started }, 'in-reference');
  const cooldown = Math.max(0, state.cooldown - 1);
  if (input.insufficient && !input.conceptDrift) return none({ ...state, started, cooldown }, 'insufficient');

  const data = input.dataDrift && !input.inReference && settings.on !== 'concept';
  const concept = input.conceptDrift && settings.on !== 'data';
  const recent = kept([...state.recent, { window: input.window, data, concept }], settings);
  const waiting = { recent, cooldown, started };
  // Where one detection confirms, every row since then is of the new concept, whether its window was flagged or not.
  const since = settings.conceptConfirms ? recent.findIndex((w) => w.concept) : -1;
  if (!data && !concept && since < 0)
    return none(waiting, recent.some((w) => w.data) ? 'drift-not-confirmed' : 'stable');

  const seen = recent.slice(-settings.confirm.of).filter((w) => w.data || w.concept);
  const byConcept = since >= 0 || (!settings.conceptConfirms && concept && seen.length >= settings.confirm.windows);
  const byData = (settings.conceptConfirms ? seen.filter((w) => w.data) : seen).length >= settings.confirm.windows;
  if (!byConcept && !byData)
    return none(waiting, 'drift-not-confirmed', `${seen.length} of ${settings.confirm.windows} windows`);

  const held = heldBack(input, settings, state.cooldown, started, byConcept);
  if (held) return none(waiting, held);
  const triggers = (since < 0 ? seen : recent.slice(since)).map((w) => w.window);
  const reason = byConcept ? 'confirmed-concept-drift' : 'confirmed-data-drift';
  const detail = `windows ${triggers.length > 5 ? `${triggers[0]} to ${triggers.at(-1)}` : triggers.join(', ')}`;
  if (settings.mode === 'suggest' || !settings.canTrain)
    return {
      state: { recent: [], cooldown: settings.cooldownWindows, started },
      decision: { action: 'suggest', reason: settings.canTrain ? reason : 'no-trainer', detail },
      triggers,
    };
  return {
    state: {
      recent: byConcept && settings.conceptConfirms ? recent : [],
      cooldown: settings.cooldownWindows,
      started: [...started, input.at],
    },
    decision: { action: 'train', reason, detail },
    triggers,
  };
}

/** As many windows as data drift is confirmed by, and all since a concept drift that nothing has answered. */
function kept(
  windows: PolicyState['recent'],
  { confirm, conceptConfirms, enabled }: PolicySettings,
): PolicyState['recent'] {
  const first = conceptConfirms && enabled ? windows.findIndex((w) => w.concept) : -1;
  if (first < 0 || windows.length - first <= confirm.of) return windows.slice(-confirm.of);
  return [windows[first]!, ...windows.slice(first + 1).slice(1 - mostWindows)];
}

/** The first guard that holds a confirmed drift back. */
function heldBack(
  input: PolicyInput,
  settings: PolicySettings,
  cooldown: number,
  started: readonly number[],
  byConcept: boolean,
): DecisionReason | undefined {
  if (!settings.enabled) return 'retraining-disabled';
  if (input.trainingRuns) return 'run-in-progress';
  if (cooldown > 0) return 'in-cooldown';
  if (started.length >= settings.maxPerDay) return 'daily-limit';
  if (!settings.guards) return undefined;
  if (input.qualityAlarm) return 'data-quality-alarm';
  if (settings.canTrain && (input.maturity ?? 0) < maturityNeeded) return 'no-labels';
  if (!byConcept && settings.on !== 'data' && input.performanceWithinTolerance) return 'performance-within-tolerance';
  return undefined;
}
