import type * as z from 'zod';
import { DriftSenseError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import { interpolate, type Environment, type Interpolated } from './interpolate.js';
import { builtIns, tableName } from './names.js';
import { parseYaml, type ConfigProblem, type ParsedYaml } from './parse-yaml.js';
import { applyPreset, type EffectiveConfig } from './presets.js';
import { configSchema, type Path } from './schema.js';
import { keysAt } from './schema-keys.js';

/** A configuration that was read and found right, and how each value came about. */
export interface LoadedConfig {
  readonly config: EffectiveConfig;
  /** Name of the file, for messages. */
  readonly file: string;
  readonly warnings: readonly string[];
  readonly parsed: ParsedYaml;
  readonly interpolated: Interpolated;
  /** Paths whose value follows from the preset. */
  readonly fromPreset: readonly Path[];
}

/** Names that code adds to those of the table: `test: medianShift` in YAML. */
export interface CustomNames {
  readonly tests: readonly string[];
  readonly detectors: readonly string[];
  readonly trainers: readonly string[];
}

/**
 * Checks the text of a configuration file.
 *
 * @throws DriftSenseError `CONFIG_INVALID` with all problems at once, each with line and column; `SECRET_MISSING` listing
 *   all variables that are missing outside of alert channels, or anywhere when `alerting.on_missing_secret` is `fail`.
 */
export function checkConfig(
  text: string,
  file: string,
  environment: Environment,
  custom: CustomNames = { tests: [], detectors: [], trainers: [] },
): LoadedConfig {
  const parsed = parseYaml(text);
  const interpolated = interpolate(parsed.value, environment);
  const found: ConfigProblem[] = [...parsed.problems];
  const given = withoutEmpty(interpolated.value);
  const result = configSchema.safeParse(given, { reportInput: true });
  const at = (path: Path, message: string): void => {
    found.push({ ...(nearestPosition(parsed, path) ?? { line: 1, column: 1 }), message });
  };
  if (!result.success && parsed.problems.length === 0) for (const issue of result.error.issues) explain(issue, at);
  if (!result.success || found.length > 0) throw invalid(file, found);
  const { config, filled } = applyPreset(result.data, given);
  const warnings = [...checkPreset(given, parsed, at), ...checkNames(config, custom, at)];
  if (found.length > 0) throw invalid(file, found);
  refuseMissing(config, interpolated, file);
  return { config, file, warnings, parsed, interpolated, fromPreset: filled };
}

/** Keys without a value count as absent, except where `null` says "off". */
function withoutEmpty(value: unknown, path: Path = []): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value.constructor !== Object) return value;
  const off = path.join('.') === 'drift.thresholds' || path[0] === 'retraining';
  const kept = Object.entries(value).filter(([, item]) => item !== undefined && (item !== null || off));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutEmpty(item, [...path, key])]));
}

type Report = (path: Path, message: string) => void;

/** A problem the schema found, in words; of a union the branch that came closest. */
function explain(issue: z.core.$ZodIssue, report: Report, above: Path = []): void {
  const path = [...above, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(configSchema, path);
    for (const key of issue.keys) {
      const nearest = nearestName(key, known);
      const hint = nearest === undefined ? `known here: ${known.join(', ')}` : `did you mean '${nearest}'?`;
      report([...path, key], `unknown key '${[...path, key].join('.')}'; ${hint}`);
    }
    return;
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.find((branch) =>
      branch.some((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
    );
    if (closest) {
      for (const one of closest) explain(one, report, path);
      return;
    }
  }
  report(path, `${path.join('.') || 'the file'}: ${expectation(issue)}${received(issue.input)}`);
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') return 'expected one of the forms in the documentation';
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(' or ')}`;
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/, received.*$/, '')
    .replace(/^Too (?:small|big): /, '');
}

const received = (input: unknown): string =>
  typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean'
    ? `, got ${JSON.stringify(input)}`
    : '';

function nearestPosition(parsed: ParsedYaml, path: Path): { line: number; column: number } | undefined {
  for (let length = path.length; length >= 0; length--) {
    const found = parsed.position(path.slice(0, length));
    if (found) return found;
  }
  return undefined;
}

/** Keys that contradict each other. Returns what is only worth a warning. */
function checkPreset(given: unknown, parsed: ParsedYaml, report: Report): string[] {
  const file = given as {
    preset?: string;
    drift?: { thresholds?: object };
    concept_drift?: { detector?: string; adwin_delta?: number };
    retraining?: { confirm?: object; min_drift_windows?: number };
  };
  const line = (...path: string[]): number => parsed.position(path)?.line ?? 0;
  if (file.preset === 'budget' && file.drift?.thresholds !== undefined)
    report(
      ['preset'],
      `'preset: budget' (line ${line('preset')}) and 'drift.thresholds' (line ${line('drift', 'thresholds')}) exclude each other: remove one of them`,
    );
  if (file.retraining?.confirm !== undefined && file.retraining.min_drift_windows !== undefined)
    report(
      ['retraining', 'min_drift_windows'],
      `'retraining.confirm' (line ${line('retraining', 'confirm')}) and 'retraining.min_drift_windows' (line ${line('retraining', 'min_drift_windows')}) say the same thing twice: remove one of them`,
    );
  const { detector = 'adwin', adwin_delta: delta } = file.concept_drift ?? {};
  return delta !== undefined && detector !== 'adwin'
    ? [
        `line ${line('concept_drift', 'adwin_delta')}: 'concept_drift.adwin_delta' is ignored, the detector is '${detector}'`,
      ]
    : [];
}

/** Names of parts must stand for something. */
function checkNames(config: EffectiveConfig, custom: CustomNames, report: Report): string[] {
  const check = (name: string, kind: keyof CustomNames, path: Path): void => {
    const known = [...Object.keys(builtIns[kind]), ...custom[kind]];
    if (known.includes(tableName(name)) || known.includes(name)) return;
    const nearest = nearestName(name, known);
    report(
      path,
      `${path.join('.')}: unknown ${kind.slice(0, -1)} '${name}'; ${nearest === undefined ? '' : `did you mean '${nearest}'? `}known: ${known.join(', ')}`,
    );
  };
  check(config.concept_drift.detector, 'detectors', ['concept_drift', 'detector']);
  if (config.concept_drift.fallback !== undefined)
    check(config.concept_drift.fallback, 'detectors', ['concept_drift', 'fallback']);
  check(config.model.trainer, 'trainers', ['model', 'trainer']);
  for (const [name, { test }] of Object.entries(config.columns))
    if (test !== undefined) check(test, 'tests', ['columns', name, 'test']);
  return [];
}

function refuseMissing(config: EffectiveConfig, { missing }: Interpolated, file: string): void {
  const strict = config.alerting.on_missing_secret === 'fail';
  const needed = missing.filter(({ path }) => strict || path[0] !== 'alerting');
  if (needed.length === 0) return;
  const names = [...new Set(needed.map(({ name }) => name))];
  throw new DriftSenseError(
    'SECRET_MISSING',
    `${file} needs variables that are unset: ${needed.map(({ name, path, why }) => `${name} (${path.join('.')}${why === 'unset' ? '' : `, ${why}`})`).join(', ')}`,
    { details: { missing: names }, remedy: `export ${names.map((name) => `${name}=…`).join(' ')}` },
  );
}

const invalid = (file: string, problems: readonly ConfigProblem[]): DriftSenseError => {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return new DriftSenseError(
    'CONFIG_INVALID',
    sorted.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n'),
    { details: { file, problems: sorted } },
  );
};
