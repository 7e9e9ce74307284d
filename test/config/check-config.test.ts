import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/config/check-config.js';
import type { CustomParts } from '../../src/config/build.js';
import { DriftSenseError, type DataDriftTest } from '../../src/index.js';

const load = (text: string, variables: Record<string, string> = {}, custom?: CustomParts) =>
  checkConfig(text, 'c.yaml', { variables }, custom);

/** The lines of the error that a text leads to. */
function complaints(text: string, variables: Record<string, string> = {}, custom?: CustomParts): string[] {
  try {
    load(text, variables, custom);
  } catch (error) {
    if (DriftSenseError.is(error) && /^(CONFIG_INVALID|UNKNOWN_)/.test(error.code)) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a file with several faults', () => {
  it('is told of all of them at once, those of names and of keys together as well', () => {
    const text = `concept_drift: { detector: adwim }
retraining: { mode: candidte, confirm: { windows: 2, of: 3 }, min_drift_windows: 2 }
model: { trainer: logistic }
columns:
  price: { test: kz }
  weight: { tolerance: wide }
  __proto__: { test: kx }
alarm_budget: { per: day }`;
    expect(complaints(text).map((line) => line.replace(/; .*|: expected.*/, ''))).toEqual([
      "c.yaml:1:18: concept_drift.detector: unknown detector 'adwim'",
      'c.yaml:2:15: retraining.mode',
      "c.yaml:2:31: 'retraining.confirm' (line 2) and 'retraining.min_drift_windows' (line 2) say the same thing twice: remove one of them",
      "c.yaml:3:10: model.trainer: unknown trainer 'logistic'",
      "c.yaml:5:12: columns.price.test: unknown test 'kz'",
      'c.yaml:6:13: columns.weight.tolerance',
      "c.yaml:7:16: columns.__proto__.test: unknown test 'kx'",
      expect.stringMatching(/^c.yaml:8:/),
    ]);
  });

  it.each([
    ['data: { id: [1], labels: y.csv }', 1],
    ['preset: threshold\ndrift: { thresholds: { psi_gt: 0.2 } }', 1],
    ['window: { every: 1dd }\nalarm_budget: { per: day }', 1],
    ['concept_drift: { detector: 5, fallback: adwin, options: { min_rows: 5 } }', 1],
    ['preset: thresholds\ncolumns: { a: { test: mmd, threshold: high } }', 1],
    ['- a', 1],
  ])('is told of nothing that follows from a fault alone: %s', (text, count) => {
    expect(complaints(text)).toHaveLength(count);
  });

  it.each([
    ['preset: thresholds\n', "preset 'thresholds'"],
    ['correction: none\n', "correction 'none'"],
  ])('is told where a weight has no budget to share: %s', (head, why) => {
    expect(complaints(`${head}columns:\n  a: { weight: 2 }`)).toEqual([
      `c.yaml:3:8: columns.a.weight: ${why} has no budget to share`,
    ]);
    expect(complaints('columns:\n  a: { weight: 2, threshold: 0.1 }')).toEqual([
      'c.yaml:2:8: columns.a.weight: a fixed threshold has no budget to share',
    ]);
    expect(complaints('columns:\n  a: { weight: 2 }')).toEqual([]);
  });
});

describe('unknown keys', () => {
  it.each([
    [
      'drift: { thresholds: { ks_pvalue_tl: 0.05 } }',
      "unknown key 'drift.thresholds.ks_pvalue_tl'; did you mean 'ks_pvalue_lt'?",
    ],
    ['driftt: {}', "unknown key 'driftt'; did you mean 'drift'?"],
    ['retraining: { min_drift_window: 1 }', "did you mean 'min_drift_windows'?"],
    ['columns: { price: { tolerence: 0.1 } }', "unknown key 'columns.price.tolerence'; did you mean 'tolerance'?"],
    ['window: { row: 100 }', "unknown key 'window.row'; did you mean 'rows'?"],
    ['window: { every: 1d, timezone: UTC }', "unknown key 'window.timezone'; did you mean 'time_zone'?"],
    ['alarm_budget: { per: { window: 100 } }', "did you mean 'windows' or 'window'?"],
    [
      'drift: { ks_pvalue_lt: 0.05 }',
      "unknown key 'drift.ks_pvalue_lt'; did you mean 'drift.thresholds.ks_pvalue_lt'?",
    ],
    ['alerts: {}', "unknown key 'alerts'; did you mean 'alerting'?"],
    ['concept: {}', "unknown key 'concept'; did you mean 'concept_drift'?"],
    ['tresholds: 3', "unknown key 'tresholds'; did you mean 'drift.thresholds'?"],
    ['slack: { enabled: true }', "unknown key 'slack'; did you mean 'alerting.slack'?"],
    ['path: x', "did you mean 'data' or 'registry.path' or 'outputs.path' or 'logging.path'?"],
    ['zebra: 1', "unknown key 'zebra'; known here: preset, drift, concept_drift, retraining, alerting, data, columns"],
    ['alerting: { slack: { __proto__: 1 } }', "unknown key 'alerting.slack.__proto__'"],
    ['constructor: 1', "unknown key 'constructor'; known here: "],
    ['data: { hasOwnProperty: { x: 1 } }', "unknown key 'data.hasOwnProperty'; known here: "],
    [
      'columns: { __proto__: { tolerence: 1 } }',
      "unknown key 'columns.__proto__.tolerence'; did you mean 'tolerance'?",
    ],
  ])('%s', (text, message) => {
    expect(complaints(text).join('\n')).toContain(message);
  });

  it('a very long name is cut, and costs no search', () => {
    const [line] = complaints(`${'x'.repeat(100_000)}: 1`);
    expect(line!.length).toBeLessThan(500);
  });

  it('a name with line ends stays on its line', () => {
    expect(complaints('"a\\nc.yaml:9:9: all is well": 1')).toHaveLength(1);
  });
});

describe('values', () => {
  it.each([
    ['preset: strict', 'preset: expected "thresholds" or "budget", got "strict"'],
    ['drift: { thresholds: { psi_gt: high } }', 'drift.thresholds.psi_gt: expected number, got a text'],
    ['drift: { thresholds: { psi_gt: -1 } }', 'drift.thresholds.psi_gt: expected at least 0, got -1'],
    ['drift: { thresholds: { psi_gt: .inf } }', 'drift.thresholds.psi_gt: expected number, got Infinity'],
    ['drift: { thresholds: { psi_gt: .nan } }', 'drift.thresholds.psi_gt: expected number, got NaN'],
    ['drift: { thresholds: 5 }', 'drift.thresholds: expected object, got 5'],
    ['drift: [any]', 'drift: expected object, got a list'],
    ['concept_drift: { adwin_delta: 1 }', 'concept_drift.adwin_delta: expected less than 1, got 1'],
    ['concept_drift: { detector: 1.5 }', "concept_drift.detector: unknown detector '1.5'"],
    [
      'concept_drift: { options: { delta: [1] } }',
      'concept_drift.options.delta: expected string or number or boolean, got a list',
    ],
    ['retraining: { enabled: yes }', 'retraining.enabled: expected boolean, got a text'],
    ['retraining: { retrain_on: both }', 'expected "data_drift" or "concept_drift" or "either", got "both"'],
    ['retraining: { min_drift_windows: 0 }', 'retraining.min_drift_windows: expected at least 1, got 0'],
    ['retraining: { min_drift_windows: 1.5 }', 'retraining.min_drift_windows: expected int, got 1.5'],
    ['retraining: { confirm: { windows: 3, of: 2 } }', 'retraining.confirm: expected windows ≤ of'],
    ['retraining: { confirm: 2 }', 'retraining.confirm: expected object, got 2'],
    ['retraining: { mode: null }', 'retraining.mode: expected "suggest" or "candidate" or "auto", got null'],
    ['retraining: { timeout: soon }', "retraining.timeout: expected a duration such as '10m'"],
    ['retraining: { timeout: 1mo }', "retraining.timeout: expected a duration such as '10m'"],
    ['retraining: { holdout: 0 }', 'retraining.holdout: expected more than 0, got 0'],
    ['alerting: { email: { smtp_port: 99999 } }', 'alerting.email.smtp_port: expected a port from 1 to 65535'],
    ['alerting: { email: { smtp_port: smtp } }', 'alerting.email.smtp_port: expected a port from 1 to 65535'],
    ['alerting: { slack: true }', 'alerting.slack: expected object, got true'],
    ['alerting: { on_missing_secret: ignore }', 'expected "dry_run" or "fail", got "ignore"'],
    ['data: { stream: [] }', 'data.stream: expected at least 1 item(s), got a list'],
    ['data: { stream: { a: 1 } }', 'data.stream: expected string'],
    ['data: { label: "" }', 'data.label: expected at least 1 character(s), got a text'],
    ['data: { delimiter: "::" }', "data.delimiter: expected one ASCII character such as ','"],
    ['data: { encoding: klingon }', 'data.encoding: expected an encoding such as utf-8'],
    ['data: { decimal: ";" }', 'data.decimal: expected "." or ",", got ";"'],
    ['columns: [a, b]', 'columns: expected record, got a list'],
    ['columns: { a: numeric }', 'columns.a: expected object, got a text'],
    ['columns: { a: { type: number } }', 'columns.a.type: expected "numeric" or "categorical", got "number"'],
    ['columns: { a: { role: weight } }', 'columns.a.role: expected "feature" or '],
    ['columns: { __proto__: { tolerance: -1 } }', 'columns.__proto__.tolerance: expected at least 0, got -1'],
    ['alarm_budget: { per: year }', 'alarm_budget.per: '],
    ['alarm_budget: { false_alarms: 0 }', 'alarm_budget.false_alarms: expected more than 0, got 0'],
    ['window: files', 'window: expected "file"'],
    ['window: { rows: 0 }', 'window.rows: expected at least 1, got 0'],
    ['window: { every: daily }', "window.every: expected a duration such as '1d'"],
    [
      'window: { every: 1d, time_zone: Mars/Olympus }',
      "window.time_zone: expected an IANA time zone such as 'Europe/Paris'",
    ],
    ['window: { every: 1d, allowed_lateness: 1mo }', 'window.allowed_lateness: '],
    ['reference_mode: sliding', 'reference_mode: expected "fixed" or "fixed-conditional" or "pooled", got "sliding"'],
    ['model: { decision_threshold: 1 }', 'model.decision_threshold: expected less than 1, got 1'],
    ['seed: 1.5', 'seed: expected int, got 1.5'],
    ['seed: "7"', 'seed: expected number, got a text'],
    ['outputs: { charts: pdf }', 'outputs.charts: expected "svg" or "png" or "both" or "none", got "pdf"'],
    ['name: ""', 'name: expected at least 1 character(s), got a text'],
  ])('%s', (text, message) => {
    const lines = complaints(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^c\.yaml:1:\d+: /);
    expect(lines[0]).toContain(message);
  });

  it.each([
    ['a list', '- a\n- b\n'],
    ['a text', 'hello'],
    ['a table', 'a,b\n1,2\n'],
    ['a number', '42'],
    ['bytes', '\0\u0001\u0002'],
  ])('%s is no configuration, and none of it is repeated', (_, text) => {
    expect(complaints(text)).toEqual(["c.yaml:1:1: expected keys with values, such as 'data: {reference: train.csv}'"]);
  });
});

describe('keys that do not go together', () => {
  it.each([
    [
      'alarm_budget: { per: day }',
      "c.yaml:1:17: alarm_budget.per: 'day' needs windows of time alone, such as 'window: {every: 1d}'",
    ],
    ['alarm_budget: { per: week }\nwindow: { rows: 5 }', "alarm_budget.per: 'week' needs windows of time"],
    [
      'alarm_budget: { per: week }\nwindow: { every: 1d, rows: 5 }',
      "alarm_budget.per: 'week' needs windows of time alone",
    ],
    ['alarm_budget: { per: { rows: 5 } }\nwindow: { every: 1d }', 'alarm_budget.per: rows need windows of rows'],
    [
      'data: { label: y }\ncolumns: { z: { role: label } }',
      "'columns.z.role' (line 2) and 'data.label' (line 1) name two labels: remove one of them",
    ],
    [
      'preset: thresholds\ncolumns: { a: { test: wasserstein } }',
      "columns.a.test: under preset thresholds 'wasserstein' needs columns.a.threshold",
    ],
    [
      'drift: { thresholds: { psi_gt: null } }\ncolumns: { a: { test: psi } }',
      "under preset thresholds 'psi' needs columns.a.threshold",
    ],
  ])('%j', (text, message) => {
    const lines = complaints(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(message);
  });

  it.each([
    'alarm_budget: { per: day }\nwindow: { every: 1d }',
    'alarm_budget: { per: { rows: 5000 } }\nwindow: { rows: 100 }',
    'columns: { z: { role: label } }',
    'data: { label: z }\ncolumns: { z: { role: label } }',
    'preset: thresholds\ncolumns: { a: { test: wasserstein, threshold: 2 }, b: { test: psi }, c: { test: chi2 } }',
    'columns: { a: { test: wasserstein } }',
  ])('%j is right', (text) => {
    expect(complaints(text)).toEqual([]);
  });
});

describe('parts from code', () => {
  const custom: CustomParts = {
    tests: [
      { name: 'medianShift', appliesTo: ['numeric'], threshold: 0.5, compare: () => undefined },
      { name: 'noThreshold', appliesTo: ['numeric'], compare: () => undefined },
    ] satisfies DataDriftTest[],
    detectors: [{ name: 'errorRun', input: 'error', initialState: () => ({}), update: () => ({ drift: false }) }],
    trainers: [{ name: 'majority', train: () => Promise.reject(new Error('no')), predict: () => new Float64Array() }],
  };

  it('can be named, and only where they were handed in', () => {
    const text =
      'columns: { a: { test: medianShift } }\nconcept_drift: { detector: errorRun }\nmodel: { trainer: majority }';
    expect(complaints(text, {}, custom)).toEqual([]);
    expect(complaints(text)).toHaveLength(3);
    expect(complaints('columns: { a: { test: medianShfit } }', {}, custom)[0]).toContain("did you mean 'medianShift'?");
  });

  it('have had their options in code', () => {
    expect(
      complaints(
        'concept_drift: { detector: errorRun, options: { length: 3 } }\nmodel: { trainer: majority, options: { a: 1 } }',
        {},
        custom,
      ),
    ).toEqual([
      "c.yaml:1:38: concept_drift.options: 'errorRun' comes from code and takes its options there",
      "c.yaml:2:29: model.options: 'majority' comes from code and takes its options there",
    ]);
  });

  it('bring their threshold along under fixed thresholds', () => {
    const text = (test: string) => `preset: thresholds\ncolumns: { a: { test: ${test} } }`;
    expect(complaints(text('medianShift'), {}, custom)).toEqual([]);
    expect(complaints(text('noThreshold'), {}, custom)).toHaveLength(1);
  });
});

describe('all problems', () => {
  it('come at once, in the order of the file, each with line and column', () => {
    const text = [
      'preset: strict', // 1
      'drift:', // 2
      '  thresholds:', // 3
      '    ks_pvalue_tl: 0.05', // 4
      '    psi_gt: high', // 5
      'concept_drift:', // 6
      '  detector: adwin', // 7
      '  options: {}', // 8
      'columns:', // 9
      '  price: { tolerance: 0.1 }', // 10
      '  price: { tolerence: 0.1 }', // 11
      '  __proto__: { enabled: 3 }', // 12
      'data:', // 13
      '  reference: ${1WRONG}', // 14
      'window: { row: 5 }', // 15
    ].join('\n');
    expect(complaints(text).map((line) => line.split(' ')[0])).toEqual([
      'c.yaml:1:1:',
      'c.yaml:4:5:',
      'c.yaml:5:5:',
      'c.yaml:11:3:',
      'c.yaml:12:16:',
      'c.yaml:14:3:',
      'c.yaml:15:11:',
    ]);
  });

  it('of names and of keys together come at once too', () => {
    expect(
      complaints(
        'concept_drift: { detector: foo, fallback: bar }\nmodel: { trainer: baz }\ndata: { labels: x }\nalarm_budget: { per: day }',
      ),
    ).toHaveLength(5);
  });

  it('are in the details of the error, as plain data', () => {
    try {
      load('zebra: 1');
      expect.unreachable();
    } catch (error) {
      expect((error as DriftSenseError).details).toEqual({
        file: 'c.yaml',
        problems: [{ line: 1, column: 1, message: expect.stringContaining("unknown key 'zebra'") as string }],
      });
    }
  });

  it('of a file that is wrong throughout are counted, not all listed', () => {
    const lines = complaints(Array.from({ length: 300 }, (_, i) => `zebra${i}: 1`).join('\n'));
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toBe('and 250 more');
  });
});
