import { describe, expect, it } from 'vitest';
import { checkConfig, valueAt } from '../../src/config/check-config.js';
import { configSchema } from '../../src/config/schema.js';
import { pathsOf } from '../../src/config/schema-keys.js';

const load = (text: string) => checkConfig(text, 'config.yaml', { variables: {} });

/** Every key and its default when absent: under `budget`, and under `thresholds` where it differs. `none`: no value. */
const none = undefined;
const defaults: readonly (readonly [key: string, budget: unknown, thresholds?: unknown])[] = [
  ['preset', 'budget', 'thresholds'],
  ['drift.thresholds.ks_pvalue_lt', 0.05],
  ['drift.thresholds.js_divergence_gt', 0.1],
  ['drift.thresholds.psi_gt', 0.25],
  ['drift.thresholds.chi2_pvalue_lt', 0.05],
  ['drift.aggregate_rule', 'any'],
  ['concept_drift.detector', 'adwin'],
  ['concept_drift.adwin_delta', 0.002],
  ['concept_drift.options', {}],
  ['concept_drift.fallback', none],
  ['retraining.enabled', true],
  ['retraining.retrain_on', 'either'],
  ['retraining.strategy', 'append'],
  ['retraining.min_drift_windows', none], // by itself 1 under `thresholds`, which `confirm` then says
  ['retraining.mode', 'candidate', 'auto'],
  ['retraining.confirm.windows', 2, 1],
  ['retraining.confirm.of', 3, 1],
  ['retraining.cooldown_windows', 3, 0],
  ['retraining.max_per_day', 4, null], // docs/decisions/0005
  ['retraining.timeout', '10m'],
  ['retraining.min_rows', 1_000],
  ['retraining.holdout', 0.2],
  ['retraining.gate', none],
  ['retraining.gate.once.max_regression', none],
  ['retraining.gate.once.min_improvement', none],
  ['retraining.gate.segments.columns', none],
  ['retraining.gate.segments.max_regression', none],
  ['retraining.gate.segments.min_improvement', none],
  ['retraining.gate.segments.min_rows', none],
  ['alerting.slack.enabled', false],
  ['alerting.slack.webhook_url', none],
  ['alerting.email.enabled', false],
  ['alerting.email.smtp_host', none],
  ['alerting.email.smtp_port', 587],
  ['alerting.email.username', none],
  ['alerting.email.password', none],
  ['alerting.email.from_addr', none],
  ['alerting.email.to_addrs', none],
  ['alerting.email.require_tls', true],
  ['alerting.webhook.enabled', false],
  ['alerting.webhook.url', none],
  ['alerting.on_missing_secret', 'dry_run'],
  ['alerting.remind_every', 7],
  ['alerting.clear_after', 2],
  ['alerting.performance_tolerance', 0.02],
  ['alerting.link', none],
  ['alerting.promotions', none],
  ['data.reference', 'data/train.csv'],
  ['data.reference_is_training_data', false],
  ['data.stream', 'data/stream/stream_*.csv'],
  ['data.label', 'label'],
  ['data.labels', none],
  ['data.id', none],
  ['data.timestamp', none],
  ['data.delimiter', ','],
  ['data.decimal', '.'],
  ['data.missing', []],
  ['data.encoding', 'utf-8'],
  ['data.ragged', 'refuse'],
  ['columns', {}],
  ['columns.*.type', none],
  ['columns.*.role', none],
  ['columns.*.test', none],
  ['columns.*.threshold', none],
  ['columns.*.tolerance', none],
  ['columns.*.missing_tolerance', none],
  ['columns.*.enabled', none],
  ['columns.*.weight', none],
  ['columns.*.missing', none],
  ['columns.*.labels', none],
  ['alarm_budget.false_alarms', 1],
  ['alarm_budget.per', { windows: 100 }],
  ['alarm_budget.per.windows', 100],
  ['alarm_budget.per.rows', none],
  ['correction', 'holm'],
  ['window', 'file'],
  ['window.rows', none],
  ['window.trailing', none],
  ['window.every', none],
  ['window.time_zone', none],
  ['window.allowed_lateness', none],
  ['window.min_rows', none],
  ['window.max_periods', none],
  ['reference_mode', 'fixed'],
  ['model.trainer', 'logistic_regression'],
  ['model.options', {}],
  ['model.decision_threshold', 0.5],
  ['model.positive', none],
  ['registry.path', 'models'],
  ['outputs.path', 'outputs'],
  ['outputs.report', true],
  ['outputs.charts', 'svg'],
  ['logging.path', 'logs'],
  ['logging.level', 'info'],
  ['executor', 'inline'],
  ['name', 'default'],
  ['seed', 0],
];

describe('the keys of a configuration', () => {
  it('are those listed here, and no others', () => {
    const paths = pathsOf(configSchema).map((path) => path.join('.'));
    const sections = new Set(paths.filter((path) => paths.some((other) => other.startsWith(`${path}.`))));
    const valued = defaults.map(([key]) => key);
    const leaves = paths.filter((path) => !sections.has(path) || valued.includes(path));
    expect([...new Set(leaves)].toSorted()).toEqual(valued.toSorted());
  });

  it.each(defaults.map(([key, budget, thresholds = budget]) => ({ key, budget, thresholds })))(
    '$key has its default when it is absent',
    ({ key, budget, thresholds }) => {
      const path = key.split('.');
      expect(valueAt(load('preset: budget').config, path), 'under budget').toEqual(budget);
      expect(valueAt(load('preset: thresholds').config, path), 'under thresholds').toEqual(thresholds);
    },
  );

  it('an empty file sets nothing, and says so; it means preset budget', () => {
    for (const text of ['', '# nothing but a comment\n', 'data:\ncolumns:\n', '{}']) {
      const { config, warnings } = load(text);
      expect(config).toEqual(load('preset: budget').config);
      expect(warnings).toEqual(['nothing is set: every value is its default']);
    }
  });
});

describe('the preset', () => {
  it.each([
    ['data: { label: y }', 'budget'],
    ['drift:', 'budget'],
    ['drift: { thresholds: { psi_gt: 0.25 } }', 'thresholds'],
    ['drift: { thresholds: { psi_gt: null } }', 'thresholds'],
    ['drift: { aggregate_rule: majority }', 'thresholds'],
    ['preset: thresholds', 'thresholds'],
    ['preset: thresholds\ndrift: { aggregate_rule: any }', 'thresholds'],
    ['preset: budget\nretraining: { enabled: false }', 'budget'],
  ])('of %s is %s', (text, preset) => {
    expect(load(text).config.preset).toBe(preset);
  });

  it('any key of drift contradicts preset budget, with both lines', () => {
    expect(() => load('drift:\n  thresholds: { psi_gt: 0.2 }\npreset: budget\n')).toThrow(
      "config.yaml:3:1: 'preset: budget' (line 3) and 'drift.thresholds' (line 2) exclude each other: remove one of them",
    );
    expect(() => load('preset: budget\ndrift:\n  aggregate_rule: any\n')).toThrow("'drift.aggregate_rule' (line 3)");
  });

  it('min_drift_windows means so many in a row, under either preset, and not beside confirm', () => {
    for (const preset of ['budget', 'thresholds'])
      expect(load(`preset: ${preset}\nretraining: { min_drift_windows: 4 }`).config.retraining.confirm).toEqual({
        windows: 4,
        of: 4,
      });
    expect(() => load('retraining:\n  min_drift_windows: 2\n  confirm: { windows: 1, of: 2 }\n')).toThrow(
      "'retraining.confirm' (line 3) and 'retraining.min_drift_windows' (line 2) say the same thing twice",
    );
  });

  it('says which keys have no effect under it', () => {
    expect(
      load(
        'preset: thresholds\nalarm_budget: { false_alarms: 2 }\ncorrection: bh\nretraining: { holdout: 0.3 }\nreference_mode: pooled',
      ).warnings,
    ).toEqual([
      "'alarm_budget' (line 2) is ignored: preset thresholds has no alarm budget",
      "'correction' (line 3) is ignored: preset thresholds has no alarm budget",
      "'reference_mode' (line 5) is ignored: preset thresholds has no alarm budget",
      "'retraining.holdout' (line 4) is ignored: preset thresholds serves what it trained, without a gate",
    ]);
    expect(load('alarm_budget: { false_alarms: 2 }\ncorrection: bh\nretraining: { holdout: 0.3 }').warnings).toEqual(
      [],
    );
  });

  it('adwin_delta belongs to adwin, as detector or as fallback, and is ignored with a warning beside another', () => {
    expect(load('concept_drift: { detector: ddm, adwin_delta: 0.01 }').warnings).toEqual([
      "'concept_drift.adwin_delta' (line 1) is ignored: the detector is 'ddm'",
    ]);
    expect(load('concept_drift: { detector: ddm, adwin_delta: 0.01, fallback: adwin }').warnings).toEqual([]);
    expect(load('concept_drift: { adwin_delta: 0.01 }').warnings).toEqual([]);
  });
});
