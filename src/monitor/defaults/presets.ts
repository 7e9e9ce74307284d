/** What a Monitor does where its options say nothing else: all that presets differ by. */
export interface Preset {
  /** For people. */
  readonly name: 'budget' | 'thresholds';
  /** The deciders of all columns share an alarm budget; else each test decides by a fixed threshold of its own. */
  readonly hasBudget: boolean;
  /** Changed data quality alarms; else it informs. */
  readonly qualityFlags: boolean;
  /** Tolerated change of a column on the PSI scale, ψ₀. */
  readonly tolerance: number;
  /** Tests need cells of equal width over the range of the reference. */
  readonly range20: boolean;
  /** Changes of the error that are changes of concept, and that the default detector looks for. */
  readonly direction: 'increase' | 'both';
  /** Where another model serves, the detector starts anew, and rows that the one before it scored say nothing. */
  readonly perModel: boolean;
  /** Promotions and rollbacks are told. */
  readonly promotions: boolean;
  readonly mode: 'candidate' | 'auto';
  readonly confirm: { readonly windows: number; readonly of: number };
  /** One concept detection confirms by itself; else it counts as one window. */
  readonly conceptConfirms: boolean;
  /** Training is held back on quality alarms, immature labels and harmless covariate drift. */
  readonly guards: boolean;
  /** Windows without a further training. */
  readonly cooldown: number;
  /** Trainings; absent: no limit. */
  readonly maxPerDay?: number;
  /** Rows are checked beyond what no training can do without: enough of them are fresh, and sound. */
  readonly checks: boolean;
  /** What was trained serves only if it passes the gate. */
  readonly gate: boolean;
  /** Windows; 0 = no probation. */
  readonly probation: number;
}

/** `budget`, the default, and `thresholds`, which judges and retrains as the original DriftSense does. */
export const presets: Readonly<Record<Preset['name'], Preset>> = {
  budget: {
    name: 'budget',
    hasBudget: true,
    qualityFlags: true,
    tolerance: 0.05,
    range20: false,
    direction: 'increase',
    perModel: true,
    promotions: true,
    mode: 'candidate',
    confirm: { windows: 2, of: 3 },
    conceptConfirms: true,
    guards: true,
    cooldown: 3,
    maxPerDay: 4,
    checks: true,
    gate: true,
    probation: 10,
  },
  thresholds: {
    name: 'thresholds',
    hasBudget: false,
    qualityFlags: false,
    tolerance: 0,
    range20: true,
    direction: 'both',
    perModel: false,
    promotions: false,
    mode: 'auto',
    confirm: { windows: 1, of: 1 },
    conceptConfirms: false,
    guards: false,
    cooldown: 0,
    checks: false,
    gate: false,
    probation: 0,
  },
};

/** Fixed thresholds where no budget decides; `null` switches a test off. */
export interface FixedThresholds {
  readonly ks: number | null;
  readonly jsDivergence: number | null;
  readonly psi: number | null;
  readonly chiSquare: number | null;
}

export const fixedThresholds: FixedThresholds = { ks: 0.05, jsDivergence: 0.1, psi: 0.25, chiSquare: 0.05 };
