import * as z from 'zod';
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
import { limits } from '../limits.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { SeededRandom } from '../stats/random.js';

/** Anything that fits a contract, by its required members; the message names what is missing. */
function part<T>(contract: string, ...members: readonly string[]) {
  return z.custom<T>(
    (value) => typeof value === 'object' && value !== null && members.every((name) => name in value),
    `expected a ${contract}: an object with ${members.join(', ')}`,
  );
}

const test = part<AnyDataDriftTest>('DataDriftTest', 'name', 'appliesTo', 'compare');

/** What can be set for one column. */
export const columnOptions = z.strictObject({
  type: z.enum(['numeric', 'categorical']).optional(),
  role: z.enum(['feature', 'prediction', 'score', 'label', 'id', 'timestamp', 'segment', 'ignore']).optional(),
  /** The decider of this column. With a `threshold` it leaves the alarm budget. */
  test: test.optional(),
  /** Fixed alarm threshold of the decider; leaves the alarm budget. */
  threshold: z.number().optional(),
  /** Tolerated change on the PSI scale, ψ₀. Default 0.05: a shift of .23 sd. 0 = none. */
  tolerance: z.number().min(0).max(10).optional(),
  /** Tolerated change of the missing share. Default 0.02. */
  missingTolerance: z.number().min(0).lt(1).optional(),
  /** Default true. */
  enabled: z.boolean().optional(),
  /** What missing cells are: a question of their own (default), a category, or nothing. */
  missing: z.enum(['separate-check', 'as-category', 'ignore']).optional(),
  /** `redact`: categories are hashed and values left out everywhere. */
  labels: z.enum(['plain', 'redact']).optional(),
});

/** Options of one column. */
export interface ColumnOptions extends z.input<typeof columnOptions> {}

const period = z.union([
  z.strictObject({ windows: z.number().positive() }),
  z.strictObject({ rows: z.number().positive() }),
  z.enum(['day', 'week', 'month']),
]);

const retrain = z.strictObject({
  on: z.enum(['either', 'data', 'concept']).default('either'),
  mode: z.enum(['candidate', 'suggest', 'auto']).optional(),
  strategy: z.enum(['append', 'replace']).default('append'),
  /** Data drift in `windows` of the last `of` windows justifies a retraining. */
  confirm: z
    .strictObject({ windows: z.int().min(1).max(100), of: z.int().min(1).max(100) })
    .refine(({ windows, of }) => windows <= of, 'expected windows ≤ of')
    .optional(),
  cooldown: z.strictObject({ windows: z.int().min(0) }).optional(),
  maxPerDay: z.int().min(1).optional(),
  timeoutMs: z.int().min(1).default(600_000),
  minRows: z.int().min(2).optional(),
  /** Share of the newest rows held out for the gate. */
  holdout: z.number().gt(0).lt(1).default(0.2),
  /** Wrong promotions allowed per candidate, α of the gate. */
  alpha: z.number().gt(0).lt(1).default(0.01),
  /** Promote only through the gate. Default true; the `thresholds` preset serves what it trained. */
  gate: z.boolean().optional(),
});

export type RetrainOptions = z.input<typeof retrain>;

export const monitorOptions = z.strictObject({
  name: z.string().min(1).max(200).default('default'),
  preset: z.enum(['budget', 'thresholds']).default('budget'),
  thresholds: z
    .strictObject({
      ks: z.number().nullable().optional(),
      jsDivergence: z.number().nullable().optional(),
      psi: z.number().nullable().optional(),
      chiSquare: z.number().nullable().optional(),
    })
    .optional(),
  aggregate: z
    .union([
      z.enum(['any', 'majority']),
      z.strictObject({ tests: z.enum(['any', 'majority']), features: z.enum(['any', 'majority']) }),
    ])
    .optional(),
  schema: z
    .custom<Schema>(
      (value) => typeof value === 'object' && value !== null && 'columns' in value,
      'expected a schema made by defineSchema',
    )
    .optional(),
  reference: z.custom<Table | ReferenceProfile>(
    (value) => typeof value === 'object' && value !== null,
    'expected a table or a ReferenceProfile',
  ),
  /** Whether the row order of the reference is its order in time. */
  ordered: z.boolean().default(true),
  columns: z.record(z.string(), columnOptions).default({}),
  window: z
    .union([
      z.strictObject({ rows: z.int().min(1) }),
      z.strictObject({
        every: z.string(),
        timeZone: z.string().optional(),
        allowedLateness: z.union([z.string(), z.number()]).optional(),
        minRows: z.int().min(1).optional(),
        maxPeriods: z.int().min(1).optional(),
      }),
      z.literal('file'),
    ])
    .default({ rows: 2_000 }),
  trailing: z.enum(['drop', 'merge', 'report']).default('report'),
  alarmBudget: z
    .strictObject({ falseAlarms: z.number().positive().default(1), per: period })
    .default({ falseAlarms: 1, per: { windows: 100 } }),
  correction: z.enum(['holm', 'bh', 'by', 'bonferroni', 'none']).default('holm'),
  concept: z
    .union([z.literal(false), part<ConceptDetector>('ConceptDetector', 'name', 'input', 'initialState', 'update')])
    .optional(),
  /** Rows within which detections belong to one episode. */
  refractoryRows: z.int().min(0).optional(),
  trainer: part<ModelTrainer>('ModelTrainer', 'name', 'train', 'predict').optional(),
  training: part<TrainingSource>('TrainingSource', 'rows').optional(),
  registry: part<Registry>('Registry', 'append', 'read', 'list', 'alias', 'setAlias').optional(),
  decisionThreshold: z.number().gt(0).lt(1).default(0.5),
  positive: z.union([z.string(), z.number(), z.boolean()]).optional(),
  retrain: z.union([z.literal(false), retrain]).optional(),
  alerters: z.array(part<Alerter>('Alerter', 'name', 'send')).default([]),
  alerts: alertOptions.prefault({}),
  checkpoint: part<CheckpointStore>('CheckpointStore', 'load', 'save').optional(),
  maxCategories: z.int().min(1).max(limits.maxCategories).default(limits.categories),
  seed: z.int().default(0),
  clock: part<Clock>('Clock', 'now', 'monotonic', 'sleep').optional(),
  random: part<SeededRandom>('SeededRandom', 'uniform').optional(),
  logger: part<Logger>('Logger', 'info', 'warn', 'error').optional(),
});

type Plain = z.input<typeof monitorOptions>;

/**
 * Options of a Monitor. Only `reference` is required; everything else has a default. `Names` are the column names of the
 * schema, so that a misspelt column does not compile.
 */
export interface MonitorOptions<Names extends string = string> extends Omit<
  Plain,
  'schema' | 'columns' | 'reference' | 'concept' | 'trainer'
> {
  /** The rows windows are compared with, or their stored profile. With a schema it may be empty: all `insufficient` until `rebaseline`. */
  readonly reference: Table | ReferenceProfile;
  /** Declared columns (`defineSchema`); inferred once from the reference when absent. */
  readonly schema?: Schema<Names>;
  /** Settings per column. */
  readonly columns?: { readonly [Name in NoInfer<Names>]?: ColumnOptions };
  // A detector's state and a trainer's model are their own business.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly concept?: ConceptDetector<any> | false;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly trainer?: ModelTrainer<any>;
}

/** Options checked and with their defaults. */
export type Checked = z.output<typeof monitorOptions>;
