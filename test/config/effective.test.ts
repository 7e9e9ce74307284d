import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/config/check-config.js';
import { printConfig } from '../../src/config/effective.js';

const load = (text: string, variables: Record<string, string> = {}) => checkConfig(text, 'c.yaml', { variables });
const print = (text: string, variables: Record<string, string> = {}) => printConfig(load(text, variables));
const root = new URL('../../', import.meta.url);
const fileOf = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');

/** The printed line of a key, told from others of its name by the section before it. */
function lineOf(printed: string, section: string, key: string): string {
  const lines = printed.split('\n');
  const from = section === '' ? 0 : lines.findIndex((line) => line.trim() === `${section}:`);
  return lines
    .slice(from)
    .find((line) => line.trim().startsWith(`${key}:`))!
    .trim();
}

const rich = `name: fraud
concept_drift:
  detector: kswin
  options: { window_size: 300, stat_size: 100 }
  fallback: page_hinkley
retraining:
  min_drift_windows: 2
  max_per_day: null
  timeout:
data:
  stream: [a.csv, "\${DIR:-data}/b*.csv", "$\${not}.csv"]
  missing: [null, 007, "-"]
  label: 1.10
columns:
  007: { tolerance: 0.3 }
  "no": { enabled: false }
  __proto__: { labels: redact, missing_tolerance: 0.1 }
  constructor: { test: ks, threshold: 0.01 }
alarm_budget: { false_alarms: 2, per: week }
window: { every: 1d, time_zone: Europe/Paris }
alerting:
  remind_every: false
  email: { enabled: true, smtp_port: "\${PORT}", to_addrs: ["\${A}", b@firm.test, "\${C}"] }
seed: "\${SEED}"
model: { positive: "yes" }
`;

describe('the configuration in force, printed', () => {
  it.each([
    ['nothing', ''],
    ['the original', fileOf('config.yaml')],
    ['the demo', fileOf('examples/demo/config.yaml')],
    ['much', rich],
    [
      'fixed thresholds with a test off',
      'drift: { thresholds: { psi_gt: null, ks_pvalue_lt: 0.01 }, aggregate_rule: majority }',
    ],
    ['a confirmation', 'retraining: { confirm: { windows: 2, of: 5 }, mode: auto }'],
  ])('of %s loads again as the same configuration, without a warning', (_, text) => {
    const variables = { SEED: '8', C: 'c@firm.test', PORT: '25' };
    const first = load(text, variables);
    const second = load(printConfig(first), variables);
    expect(second.config).toEqual(first.config);
    expect(second.warnings).toEqual([]);
    expect(printConfig(second).replaceAll(/ #.*/g, '')).toEqual(printConfig(first).replaceAll(/ #.*/g, ''));
  });

  it('tells behind every value where it comes from', () => {
    const printed = print(rich, { SEED: '8', C: 'c@firm.test' });
    const origin = (section: string, key: string) => lineOf(printed, section, key);
    expect(origin('', 'preset')).toBe('preset: budget # default');
    expect(origin('', 'name')).toBe('name: fraud # c.yaml:1');
    expect(origin('concept_drift', 'detector')).toBe('detector: kswin # c.yaml:3');
    expect(origin('options', 'window_size')).toBe('window_size: 300 # c.yaml:4');
    expect(origin('retraining', 'enabled')).toBe('enabled: true # default');
    expect(origin('retraining', 'mode')).toBe('mode: candidate # preset budget');
    expect(origin('retraining', 'cooldown_windows')).toBe('cooldown_windows: 3 # preset budget');
    expect(origin('retraining', 'max_per_day')).toBe('max_per_day: null # c.yaml:8');
    expect(origin('retraining', 'timeout')).toBe('timeout: 10m # default');
    expect(origin('retraining', 'min_drift_windows')).toBe('min_drift_windows: 2 # c.yaml:7');
    expect(origin('email', 'smtp_port')).toBe('smtp_port: ${PORT} # c.yaml:23, environment: PORT (unset)');
    expect(origin('email', 'to_addrs')).toBe(
      'to_addrs: [ "${A}", b@firm.test, "${C}" ] # c.yaml:23, environment: A (unset), C (set)',
    );
    expect(origin('data', 'stream')).toBe(
      'stream: [ a.csv, "${DIR:-data}/b*.csv", "$${not}.csv" ] # c.yaml:11, environment: DIR (unset)',
    );
    expect(origin('', 'seed')).toBe('seed: ${SEED} # c.yaml:24, environment: SEED (set)');
    expect(origin('"007"', 'tolerance')).toBe('tolerance: 0.3 # c.yaml:15');
    expect(origin('__proto__', 'missing_tolerance')).toBe('missing_tolerance: 0.1 # c.yaml:17');
    for (const line of printed.split('\n').slice(1))
      if (line !== '' && !/^ *("[^"]*"|[\w-]+):$/.test(line))
        expect(line).toMatch(/ # (c\.yaml:\d+|default$|preset budget$)/);
  });

  it('tells why a preset holds', () => {
    expect(lineOf(print('drift: { aggregate_rule: any }'), '', 'preset')).toBe(
      "preset: thresholds # because the file has keys of 'drift'",
    );
    expect(lineOf(print('preset: thresholds'), '', 'preset')).toBe('preset: thresholds # c.yaml:1');
    expect(lineOf(print('preset: thresholds'), 'confirm', 'windows')).toBe('windows: 1 # preset thresholds');
    expect(lineOf(print('drift: { thresholds: { psi_gt: null } }'), 'thresholds', 'psi_gt')).toBe(
      'psi_gt: null # c.yaml:1',
    );
    expect(lineOf(print('drift: { thresholds: { psi_gt:  } }'), 'thresholds', 'psi_gt')).toBe('psi_gt: 0.25 # default');
  });

  it('leaves out what has no effect', () => {
    expect(print('')).not.toMatch(/^drift:/m);
    expect(print('preset: thresholds')).not.toMatch(/alarm_budget|correction|holdout|reference_mode/);
    expect(print('preset: thresholds')).toMatch(/^drift:/m);
  });
});
