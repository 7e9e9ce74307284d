import type { Alerter } from '../contracts/alerter.js';
import type { Table } from '../contracts/batch.js';
import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { AnyDataDriftTest } from '../contracts/data-drift-test.js';
import type { ModelTrainer } from '../contracts/model-trainer.js';
import type { Registry } from '../contracts/registry.js';
import type { ColumnRole } from '../contracts/schema.js';
import type { TrainingSource } from '../contracts/training-source.js';
import type { Clock } from '../ports/clock.js';
import type { Executor } from '../ports/executor.js';
import type { Logger } from '../ports/logger.js';
import type { ColumnOptions, MonitorOptions } from '../monitor/options.js';
import { parseDuration } from '../source/duration.js';
import type { WindowSpec } from '../source/window-spec.js';
import { builtIns, camelCase, tableName, type BuiltIn } from './names.js';
import type { EffectiveConfig } from './presets.js';

/** Parts written in code, which a configuration file may name. */
export interface CustomParts {
  /** Tests that the file may name. */
  readonly tests?: readonly AnyDataDriftTest[];
  /** Detectors that the file may name. */
  // A detector's state and a trainer's model are their own business.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly detectors?: readonly ConceptDetector<any>[];
  /** Trainers that the file may name. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly trainers?: readonly ModelTrainer<any>[];
}

/** What a monitor needs besides its configuration. */
export interface MonitorParts extends CustomParts {
  readonly reference: Table;
  /** Whether the label counts as classes or as a number; absent when the reference has no such column. */
  readonly labelType: 'categorical' | 'numeric' | undefined;
  readonly training?: TrainingSource;
  readonly registry: Registry;
  readonly alerters: readonly Alerter[];
  readonly executor?: Executor | undefined;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** Turns a configuration and parts into the options of a Monitor. Pure. */
export function monitorOptionsOf(config: EffectiveConfig, parts: MonitorParts): MonitorOptions {
  const budget = config.preset === 'budget';
  const { concept_drift: concept } = config;
  return {
    name: config.name,
    preset: config.preset,
    ...(!budget && {
      thresholds: thresholdsOf(config),
      aggregate: config.drift.aggregate_rule,
    }),
    reference: parts.reference,
    ...(budget && { referenceMode: config.reference_mode }),
    referenceIsTrainingData: config.data.reference_is_training_data,
    columns: columnsOf(config, parts),
    window: windowOf(config),
    alarmBudget: { falseAlarms: config.alarm_budget.false_alarms, per: config.alarm_budget.per },
    correction: config.correction,
    concept: detectorOf(concept.detector, concept.options, config, parts),
    ...(concept.fallback !== undefined && { conceptFallback: detectorOf(concept.fallback, {}, config, parts) }),
    trainer: trainerOf(config, parts),
    ...(parts.training && { training: parts.training }),
    registry: parts.registry,
    decisionThreshold: config.model.decision_threshold,
    ...(config.model.positive !== undefined && { positive: config.model.positive }),
    retrain: retrainOf(config),
    alerters: [...parts.alerters],
    alerts: alertsOf(config),
    executor: parts.executor,
    seed: config.seed,
    ...(parts.logger && { logger: parts.logger }),
    ...(parts.clock && { clock: parts.clock }),
  };
}

const alertsOf = ({
  alerting: { remind_every, clear_after, performance_tolerance, link, promotions },
}: EffectiveConfig) => ({
  remindEvery: remind_every,
  clearAfter: clear_after,
  performanceTolerance: performance_tolerance,
  ...(link !== undefined && { link }),
  ...(promotions !== undefined && { promotions }),
});

/** The fixed thresholds by the names of their tests; `null` is off. */
const thresholdsOf = ({ drift: { thresholds } }: EffectiveConfig) => ({
  ks: thresholds.ks_pvalue_lt,
  jsDivergence: thresholds.js_divergence_gt,
  psi: thresholds.psi_gt,
  chiSquare: thresholds.chi2_pvalue_lt,
});

/** The fixed threshold of the file for a test, if it has one. */
export function thresholdOf(test: string, config: EffectiveConfig): number | undefined {
  const name = camelCase(tableName(test));
  return Object.entries(thresholdsOf(config)).find(([key]) => key === name)?.[1] ?? undefined;
}

/** The column with the label: the one that `columns` gives this role, else `data.label`. */
export const labelName = ({ columns, data }: Pick<EffectiveConfig, 'columns' | 'data'>): string =>
  Object.entries(columns).find(([, { role }]) => role === 'label')?.[0] ?? data.label;

function columnsOf({ columns, data }: EffectiveConfig, parts: MonitorParts): Record<string, ColumnOptions> {
  const result = new Map<string, ColumnOptions>();
  const role = (name: string | undefined, its: ColumnRole): void => {
    if (name !== undefined) result.set(name, { role: its });
  };
  role(data.id, 'id');
  role(data.timestamp, 'timestamp');
  if (parts.labelType !== undefined) result.set(labelName({ columns, data }), { role: 'label', type: parts.labelType });
  for (const [name, { test, missing_tolerance: missingTolerance, ...own }] of Object.entries(columns))
    result.set(name, {
      ...result.get(name),
      ...own,
      ...(missingTolerance !== undefined && { missingTolerance }),
      ...(test !== undefined && { test: testOf(test, parts) }),
    });
  return Object.fromEntries(result);
}

/** A part from code by its own name, or a built-in by the name in the table. */
function named<Part extends { readonly name: string }>(
  name: string,
  custom: readonly Part[] | undefined,
  builtIn: ReadonlyMap<string, BuiltIn<Part>>,
  options: Readonly<Record<string, unknown>> = {},
): Part {
  return custom?.find((part) => part.name === name) ?? builtIn.get(tableName(name))!.make(options);
}

const testOf = (name: string, { tests }: CustomParts): AnyDataDriftTest => named(name, tests, builtIns.tests);

/** A detector by name. Under `budget` only a rising error is a change of concept, unless the file says otherwise. */
function detectorOf(
  name: string,
  options: Readonly<Record<string, unknown>>,
  { preset, concept_drift: { adwin_delta: delta }, seed }: EffectiveConfig,
  parts: CustomParts,
): ConceptDetector {
  return named(name, parts.detectors, builtIns.detectors, {
    ...(preset === 'budget' && { direction: 'increase' }),
    ...(name === 'adwin' && delta !== undefined && { delta }),
    ...((name === 'kswin' || name === 'shiryaev_roberts') && { seed }),
    ...camelKeys(options),
  });
}

const trainerOf = ({ model }: EffectiveConfig, { trainers }: CustomParts): ModelTrainer =>
  named(model.trainer, trainers, builtIns.trainers, camelKeys(model.options));

const camelKeys = <Value>(options: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));

const windowOf = ({ window }: EffectiveConfig): WindowSpec =>
  typeof window === 'string' ? window : (camelKeys(window) as WindowSpec);

const retrainOn = { data_drift: 'data', concept_drift: 'concept', either: 'either' } as const;

function retrainOf({ retraining }: EffectiveConfig): MonitorOptions['retrain'] {
  if (!retraining.enabled) return false;
  const { max_per_day: maxPerDay } = retraining;
  return {
    on: retrainOn[retraining.retrain_on],
    mode: retraining.mode,
    strategy: retraining.strategy,
    confirm: retraining.confirm,
    cooldown: { windows: retraining.cooldown_windows },
    maxPerDay: maxPerDay ?? Number.MAX_SAFE_INTEGER,
    timeoutMs: parseDuration(retraining.timeout).ms!,
    minRows: retraining.min_rows,
    holdout: retraining.holdout,
    ...(retraining.gate !== undefined && { gate: gateOf(retraining.gate) }),
  };
}

function gateOf(
  gate: NonNullable<EffectiveConfig['retraining']['gate']>,
): NonNullable<Exclude<MonitorOptions['retrain'], false | undefined>['gate']> {
  if (typeof gate === 'boolean') return gate;
  const { once, segments } = gate;
  return {
    ...(once && {
      once: {
        minImprovement:
          typeof once.min_improvement === 'number' ? once.min_improvement : camelKeys(once.min_improvement),
        maxRegression: camelKeys(once.max_regression),
      },
    }),
    ...(segments && {
      segments: {
        ...(segments.columns && { columns: segments.columns }),
        ...(segments.min_improvement && { minImprovement: camelKeys(segments.min_improvement) }),
        maxRegression: camelKeys(segments.max_regression),
        minRows: segments.min_rows,
      },
    }),
  };
}
