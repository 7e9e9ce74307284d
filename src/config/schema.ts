import * as z from 'zod';
import { alertOptions } from '../act/alert/alert-options.js';
import { columnOptions } from '../monitor/options.js';
import { fixedThresholds } from '../monitor/defaults/presets.js';
import { csvOptions } from '../source/csv-options.js';
import { parseDuration } from '../source/duration.js';
import { isTimeZone } from '../table/time-zone.js';
import { Secret } from '../secret.js';

/** Every key of a configuration file, with its default. Keys are snake_case; what depends on the preset is optional here. */

const share = z.number().gt(0).lt(1);
const count = z.int().min(1);
const oneOf = <const T extends readonly string[]>(...names: T) => z.enum(names);
const section = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape).prefault({} as never);
const threshold = (standard: number | null) => z.number().min(0).nullable().default(standard);

const metricNames = ['accuracy', 'auc', 'brier', 'log_loss', 'macro_f1', 'bias', 'mae', 'r_squared', 'rmse'] as const;

const drift = section({
  thresholds: section({
    ks_pvalue_lt: threshold(fixedThresholds.ks),
    js_divergence_gt: threshold(fixedThresholds.jsDivergence),
    psi_gt: threshold(fixedThresholds.psi),
    chi2_pvalue_lt: threshold(fixedThresholds.chiSquare),
  }),
  aggregate_rule: oneOf('any', 'majority').default('any'),
});

const partOptions = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

const conceptDrift = section({
  detector: z.string().min(1).default('adwin'),
  adwin_delta: share.optional(),
  options: partOptions,
  fallback: z.string().min(1).optional(),
});

/** A text that `parseDuration` reads; with `fixed` one whose length does not depend on the calendar. */
const duration = (fixed: boolean, example: string) =>
  z.string().refine((text) => {
    try {
      return parseDuration(text).ms !== undefined || !fixed;
    } catch {
      return false;
    }
  }, `expected a duration such as '${example}'`);

const figure = z.number().min(0);
/** By metric: how much worse it may be, or better it must be. */
const byMetric = z.partialRecord(z.enum(metricNames), figure);

const isNamed = (figures: object) => Object.keys(figures).length > 0;

const gate = z.strictObject({
  once: section({
    min_improvement: z.union([figure, byMetric.refine(isNamed, 'expected a metric')]).default(0),
    max_regression: byMetric.default({}),
  }).optional(),
  segments: z
    .strictObject({
      columns: z.array(z.string().min(1)).min(1).optional(),
      min_improvement: byMetric.optional(),
      max_regression: byMetric.default({}),
      min_rows: count.default(100),
    })
    .refine((limits) => isNamed({ ...limits.min_improvement, ...limits.max_regression }), 'expected a metric')
    .optional(),
});

const retraining = section({
  enabled: z.boolean().default(true),
  retrain_on: oneOf('data_drift', 'concept_drift', 'either').default('either'),
  strategy: oneOf('append', 'replace').default('append'),
  min_drift_windows: count.max(100).optional(),
  mode: oneOf('suggest', 'candidate', 'auto').optional(),
  confirm: z
    .strictObject({ windows: count.max(100), of: count.max(100) })
    .refine(({ windows, of }) => windows <= of, 'expected windows ≤ of')
    .optional(),
  cooldown_windows: z.int().min(0).optional(),
  max_per_day: count.nullable().optional(),
  timeout: duration(true, '10m').default('10m'),
  min_rows: z.int().min(2).default(1_000),
  holdout: share.default(0.2),
  gate: z.union([z.boolean(), gate]).optional(),
});

/** A whole number, also as text; in a channel that is off a variable may still stand there. */
const port = z
  .union([z.number(), z.string()])
  .refine(
    (value) =>
      String(value).includes('${') ||
      (/^\d{1,5}$/.test(String(value)) && Number(value) >= 1 && Number(value) <= 65_535),
    'expected a port from 1 to 65535',
  );
const secret = z.union([z.string(), z.instanceof(Secret)], 'expected a text').optional();
const list = z.union([z.string(), z.array(z.string())]);

const alerting = section({
  slack: section({ enabled: z.boolean().default(false), webhook_url: secret }),
  email: section({
    enabled: z.boolean().default(false),
    smtp_host: z.string().optional(),
    smtp_port: port.default(587),
    username: z.string().optional(),
    password: secret,
    from_addr: z.string().optional(),
    to_addrs: list.optional(),
    require_tls: z.boolean().default(true),
  }),
  webhook: section({ enabled: z.boolean().default(false), url: secret }),
  on_missing_secret: oneOf('dry_run', 'fail').default('dry_run'),
  remind_every: z.union([count, z.literal(false)]).default(7),
  clear_after: count.default(2),
  performance_tolerance: z.union([z.number().min(0).lt(1), z.literal(false)]).default(0.02),
  link: alertOptions.shape.link,
  promotions: z.boolean().optional(),
});

const data = section({
  reference: z.string().min(1).default('data/train.csv'),
  reference_is_training_data: z.boolean().default(false),
  stream: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).default('data/stream/stream_*.csv'),
  label: z.string().min(1).default('label'),
  labels: z.string().min(1).optional(),
  id: z.string().min(1).optional(),
  timestamp: z.string().min(1).optional(),
  delimiter: csvOptions.shape.delimiter,
  decimal: oneOf('.', ',').default('.'),
  missing: z.array(z.string()).default([]),
  encoding: z
    .string()
    .refine(
      (label) => csvOptions.shape.encoding.safeParse(label).success,
      'expected an encoding such as utf-8, latin1 or utf-16le',
    )
    .default('utf-8'),
  ragged: oneOf('refuse', 'skip').default('refuse'),
});

export const column = z.strictObject({
  type: columnOptions.shape.type,
  role: columnOptions.shape.role,
  test: z.string().min(1).optional(),
  threshold: z.number().optional(),
  tolerance: columnOptions.shape.tolerance,
  missing_tolerance: columnOptions.shape.missingTolerance,
  enabled: z.boolean().optional(),
  weight: columnOptions.shape.weight,
  missing: columnOptions.shape.missing,
  labels: columnOptions.shape.labels,
});

const trailing = oneOf('drop', 'merge', 'report', 'judge').optional();
const window = z
  .union([
    z.literal('file'),
    z.strictObject({ rows: count, trailing }),
    z.strictObject({
      every: duration(false, '1d'),
      rows: count.optional(),
      time_zone: z.string().refine(isTimeZone, "expected an IANA time zone such as 'Europe/Paris'").optional(),
      allowed_lateness: z.union([z.number().min(0), duration(true, '2h')]).optional(),
      min_rows: count.optional(),
      max_periods: count.optional(),
      trailing,
    }),
  ])
  .default('file');

const alarmBudget = section({
  false_alarms: z.number().positive().default(1),
  per: z
    .union([
      z.strictObject({ windows: z.number().positive() }),
      z.strictObject({ rows: z.number().positive() }),
      oneOf('day', 'week', 'month'),
    ])
    .default({ windows: 100 }),
});

export const configSchema = z.strictObject({
  preset: oneOf('thresholds', 'budget').optional(),
  drift,
  concept_drift: conceptDrift,
  retraining,
  alerting,
  data,
  columns: z.record(z.string(), column).default({}),
  alarm_budget: alarmBudget,
  correction: oneOf('holm', 'bh', 'by', 'bonferroni', 'none').default('holm'),
  window,
  reference_mode: oneOf('fixed', 'fixed-conditional', 'pooled').default('fixed'),
  model: section({
    trainer: z.string().min(1).default('logistic_regression'),
    options: partOptions,
    decision_threshold: share.default(0.5),
    positive: z.string().optional(),
  }),
  registry: section({ path: z.string().min(1).default('models') }),
  outputs: section({
    path: z.string().min(1).default('outputs'),
    report: z.boolean().default(true),
    charts: oneOf('svg', 'png', 'both', 'none').default('svg'),
  }),
  logging: section({
    path: z.string().min(1).default('logs'),
    level: oneOf('debug', 'info', 'warn', 'error').default('info'),
  }),
  executor: oneOf('inline', 'worker').default('inline'),
  name: z.string().min(1).max(200).default('default'),
  seed: z.int().default(0),
});

/** A checked configuration, keys as in the file, defaults filled in. */
export type Config = z.output<typeof configSchema>;

/**
 * Where a scalar is taken as it is written, whatever it looks like: names, paths, markers, addresses and secrets. A `*`
 * stands for any one step.
 */
const textPaths = [
  'concept_drift.detector',
  'concept_drift.fallback',
  'data.reference',
  'data.stream',
  'data.stream.*',
  'data.label',
  'data.labels',
  'data.id',
  'data.timestamp',
  'data.delimiter',
  'data.missing.*',
  'model.trainer',
  'model.positive',
  'columns.*.test',
  'retraining.gate.segments.columns.*',
  'name',
  'registry.path',
  'outputs.path',
  'logging.path',
  'alerting.slack.webhook_url',
  'alerting.webhook.url',
  'alerting.email.smtp_host',
  'alerting.email.username',
  'alerting.email.password',
  'alerting.email.from_addr',
  'alerting.email.to_addrs',
  'alerting.email.to_addrs.*',
  'alerting.link',
].map((path) => path.split('.'));

/** Values that no output may show. */
const secretPaths = new Set(['alerting.slack.webhook_url', 'alerting.webhook.url', 'alerting.email.password']);

export type Path = readonly (string | number)[];

const matches = (path: Path, pattern: readonly string[]): boolean =>
  path.length === pattern.length && pattern.every((step, i) => step === '*' || step === String(path[i]));

export const isTextPath = (path: Path): boolean => textPaths.some((pattern) => matches(path, pattern));
export const isSecretPath = (path: Path): boolean => secretPaths.has(path.join('.'));
