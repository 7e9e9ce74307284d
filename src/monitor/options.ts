import * as z from 'zod/mini';
import { labelOptions } from '../act/labels/label-options.js';
import type { Alerter } from '../contracts/alerter.js';
import type { Table } from '../contracts/batch.js';
import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { AnyDataDriftTest } from '../contracts/data-drift-test.js';
import type { ModelTrainer } from '../contracts/model-trainer.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import type { Registry } from '../contracts/registry.js';
import type { Schema } from '../contracts/schema.js';
import type { TrainingSource } from '../contracts/training-source.js';
import { alertOptions } from '../act/alert/alert-options.js';
import { gateOptions } from '../act/train/gate-options.js';
import { limits } from '../limits.js';
import { byName, nameOf, orNull, partOf } from '../options.js';
import type { Clock } from '../ports/clock.js';
import { presets } from './defaults/presets.js';
import { defaultWindow } from './defaults/window.js';
import type { Executor } from '../ports/executor.js';
import type { Logger } from '../ports/logger.js';
import { trailings, windowSpec } from '../source/window-spec.js';
import type { SeededRandom } from '../stats/random.js';
import { givenSchema } from '../table/schema.js';

/** Anything that fits a contract, by its required members; the message names what is missing. */
function part<T>(contract: string, ...members: readonly string[]) {
  return z.custom<T>(
    (value) => typeof value === 'object' && value !== null && members.every((name) => name in value),
    `expected a ${contract}: an object with ${members.join(', ')}`,
  );
}

/** What a detector says of its food, in one of a few words. */
const fed = z.looseObject({
  input: z.enum(['error', 'bounded', 'real']),
  order: z.optional(z.enum(['prediction', 'arrival'])),
});
const detector = part<ConceptDetector>('ConceptDetector', 'name', 'input', 'initialState', 'update').check(
  (context) => void partOf(fed, context.value, [context.value.name], context),
);
const test = part<AnyDataDriftTest>('DataDriftTest', 'name', 'appliesTo', 'compare');

/** What can be set for one column. */
export const columnOptions = z.strictObject({
  /** Instead of the inferred type. */
  type: z.optional(z.enum(['numeric', 'categorical'])),
  /** What the column is for. Default `feature`. */
  role: z.optional(z.enum(['feature', 'prediction', 'score', 'label', 'id', 'timestamp', 'segment', 'ignore'])),
  /** The decider of this column. With a `threshold` it leaves the alarm budget. */
  test: z.optional(test),
  /** Fixed alarm threshold of the decider; leaves the alarm budget. */
  threshold: z.optional(z.number()),
  /** Tolerated change on the PSI scale, ψ₀. Default 0.05: a shift of .23 sd. 0 = none. */
  tolerance: z.optional(z.number().check(z.gte(0), z.lte(10))),
  /** Tolerated change of the missing share. Default 0.02. */
  missingTolerance: z.optional(z.number().check(z.gte(0), z.lt(1))),
  /** Default true. */
  enabled: z.optional(z.boolean()),
  /** Share of the alarm budget beside the other columns: 2 has twice as much of it as 1, the default. The whole stays the same. */
  weight: z.optional(z.number().check(z.gte(0.001), z.lte(1_000))),
  /** What missing cells are: a question of their own (default), a category, or nothing. */
  missing: z.optional(z.enum(['separate-check', 'as-category', 'ignore'])),
  /** `redact`: categories are hashed and values left out everywhere. */
  labels: z.optional(z.enum(['plain', 'redact'])),
});

/** Options of one column. */
export interface ColumnOptions extends z.input<typeof columnOptions> {}

const positive = z.number().check(z.gt(0));
const count = z.int().check(z.gte(1));
const share = z.number().check(z.gt(0), z.lt(1));

const period = z.union([
  z.strictObject({ windows: positive }),
  z.strictObject({ rows: positive }),
  z.enum(['day', 'week', 'month']),
]);

const retrain = z.strictObject({
  /** Default `either`. */
  on: z.optional(z.enum(['either', 'data', 'concept'])),
  /**
   * Advise only (`suggest`), train and wait for somebody to promote (`candidate`), or train and promote (`auto`).
   * Default `candidate`; `auto` under the preset `thresholds`.
   */
  mode: z.optional(z.enum(['candidate', 'suggest', 'auto'])),
  /** Default `append`. */
  strategy: z.optional(z.enum(['append', 'replace'])),
  /**
   * Data drift in `windows` of the last `of` windows justifies a retraining. Default 2 of 3; 1 of 1 under the preset
   * `thresholds`.
   */
  confirm: z.optional(
    z
      .strictObject({ windows: z.int().check(z.gte(1), z.lte(100)), of: z.int().check(z.gte(1), z.lte(100)) })
      .check(z.refine(({ windows, of }) => windows <= of, 'expected windows ≤ of')),
  ),
  /** Windows after a training or suggestion without a further one. Default 3; 0 under the preset `thresholds`. */
  cooldown: z.optional(z.strictObject({ windows: z.int().check(z.gte(0)) })),
  /** Trainings in 24 hours. Default 4; no limit under the preset `thresholds`. */
  maxPerDay: z.optional(count),
  /** Default 600,000. */
  timeoutMs: z.optional(count),
  /** Fewest rows to train on. Default 1,000. */
  minRows: z.optional(z.int().check(z.gte(2))),
  /** Share of the newest rows held out for the gate. Default 0.2. */
  holdout: z.optional(share),
  /** Wrong promotions allowed per candidate, α of the gate. Default 0.01. */
  alpha: z.optional(share),
  /**
   * Windows for which a promoted version is compared with the one before it, on the same rows, and goes back by itself when
   * that one does better. `false`: never. Default 10; none under the preset `thresholds`.
   */
  probation: z.optional(z.union([z.literal(false), z.strictObject({ windows: count })])),
  /**
   * Promote only through the gate, or how it decides besides its evidence: by a single look (`once`), within limits in each
   * segment (`segments`). Default true; the `thresholds` preset serves what it trained.
   */
  gate: z.optional(z.union([z.boolean(), z.strictObject(gateOptions)])),
  /** Kept with every version that is trained, and shown in `registry.csv`. Default: why, and on which windows. */
  notes: z.optional(z.string()),
});

/** When to retrain and what to do with what was trained. The option `retrain` of the Monitor. */
export type RetrainOptions = z.input<typeof retrain>;

const rule = z.enum(['any', 'majority']);

export const monitorOptions = z.strictObject({
  /** Label in alerts, metrics and files, up to 200 characters. Default `default`. */
  name: z._default(
    z.string().check(z.refine(({ length }) => length > 0 && length <= 200, 'expected 1 to 200 characters')),
    'default',
  ),
  /**
   * All that is not said otherwise: within an alarm budget (`budget`, the default), or by fixed thresholds as the
   * original DriftSense (`thresholds`).
   */
  preset: z._default(nameOf(presets), presets.budget),
  /**
   * Under the preset `thresholds`: where each test alarms; `null` switches it off. Default p below .05 (ks), above .10
   * nats (jsDivergence), above .25 (psi), p below .05 (chiSquare).
   */
  thresholds: z.optional(
    z.strictObject({
      ks: z.optional(orNull(share)),
      jsDivergence: z.optional(orNull(positive)),
      psi: z.optional(orNull(positive)),
      chiSquare: z.optional(orNull(share)),
    }),
  ),
  /**
   * Under the preset `thresholds`: whether any test flags a column, and any column the window, or at least half of
   * them. One word is that of the columns. Default `any`.
   */
  aggregate: z.optional(z.union([rule, z.strictObject({ tests: rule, features: rule })])),
  schema: givenSchema,
  reference: z.custom<Table | ReferenceProfile>(
    (value) => typeof value === 'object' && value !== null,
    'expected a table or a ReferenceProfile',
  ),
  /**
   * What windows are compared with and what the budget is kept over: the reference, on average over references (`fixed`); the
   * reference, for 95 of 100 references (`fixed-conditional`); the reference and all windows before that did not alarm (`pooled`).
   */
  referenceMode: z._default(z.enum(['fixed', 'fixed-conditional', 'pooled']), 'fixed'),
  /** Whether the row order of the reference is its order in time. */
  ordered: z._default(z.boolean(), true),
  /** The model was trained on the rows of the reference: what it predicted for them is warned of. */
  referenceIsTrainingData: z._default(z.boolean(), false),
  columns: z._default(byName(columnOptions), {}),
  /** How `run` and `observe` cut windows: by rows, by time, or one per file. Default `{ rows: 2_000 }`. */
  window: z._default(windowSpec, defaultWindow),
  /** What becomes of the last window, if it is not full. Default `report`. */
  trailing: z._default(trailings, 'report'),
  /** False-alarm windows allowed per so many windows or rows, or per day, week or month. Default 1 per 100 windows. */
  alarmBudget: z._default(z.strictObject({ falseAlarms: z._default(positive, 1), per: period }), {
    falseAlarms: 1,
    per: { windows: 100 },
  }),
  /** How the budget is shared among columns; `none` gives no guarantee. Default `holm`. */
  correction: z._default(z.enum(['holm', 'bh', 'by', 'bonferroni', 'none']), 'holm'),
  concept: z.optional(z.union([z.literal(false), detector])),
  /** Stands in for a detector that is out of service because it failed; reported, never in silence. Default none. */
  conceptFallback: z.optional(detector),
  /** Rows within which detections belong to one episode. */
  refractoryRows: z.optional(z.int().check(z.gte(0))),
  trainer: z.optional(part<ModelTrainer>('ModelTrainer', 'name', 'train', 'predict')),
  /** Where the rows to train on come from. Without it retraining can only be suggested. */
  training: z.optional(part<TrainingSource>('TrainingSource', 'rows')),
  /** Where model versions are kept. Default `memoryRegistry()`. */
  registry: z.optional(part<Registry>('Registry', 'append', 'read', 'list', 'alias', 'setAlias')),
  /** Score from which the prediction is the positive class, in (0, 1). Default 0.5. */
  decisionThreshold: z._default(share, 0.5),
  /** Of two labels the one that counts as 1. Default `true`, `1`, else the later one in code-point order. */
  positive: z.optional(z.union([z.string(), z.number(), z.boolean()])),
  /** When to retrain and what to do with what was trained; `false`: never. */
  retrain: z.optional(z.union([z.literal(false), retrain])),
  /** Whom alerts are sent to. Default nobody. */
  alerters: z._default(z.array(part<Alerter>('Alerter', 'name', 'send')), []),
  /** What is told, and how often. */
  alerts: z._default(alertOptions, () => z.parse(alertOptions, {})),
  /** Keeps the state, so that a later process goes on where this one ended. Default none. */
  checkpoint: z.optional(part<CheckpointStore>('CheckpointStore', 'load', 'save')),
  /**
   * Windows after which the state is saved, sooner when somebody is to be alerted, and `updates`: rows observed and labels told
   * one by one after which it is saved as well. Default every window, whatever comes between two.
   */
  checkpointEvery: z._default(z.strictObject({ windows: z._default(count, 1), updates: z.optional(count) }), {
    windows: 1,
  }),
  /** How labels that come late are waited for. */
  labels: z._default(labelOptions, () => z.parse(labelOptions, {})),
  /** Windows of observed rows that may wait to be judged. */
  queue: z._default(z.strictObject({ windows: count }), { windows: 8 }),
  /** Where the rows of large windows are counted: where the monitor runs, or as `workerExecutor` of `driftsense/node` does it. */
  executor: z.optional(part<Executor>('Executor', 'count', 'close')),
  /** Categories kept per column, by frequency; the rest are counted together. Default 1,000, at most 10,000. */
  maxCategories: z._default(z.int().check(z.gte(1), z.lte(limits.maxCategories)), limits.categories),
  /** Same seed, same rows, same reports. Default 0. */
  seed: z._default(z.int(), 0),
  /** The time. Default the machine's; `memoryClock()` for tests. */
  clock: z.optional(part<Clock>('Clock', 'now', 'monotonic', 'sleep')),
  /** Draws the key that ids are hashed with and the jitter of retries, for tests: `seededRandom(7)`. Default: nobody can guess the key. */
  random: z.optional(part<SeededRandom>('SeededRandom', 'uniform')),
  /** Told of what happens, after redaction. Default silent. */
  logger: z.optional(part<Logger>('Logger', 'info', 'warn', 'error')),
});

/** When `close` stops waiting; `Infinity`: never. */
export const endOptions = z.strictObject({
  deadlineMs: z._default(z.union([z.number().check(z.gte(0)), z.literal(Infinity)]), limits.closeMs),
});

type Plain = z.input<typeof monitorOptions>;

/**
 * Options of a Monitor. Only `reference` is required; everything else has a default. `Names` are the column names of the
 * schema, so that a misspelt column does not compile.
 */
export interface MonitorOptions<Names extends string = string> extends Omit<
  Plain,
  'schema' | 'columns' | 'reference' | 'concept' | 'conceptFallback' | 'trainer'
> {
  /** The rows windows are compared with, or their stored profile. With a schema it may be empty: all `insufficient` until `rebaseline`. */
  readonly reference: Table | ReferenceProfile<Names>;
  /** Declared columns (`defineSchema`); inferred once from the reference when absent. */
  readonly schema?: Schema<Names>;
  /** Settings per column. */
  readonly columns?: { readonly [Name in NoInfer<Names>]?: ColumnOptions };
  /**
   * The detector of concept drift, or `false`. Default with labels `adwin({ direction: 'increase' })`; `adwin()` under the
   * preset `thresholds`.
   */
  // A detector's state and a trainer's model are their own business.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly concept?: ConceptDetector<any> | false;
  /** Stands in for a detector that is out of service because it failed; reported, never in silence. Default none. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly conceptFallback?: ConceptDetector<any>;
  /** What makes models and predicts. Default none. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly trainer?: ModelTrainer<any>;
}

/** Options checked and with their defaults. */
export type Checked = z.output<typeof monitorOptions>;
