import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { adwin, kswin, memoryRegistry, track, type ConceptDetector } from '../../src/index.js';
import { loadMonitor, type MonitorOptions } from '../../src/node.js';
import { monitorOptionsOf } from '../../src/config/build.js';
import { checkConfig, valueAt } from '../../src/config/check-config.js';
import { printConfig } from '../../src/config/effective.js';
import { loadConfig } from '../../src/config/load-config.node.js';
import { csvOptionsOf, loadParts, pathFrom } from '../../src/config/load-parts.node.js';
import { entry } from '../../src/testing/registry-entries.js';
import { seededRandom } from '../../src/stats/random.js';
import { folderOf, guesses } from './folder.js';

const seedFile = fileURLToPath(new URL('../../config.yaml', import.meta.url));
const parts = { reference: [], labelType: undefined, registry: memoryRegistry(), alerters: [] } as const;
const load = (text: string) => checkConfig(text, 'config.yaml', { variables: {} });
const optionsOf = (text: string): MonitorOptions => monitorOptionsOf(load(text).config, parts);

/** Rows of an error rate that rises from .1 to .4 at row 1,000, at which a detector called drift. */
function alarms(detector: MonitorOptions['concept']): number[] {
  const tracked = track(detector as ConceptDetector<unknown, 'error'>);
  const random = seededRandom('alarms');
  const found: number[] = [];
  for (let row = 0; row < 3_000; row++) {
    const result = tracked.observe({ error: random.uniform() < (row < 1_000 ? 0.1 : 0.4) ? 1 : 0 });
    if (result.drift) found.push(result.index);
  }
  return found;
}

describe('the original’s configuration file', () => {
  it('loads unchanged, without an error or a warning, and means preset thresholds', () => {
    const { config, warnings } = checkConfig(readFileSync(seedFile, 'utf8'), 'config.yaml', { variables: {} });
    expect(warnings).toEqual([]);
    expect(config.preset).toBe('thresholds');
  });

  it('every key of it reaches the part it names', () => {
    const { config } = checkConfig(readFileSync(seedFile, 'utf8'), 'config.yaml', { variables: {} });
    const options = monitorOptionsOf(config, parts);
    expect(options.thresholds).toEqual({ ks: 0.05, jsDivergence: 0.1, psi: 0.25, chiSquare: 0.05 });
    expect(options.aggregate).toBe('any');
    expect(alarms(options.concept)).toEqual(alarms(adwin({ delta: 0.002 })));
    expect(options.conceptFallback).toBeUndefined();
    expect(options.retrain).toEqual({
      on: 'either',
      mode: 'auto',
      strategy: 'append',
      confirm: { windows: 1, of: 1 },
      cooldown: { windows: 0 },
      maxPerDay: Number.MAX_SAFE_INTEGER,
      timeoutMs: 600_000,
      minRows: 1_000,
      holdout: 0.2,
    });
    expect(config.alerting.slack.enabled).toBe(false);
    expect(config.alerting.email.enabled).toBe(false);
  });

  it('the printed configuration shows every value of it, with its line', () => {
    const printed = printConfig(checkConfig(readFileSync(seedFile, 'utf8'), 'config.yaml', { variables: {} }));
    const lines = readFileSync(seedFile, 'utf8').split('\n');
    const scalars = lines.flatMap((line, i) => {
      const [, key, value] = /^ +(\w+): ("[^"]*"|\[.*\]|[^\s#]+)/.exec(line) ?? [];
      return key === undefined ? [] : [{ key, value: value!.replace('0.10', '0.1'), line: i + 1 }];
    });
    expect(scalars).toHaveLength(19);
    for (const { key, value, line } of scalars) {
      const shown = printed.split('\n').filter((one) => one.includes(`# config.yaml:${line}`));
      expect(shown, key).toHaveLength(1);
      expect(shown[0]!.replaceAll(/[ "]/g, '')).toContain(`${key}:${value}`.replaceAll(/[ "]/g, ''));
    }
  });

  it('loads as the file it is, and finds data beside itself', async () => {
    const folder = folderOf({ 'config.yaml': readFileSync(seedFile), 'data/train.csv': guesses(200, 0.1, 's') });
    const monitor = await loadMonitor(join(folder, 'config.yaml'), { environment: {} });
    expect(monitor.reference.size).toBe(200);
    await monitor.close();
  });
});

describe('every key reaches the part it names', () => {
  it.each<readonly [text: string, path: string, expected: unknown]>([
    ['name: fraud', 'name', 'fraud'],
    ['preset: thresholds', 'preset', 'thresholds'],
    ['preset: budget', 'preset', 'budget'],
    ['drift: { thresholds: { ks_pvalue_lt: 0.01 } }', 'thresholds.ks', 0.01],
    ['drift: { thresholds: { js_divergence_gt: 0.3 } }', 'thresholds.jsDivergence', 0.3],
    ['drift: { thresholds: { psi_gt: 0.4 } }', 'thresholds.psi', 0.4],
    ['drift: { thresholds: { chi2_pvalue_lt: 0.02 } }', 'thresholds.chiSquare', 0.02],
    ['drift: { thresholds: { psi_gt: null } }', 'thresholds.psi', null],
    ['drift: { thresholds: { psi_gt: } }', 'thresholds.psi', 0.25],
    ['drift: { aggregate_rule: majority }', 'aggregate', 'majority'],
    ['retraining: { enabled: false }', 'retrain', false],
    ['retraining: { retrain_on: data_drift }', 'retrain.on', 'data'],
    ['retraining: { retrain_on: concept_drift }', 'retrain.on', 'concept'],
    ['retraining: { strategy: replace }', 'retrain.strategy', 'replace'],
    ['retraining: { mode: suggest }', 'retrain.mode', 'suggest'],
    ['retraining: { confirm: { windows: 3, of: 5 } }', 'retrain.confirm', { windows: 3, of: 5 }],
    ['retraining: { min_drift_windows: 2 }', 'retrain.confirm', { windows: 2, of: 2 }],
    ['retraining: { cooldown_windows: 9 }', 'retrain.cooldown', { windows: 9 }],
    ['retraining: { max_per_day: 1 }', 'retrain.maxPerDay', 1],
    ['retraining: { max_per_day: null }', 'retrain.maxPerDay', Number.MAX_SAFE_INTEGER],
    ['retraining: { timeout: 90s }', 'retrain.timeoutMs', 90_000],
    ['retraining: { min_rows: 50 }', 'retrain.minRows', 50],
    ['retraining: { holdout: 0.3 }', 'retrain.holdout', 0.3],
    ['alerting: { remind_every: 3 }', 'alerts.remindEvery', 3],
    ['alerting: { remind_every: false }', 'alerts.remindEvery', false],
    ['alerting: { clear_after: 5 }', 'alerts.clearAfter', 5],
    ['alerting: { performance_tolerance: 0.1 }', 'alerts.performanceTolerance', 0.1],
    ['alerting: { performance_tolerance: false }', 'alerts.performanceTolerance', false],
    ['alerting: { link: https://grafana.example/d/drift }', 'alerts.link', 'https://grafana.example/d/drift'],
    ['alerting: { promotions: false }', 'alerts.promotions', false],
    ['data: { reference_is_training_data: true }', 'referenceIsTrainingData', true],
    ['data: { id: key }', 'columns.key', { role: 'id' }],
    ['data: { timestamp: at }', 'columns.at', { role: 'timestamp' }],
    ['columns: { a: { type: categorical } }', 'columns.a.type', 'categorical'],
    ['columns: { a: { role: ignore } }', 'columns.a.role', 'ignore'],
    ['columns: { a: { test: wasserstein } }', 'columns.a.test.name', 'wasserstein'],
    ['columns: { a: { threshold: 0.7 } }', 'columns.a.threshold', 0.7],
    ['columns: { a: { tolerance: 0.2 } }', 'columns.a.tolerance', 0.2],
    ['columns: { a: { missing_tolerance: 0.3 } }', 'columns.a.missingTolerance', 0.3],
    ['columns: { a: { weight: 4 } }', 'columns.a.weight', 4],
    ['columns: { a: { enabled: false } }', 'columns.a.enabled', false],
    ['columns: { a: { missing: as-category } }', 'columns.a.missing', 'as-category'],
    ['columns: { a: { labels: redact } }', 'columns.a.labels', 'redact'],
    ['alarm_budget: { false_alarms: 3 }', 'alarmBudget.falseAlarms', 3],
    ['alarm_budget: { per: { windows: 30 } }', 'alarmBudget.per', { windows: 30 }],
    ['alarm_budget: { per: { rows: 9000 } }\nwindow: { rows: 10 }', 'alarmBudget.per', { rows: 9_000 }],
    ['alarm_budget: { per: week }\nwindow: { every: 1d }', 'alarmBudget.per', 'week'],
    ['correction: bonferroni', 'correction', 'bonferroni'],
    ['reference_mode: fixed-conditional', 'referenceMode', 'fixed-conditional'],
    ['reference_mode: pooled', 'referenceMode', 'pooled'],
    ['window: { rows: 500 }', 'window', { rows: 500 }],
    ['window: { every: 6h }', 'window', { every: '6h' }],
    [
      'window: { every: 1d, time_zone: Europe/Paris, allowed_lateness: 2h, min_rows: 7, max_periods: 3 }',
      'window',
      { every: '1d', timeZone: 'Europe/Paris', allowedLateness: '2h', minRows: 7, maxPeriods: 3 },
    ],
    ['model: { trainer: linear_regression }', 'trainer.name', 'linearRegression'],
    ['model: { decision_threshold: 0.7 }', 'decisionThreshold', 0.7],
    ['model: { positive: no }', 'positive', 'no'],
    ['seed: 12', 'seed', 12],
    ['concept_drift: { fallback: pagehinkley }', 'conceptFallback.name', 'pageHinkley'],
  ])('%s', (text, path, expected) => {
    expect(valueAt(optionsOf(text), path.split('.'))).toEqual(expected);
  });

  it('adwin_delta changes when ADWIN first alarms; under budget only a rise does', () => {
    const first = (text: string) => alarms(optionsOf(text).concept)[0];
    const delta = (value: number) => first(`concept_drift: { adwin_delta: ${value} }`);
    expect(delta(0.5)).toBe(alarms(adwin({ delta: 0.5, direction: 'increase' }))[0]);
    expect(delta(1e-9)).toBe(alarms(adwin({ delta: 1e-9, direction: 'increase' }))[0]);
    expect(delta(1e-9)).not.toBe(delta(0.5));
  });

  it('options of the detector, and the seed of one that draws', () => {
    const options = 'options: { window_size: 600, stat_size: 200, alpha: 0.01 }';
    const configured = optionsOf(`seed: 5\nconcept_drift: { detector: kswin, ${options} }`).concept;
    const own = { windowSize: 600, statSize: 200, alpha: 0.01, direction: 'increase' } as const;
    expect(alarms(configured)).toEqual(alarms(kswin({ ...own, seed: 5 })));
    expect(alarms(configured)).not.toEqual(alarms(kswin({ ...own, seed: 6 })));
  });

  it('a direction in the options outweighs that of the preset', () => {
    const both = optionsOf('concept_drift: { options: { direction: both, delta: 0.01 }, adwin_delta: 0.5 }').concept;
    expect(alarms(both)).toEqual(alarms(adwin({ delta: 0.01 })));
  });

  it('data.*: how files are read, and which', async () => {
    const folder = folderOf({
      'here/config.yaml': [
        'data:',
        '  reference: ../there/past.csv',
        '  stream: [../there/b*.csv, ../there/a1.csv]',
        '  label: y',
        "  delimiter: ';'",
        "  decimal: ','",
        "  missing: ['-', null, 007, 1.10]",
        '  encoding: latin1',
        '  ragged: skip',
        'registry: { path: ../versions }',
      ].join('\n'),
      'there/past.csv': Buffer.from('größe;y;z\n1,5;0;a\n-;1;007\n2,5;1;1.10\n3;1\nnull;0;b\n', 'latin1'),
      'there/a1.csv': '',
      'there/b10.csv': '',
      'there/b9.csv': '',
    });
    const file = await loadConfig(join(folder, 'here/config.yaml'), {});
    expect(csvOptionsOf(file.config)).toEqual({
      delimiter: ';',
      decimal: ',',
      missing: ['-', 'null', '007', '1.10'],
      encoding: 'latin1',
      ragged: 'skip',
    });
    const { reference, options, streamFiles, registry } = await loadParts(file);
    expect(reference.names).toEqual(['größe', 'y', 'z']);
    expect([...reference.column('größe')!]).toEqual([1.5, null, 2.5, null]);
    expect([...reference.column('z')!].map((cell) => cell ?? 'missing')).toEqual(['a', 'missing', 'missing', 'b']);
    expect(options.columns).toMatchObject({ y: { role: 'label', type: 'categorical' } });
    expect(await streamFiles()).toEqual(['b9.csv', 'b10.csv', 'a1.csv'].map((name) => join(folder, 'there', name)));
    expect(pathFrom(file, file.config.outputs.path)).toBe(join(folder, 'here/outputs'));
    await registry.append(entry(1));
    expect(existsSync(join(folder, 'versions/model_v1.json'))).toBe(true);
  });
});
