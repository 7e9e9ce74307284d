import { checkMetrics, type GateOptions } from '../act/train/gate-options.js';
import type { ReferenceColumn, ReferenceProfile } from '../contracts/profiles.js';
import type { ColumnKind } from '../contracts/column-profile.js';
import type { ColumnRole, ColumnSchema } from '../contracts/schema.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { requireName } from '../nearest-name.js';
import { schemaOf } from '../profile/profile-reference.js';
import type { TaskSettings } from '../judge/performance/outcomes.js';
import type { Correction } from '../judge/verdict/family.js';
import { msPer } from '../judge/verdict/ms-per.js';
import type { AnyDataDriftTest } from '../contracts/data-drift-test.js';
import { fixedThresholds, type FixedThresholds, type Preset } from './defaults/presets.js';
import type { Checked } from './options.js';

const invalid = (problem: string, remedy?: string): DriftSenseError =>
  new DriftSenseError('OPTION_INVALID', problem, remedy === undefined ? {} : { remedy });

/** How one column is judged. */
export interface ColumnPlan {
  readonly column: string;
  readonly kind: ColumnKind;
  readonly role: ColumnRole;
  readonly enabled: boolean;
  /** The decider given for this column. */
  readonly test?: AnyDataDriftTest;
  /** Fixed threshold of the decider given for this column. */
  readonly threshold?: number;
  readonly tolerance: number;
  readonly missingTolerance: number;
  readonly missing: 'separate-check' | 'as-category' | 'ignore';
  readonly redact: boolean;
  /** Share of the budget beside the other columns. */
  readonly weight: number;
}

type ColumnSettings = Checked['columns'][string];

/** How windows are judged: plain settings, the same code for every preset. */
export interface JudgeSettings {
  readonly preset: Preset;
  /** In force where no budget decides. */
  readonly thresholds: FixedThresholds;
  /** Level of the deciders and of the data-quality questions of one window. */
  readonly deciderLevel: number;
  readonly qualityLevel: number;
  readonly correction: Correction;
  /** Share of references, per column, for which the budget may be overspent; absent: it is kept on average over references. */
  readonly referenceError?: number;
  readonly aggregate: { readonly tests: 'any' | 'majority'; readonly features: 'any' | 'majority' };
  /** What the user asked for, for the guarantee in words. */
  readonly budget: Checked['alarmBudget'];
  /** Rows are watched one by one too: per false alarm about features, and about errors where their detector takes part. */
  readonly sequential?: { readonly rowsPerFalseAlarm: number; readonly errors?: number };
}

const defaultMissingTolerance = 0.02;
const qualityShare = 0.1;
/** Of references, those for which `fixed-conditional` may overspend the budget. */
export const unluckyShare = 0.05;
/** Share of a budget in rows that watching them one by one has; windows have the rest. */
export const sequentialShare = 0.5;

/**
 * One plan per column that can be tested.
 *
 * @param made - Columns that the serving model will add; what is set for them is checked here.
 * @throws DriftSenseError `UNKNOWN_COLUMN` naming the nearest known column; `OPTION_INVALID` for settings that do not fit a column.
 */
export function planColumns(
  reference: ReferenceProfile,
  options: Checked,
  made: readonly ColumnSchema[] = [],
): ColumnPlan[] {
  for (const [name, own] of Object.entries(options.columns)) {
    checkWeight(name, own, options);
    requireColumn(reference, name, made);
    const column = made.find((candidate) => candidate.name === name);
    if (column) checkKind(name, column.type, own);
    checkNature(column ?? schemaOf(reference.schema, name)!, own, column !== undefined);
  }
  return reference.columns.map((column) => planColumn(column, reference, options));
}

function planColumn(column: ReferenceColumn, reference: ReferenceProfile, options: Checked): ColumnPlan {
  const own = Object.hasOwn(options.columns, column.name) ? options.columns[column.name]! : {};
  const { test } = own;
  checkKind(column.name, column.kind, own);
  const wide = options.preset.range20 && 'jsDivergence';
  for (const need of ['sample', 'range20'] as const) {
    const by = test?.needs?.includes(need) ? test.name : need === 'range20' && wide;
    if (by && column.kind === 'numeric' && column.grid && !column[need])
      throw invalid(
        `columns.${column.name}.test: '${by}' needs a reference with ${need}`,
        `profile(reference, { ${need}: true })`,
      );
  }
  const schema = schemaOf(reference.schema, column.name);
  const redacted = (own.labels ?? schema?.labels) === 'redact';
  if (test?.needs?.includes('gaps') && redacted)
    throw invalid(`columns.${column.name}.test: '${test.name}' with exactKs would keep values of a redacted column`);
  return {
    column: column.name,
    kind: column.kind,
    role: column.role,
    enabled: own.enabled ?? true,
    ...(test && { test }),
    ...(own.threshold !== undefined && { threshold: own.threshold }),
    tolerance: own.tolerance ?? options.preset.tolerance,
    missingTolerance: own.missingTolerance ?? defaultMissingTolerance,
    missing: own.missing ?? 'separate-check',
    redact: redacted || isPrivate(column),
    weight: own.weight ?? 1,
  };
}

/** More than half of the rows have a value of their own: labels could identify people. */
const isPrivate = (column: ReferenceColumn): boolean =>
  column.kind === 'categorical' &&
  column.count >= limits.minSamples &&
  column.distinct > limits.privateLabelShare * column.count;

/** The fixed thresholds in force. */
const thresholdsOf = ({ thresholds: given = {} }: Checked): FixedThresholds => ({
  ...fixedThresholds,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
});

/** What is set for a column fits its kind. */
function checkKind(name: string, kind: ColumnKind, { test, missing }: ColumnSettings): void {
  if (test && !test.appliesTo.includes(kind))
    throw invalid(
      `columns.${name}.test: '${test.name}' applies to ${test.appliesTo.join(' and ')} columns, this one is ${kind}`,
    );
  if (missing === 'as-category' && kind === 'numeric')
    throw invalid(`columns.${name}.missing: 'as-category' is for categorical columns, this one is numeric`);
}

/** A weight is a share of the alarm budget: there is one, and the column takes part in it. */
function checkWeight(name: string, { weight, test, threshold }: ColumnSettings, { preset, correction }: Checked): void {
  const fixed = (threshold ?? test?.threshold) !== undefined;
  if (weight === undefined || (preset.hasBudget && correction !== 'none' && !fixed)) return;
  const why = !preset.hasBudget ? `preset '${preset.name}'` : fixed ? 'a fixed threshold' : "correction 'none'";
  throw invalid(`columns.${name}.weight: ${why} has no budget to share`);
}

/**
 * What the gate is to look at is there: metrics of the task, and columns that tell segments apart.
 *
 * @throws DriftSenseError `OPTION_INVALID`; `UNKNOWN_COLUMN`.
 */
export function checkGate(reference: ReferenceProfile, { retrain }: Checked, task: TaskSettings | undefined): void {
  const gate = Object(retrain && retrain.gate) as GateOptions;
  checkMetrics(gate, task?.task, 'retrain.gate');
  const { segments } = gate;
  if (!segments) return;
  const { columns } = segments;
  for (const name of columns ?? []) requireColumn(reference, name, []);
  if (columns?.length === 0 || (!columns && !reference.schema.columns.some(({ role }) => role === 'segment')))
    throw invalid("retrain.gate.segments: expected columns, as none has the role 'segment'");
}

/** What a column is was said where its reference was profiled: a table is profiled here, by these options. */
function checkNature(column: ColumnSchema, own: ColumnSettings, made: boolean): void {
  for (const key of ['type', 'role'] as const)
    if (own[key] && (made || own[key] !== column[key]))
      throw invalid(
        `columns.${column.name}.${key}: ${
          made ? 'the monitor makes this column itself' : `the reference was profiled with '${column[key]}'`
        }`,
      );
}

function requireColumn(reference: ReferenceProfile, name: string, made: readonly ColumnSchema[]): void {
  const known = [...reference.schema.columns, ...made].map((column) => column.name);
  requireName('column', name, known, 'UNKNOWN_COLUMN', `columns.${name}: the reference has no column '${name}'`);
}

/**
 * Turns the alarm budget into the level of one window and shares it: nine tenths to the deciders, one tenth to data quality.
 *
 * @param windowMs - Length of a time window.
 * @param columns - Columns that are judged.
 * @throws DriftSenseError `OPTION_INVALID` when the budget is per period and windows have none, or allows more than one alarm a
 *   window; for what only the other preset has.
 */
export function judgeSettings(options: Checked, windowMs: number | undefined, columns = 1): JudgeSettings {
  const level = options.alarmBudget.falseAlarms * windowsShare(options, windowMs);
  if (!(level > 0 && level < 1)) throw invalid(`alarmBudget: expected less than one per window, got ${level}`);
  const { preset } = options;
  if (preset.hasBudget ? options.thresholds || options.aggregate : options.referenceMode !== 'fixed') {
    const [odd, lack] = preset.hasBudget ? ['thresholds, aggregate', 'none'] : ['referenceMode', 'no budget'];
    throw invalid(`${odd}: preset '${preset.name}' has ${lack}`);
  }
  const aggregate = options.aggregate ?? 'any';
  const { per, falseAlarms } = options.alarmBudget;
  const rows = preset.hasBudget && typeof per === 'object' && 'rows' in per ? per.rows : undefined;
  return {
    preset,
    thresholds: thresholdsOf(options),
    deciderLevel: (1 - qualityShare) * level,
    qualityLevel: qualityShare * level,
    correction: options.correction,
    aggregate: typeof aggregate === 'string' ? { tests: 'any', features: aggregate } : aggregate,
    budget: options.alarmBudget,
    ...(options.referenceMode === 'fixed-conditional' && { referenceError: unluckyShare / columns }),
    ...(rows !== undefined && { sequential: { rowsPerFalseAlarm: rows / (sequentialShare * falseAlarms) } }),
  };
}

/** One window as a share of the budget's period. */
function windowsShare({ alarmBudget: { per }, window }: Checked, windowMs: number | undefined): number {
  if (typeof per === 'string') {
    // Windows that rows close as well may be any number in a period.
    if (windowMs === undefined || (typeof window === 'object' && 'rows' in window))
      throw invalid(`alarmBudget.per: '${per}' needs windows of a period alone, such as { every: '1d' }`);
    return windowMs / msPer[per];
  }
  if ('windows' in per) return 1 / per.windows;
  if (typeof window === 'object' && !('every' in window)) return ((1 - sequentialShare) * window.rows) / per.rows;
  throw invalid('alarmBudget.per: { rows } needs windows by rows');
}
