import * as z from 'zod';
import { DriftSenseError } from '../errors.js';
import type { CustomParts } from './build.js';
import { checkKeys, isGiven } from './check-keys.js';
import { checkParts } from './check-parts.js';
import { unsetSettings } from './channel-settings.js';
import { explain, type Report } from './explain.js';
import { interpolate, type Environment, type Interpolated } from './interpolate.js';
import { withoutFaults } from './without-faults.js';
import { parseYaml, type ConfigProblem, type ParsedYaml, type Position } from './parse-yaml.js';
import { applyPreset, type EffectiveConfig } from './presets.js';
import { column, configSchema, type Config, type Path } from './schema.js';
import { shellWord } from '../shell-word.js';

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

/**
 * Checks the text of a configuration file.
 *
 * @param custom - Parts written in code, which the file may name.
 * @throws DriftSenseError `CONFIG_INVALID` with all problems at once, each with line and column; `UNKNOWN_DETECTOR`,
 *   `UNKNOWN_TEST` or `UNKNOWN_TRAINER` when such a name is the only problem; `SECRET_MISSING` listing all variables that
 *   are missing outside of alert channels, or anywhere when `alerting.on_missing_secret` is `fail`.
 */
export function checkConfig(
  text: string,
  file: string,
  environment: Environment,
  custom: CustomParts = {},
): LoadedConfig {
  const parsed = parseYaml(text);
  if (!parsed.isWhole) throw invalid(file, parsed.problems);
  const interpolated = interpolate(parsed.value, environment);
  const given = withoutEmpty(interpolated.value);
  const problems: ConfigProblem[] = [...parsed.problems];
  const report: Report = (path, message, code) => {
    problems.push({ ...nearestPosition(parsed, path), message, ...(code && { code }) });
  };
  const written = (path: Path): unknown => valueAt(parsed.value, path);
  for (const path of interpolated.malformed)
    report(path, `${path.join('.')}: expected \${NAME} or \${NAME:-default}; a text '\${' is written '$\${'`);
  const { data, issues } = checkShape(given);
  for (const issue of issues) explain(issue, report, written);
  const sound = data === undefined ? withoutFaults(given, issues) : given;
  const whole = data ?? checkShape(sound).data;
  if (whole === undefined) throw invalid(file, problems);
  const { config, filled } = applyPreset(whole, sound);
  const warnings = checkKeys({ config, given: sound, parsed }, report);
  checkParts(config, { custom, report, written });
  if (problems.length > 0) throw invalid(file, problems);
  refuseMissing(config, interpolated, file);
  if (isEmpty(given)) warnings.push('nothing is set: every value is its default');
  return { config, file, warnings, parsed, interpolated, fromPreset: filled };
}

/** The values against the schema. A column named `__proto__` is checked by itself, since zod leaves such a key out. */
function checkShape(given: unknown): { data: Config | undefined; issues: readonly z.core.$ZodIssue[] } {
  const result = configSchema.safeParse(given, { reportInput: true });
  const issues = [...(result.error?.issues ?? [])];
  const path = ['columns', '__proto__'];
  if (!isGiven(given, path)) return { data: result.data, issues };
  const own = column.safeParse(valueAt(given, path), { reportInput: true });
  issues.push(...(own.error?.issues ?? []).map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
  if (!result.success || !own.success) return { data: undefined, issues };
  const columns = Object.fromEntries([...Object.entries(result.data.columns), ['__proto__', own.data]]);
  return { data: { ...result.data, columns }, issues };
}

/** Keys without a value count as absent, except where `null` says "off". */
function withoutEmpty(value: unknown, path: Path = []): unknown {
  if (!isPlainObject(value)) return value;
  const off = ['drift.thresholds', 'retraining'].includes(path.join('.'));
  const kept = Object.entries(value).filter(([, item]) => item !== undefined && (item !== null || off));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutEmpty(item, [...path, key])]));
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const isEmpty = (value: unknown): boolean => isPlainObject(value) && Object.keys(value).length === 0;

/** What stands at a path of plain values; undefined where nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path)
    here = typeof here === 'object' && here !== null && Object.hasOwn(here, step) ? Reflect.get(here, step) : undefined;
  return here;
}

/** Where a key stands, or the nearest one above it that does. */
function nearestPosition(parsed: ParsedYaml, path: Path): Position {
  for (let length = path.length; length > 0; length--) {
    const found = parsed.position(path.slice(0, length));
    if (found) return found;
  }
  return { line: 1, column: 1 };
}

function refuseMissing(config: EffectiveConfig, { missing }: Interpolated, file: string): void {
  const strict = config.alerting.on_missing_secret === 'fail';
  const needed = missing.filter(({ path }) => strict || path[0] !== 'alerting');
  const unset = strict
    ? unsetSettings(config).filter((key) => !needed.some(({ path }) => path.join('.').startsWith(key)))
    : [];
  if (needed.length === 0 && unset.length === 0) return;
  const names = [...new Set(needed.map(({ name }) => name))];
  const said = needed.map(({ name, path, why }) => `${name} (${path.join('.')}${why === 'unset' ? '' : `, ${why}`})`);
  const all = [...new Set([...said, ...unset])];
  const more = all.length > mostShown ? ` and ${all.length - mostShown} more` : '';
  throw new DriftSenseError(
    'SECRET_MISSING',
    `${file} needs what is unset: ${all.slice(0, mostShown).join(', ')}${more}`,
    {
      details: { missing: [...names, ...unset] },
      ...(names.length > 0 && { remedy: `export ${names.map((name) => `${name}=…`).join(' ')}` }),
    },
  );
}

/** Problems shown at once; a file with more is wrong as a whole. */
const mostShown = 50;

function invalid(file: string, problems: readonly ConfigProblem[]): DriftSenseError {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const shown = sorted.slice(0, mostShown).map(({ line, column: at, message }) => `${file}:${line}:${at}: ${message}`);
  if (sorted.length > shown.length) shown.push(`and ${sorted.length - shown.length} more`);
  const only = sorted.length === 1 ? sorted[0]!.code : undefined;
  return new DriftSenseError(only ?? 'CONFIG_INVALID', shown.join('\n'), {
    details: { file, problems: sorted.slice(0, mostShown) },
    remedy: `correct these lines, then: driftsense doctor --config ${shellWord(file)}`,
  });
}
