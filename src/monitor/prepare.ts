import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { Table } from '../contracts/batch.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import type { ColumnSchema, Schema } from '../contracts/schema.js';
import { DriftSenseError } from '../errors.js';
import { columnOf, labelledRows, losses, readOutcomes, type TaskSettings } from '../judge/performance/outcomes.js';
import { allSteps } from '../all-steps.js';
import { byCodePoint } from '../profile/category-order.js';
import { isReferenceProfile, parseReference } from '../profile/parse-profile.js';
import { profileInSteps } from '../profile/profile-reference.js';
import { rowHashesInSteps } from '../profile/row-hashes.js';
import { redactCategories } from '../profile/redact.js';
import { lossScaleOf } from '../stats/metrics/bounded-loss.js';
import { toBatch } from '../table/batch.js';
import { coerceInSteps, type Coerced } from '../table/coerce.js';
import { checkColumns, inferColumns } from '../table/schema.js';
import { parseDuration } from '../source/duration.js';
import { settingsOf } from '../source/window-spec.js';
import { defaultDetector } from './defaults/detector.js';
import type { Checked } from './options.js';
import { madeColumns } from './score-columns.js';
import { checkGate, judgeSettings, planColumns, type ColumnPlan, type JudgeSettings } from './plan.js';
import { profileNeeds } from './profile-needs.js';
import { validationInOrder, type Validation } from './validation.js';

/** Everything that follows from the options and the reference alone. */
export interface Prepared {
  readonly reference: ReferenceProfile;
  readonly plans: readonly ColumnPlan[];
  readonly settings: JudgeSettings;
  readonly task: TaskSettings | undefined;
  readonly detector: ConceptDetector | undefined;
  /** Stands in for the detector once it is out of service. */
  readonly fallback: ConceptDetector | undefined;
  /** Performance of the predictions that came with the reference. */
  readonly validation: Validation | undefined;
  /** Hashes of the reference rows, to recognise them in windows; absent for a stored profile. */
  readonly rowHashes: Float64Array | undefined;
  /** The model was trained on the rows of the reference, where it errs too little. */
  readonly onTrainingData: boolean;
}

/**
 * Profiles the reference and derives from it how windows are judged.
 *
 * @throws DriftSenseError `REFERENCE_EMPTY` without rows and schema, and what `planColumns` and `judgeSettings` throw.
 */
export const prepare = (options: Checked): Prepared => allSteps(prepareInSteps(options));

/** `prepare` in steps, which tell their work in cells or are of a few milliseconds. */
export function* prepareInSteps(options: Checked): Generator<number | undefined, Prepared> {
  const { reference, table } = yield* profileGiven(options);
  const { every } = settingsOf(options.window);
  const windowMs = every === undefined ? undefined : periodMs(every);
  const task = taskSettings(reference, table, options);
  const made = madeColumns(reference.schema, options.trainer, task);
  const plans = planColumns(reference, options, made);
  checkGate(reference, options, task);
  return {
    reference,
    plans,
    ...shareBudget(judgeSettings(options, windowMs, plans.length + made.length), chooseDetector(options, task)),
    task,
    fallback: options.concept === false ? undefined : fitting(options.conceptFallback, 'conceptFallback', task),
    validation: task && table ? validate(table, reference.schema, task) : undefined,
    rowHashes: table && table.size > 0 ? yield* rowHashesInSteps(table, hashedColumns(reference.schema)) : undefined,
    onTrainingData: options.referenceIsTrainingData,
  };
}

/** The same options with another reference, of which nothing was declared; a table is read by `schema`. */
export function optionsAnew(options: Checked, reference: Table | ReferenceProfile, schema?: Schema): Checked {
  const own = isReferenceProfile(reference) ? undefined : schema;
  return { ...options, reference, referenceIsTrainingData: false, ...(own && { schema: own }) };
}

const monthMs = 30.4375 * 86_400_000;

/** Length of a period; a month counts as a twelfth of a year. */
function periodMs(every: string): number {
  const { count, ms } = parseDuration(every);
  return ms ?? count * monthMs;
}

/** Columns whose cells tell rows apart. */
export const hashedColumns = (schema: Schema): string[] =>
  schema.columns.filter((column) => column.role !== 'ignore').map((column) => column.name);

function* profileGiven(
  options: Checked,
): Generator<number | undefined, { reference: ReferenceProfile; table: Coerced | undefined }> {
  const given = options.reference;
  if (isReferenceProfile(given)) return { reference: parseReference(given), table: undefined };
  const batch = toBatch(given);
  if (options.schema === undefined && (batch.size === 0 || batch.names.length === 0))
    throw new DriftSenseError(
      'REFERENCE_EMPTY',
      `expected a reference with rows, got ${batch.size} rows and ${batch.names.length} columns`,
    );
  // Times without offset are read in the zone of the windows.
  const { timeZone } = settingsOf(options.window);
  const schema = withOverrides(options.schema ?? inferColumns(batch, { columns: roles(options), timeZone }), options);
  const table = redactCategories(yield* coerceInSteps(batch, schema), schema);
  const reference = yield* profileInSteps(table, schema, {
    ...profileNeeds(options),
    ordered: options.ordered,
    maxCategories: options.maxCategories,
    seed: options.seed,
  });
  return { reference, table };
}

/** Types and roles given per column, for the inference. */
const roles = (options: Checked) =>
  Object.fromEntries(
    Object.entries(options.columns)
      .filter(([, { type, role }]) => type !== undefined || role !== undefined)
      .map(([name, { type, role }]) => [name, { ...(type && { type }), ...(role && { role }) }]),
  );

/** @throws DriftSenseError `SCHEMA_INVALID` naming the options that do not fit the rest. */
function withOverrides(schema: Schema, options: Checked): Schema {
  const called = new Map<string, string>();
  const columns = schema.columns.map((column): ColumnSchema => {
    const { type, role, labels } = Object.hasOwn(options.columns, column.name) ? options.columns[column.name]! : {};
    const key = role ? 'role' : type && 'type';
    if (key) called.set(column.name, `columns.${column.name}.${key}`);
    return { ...column, ...(type && { type }), ...(role && { role }), ...(labels && { labels }) };
  });
  checkColumns({ ...schema, columns }, [], (name) => called.get(name) ?? name);
  return { ...schema, columns };
}

/** The task follows the label column, or the prediction column where labels only come later. */
function taskSettings(
  reference: ReferenceProfile,
  table: Coerced | undefined,
  options: Checked,
): TaskSettings | undefined {
  const name = columnOf(reference.schema, 'label') ?? columnOf(reference.schema, 'prediction');
  if (name === undefined) return undefined;
  const schema = reference.schema.columns.find((column) => column.name === name)!;
  const column = reference.columns.find((candidate) => candidate.name === name);
  const { decisionThreshold } = options;
  if (schema.type === 'numeric') {
    requireSharedValues(reference, [], name);
    const sd = column?.kind === 'numeric' ? (column.moments?.sd ?? 1) : 1;
    const open: TaskSettings = { task: 'regression', classes: [], decisionThreshold, lossScale: lossScaleOf(sd) };
    return table ? { ...open, lossScale: usualError(table, reference.schema, open) ?? open.lossScale } : open;
  }
  const known = [...(schema.categories ?? (column?.kind === 'categorical' ? column.categories : []))];
  const classes = orderClasses(known, options.positive);
  requireSharedValues(reference, classes, name);
  return { task: classes.length > 2 ? 'multiclass' : 'binary', classes, decisionThreshold, lossScale: 1 };
}

/**
 * Predictions of which none is a class of the label, or a number where the label is one, would all be left out, and nobody
 * would hear how the model does.
 *
 * @throws DriftSenseError `SCHEMA_INVALID`
 */
function requireSharedValues({ columns }: ReferenceProfile, classes: readonly string[], label: string): void {
  const made = columns.find(({ role }) => role === 'prediction');
  const foreign =
    made?.kind === 'numeric'
      ? made.count === 0 && made.unparsable > 0
      : made && classes.length > 0 && made.count > 0 && !made.categories.some((category) => classes.includes(category));
  if (foreign)
    throw new DriftSenseError('SCHEMA_INVALID', `no prediction in '${made!.name}' is a value of the label '${label}'`, {
      remedy: 'write both alike',
    });
}

/** Two classes: the positive one last. It is the one given, else `true`, else `1`, else the later by code point. */
export function orderClasses(known: readonly string[], positive?: string | number | boolean): string[] {
  const sorted = known.toSorted(byCodePoint);
  if (sorted.length !== 2) return sorted;
  const chosen = positive === undefined ? sorted.find((name) => name === 'true' || name === '1') : String(positive);
  if (chosen !== undefined && !sorted.includes(chosen))
    throw new DriftSenseError(
      'OPTION_INVALID',
      `positive: expected one of the label's values ${sorted.join(', ')}, got ${chosen}`,
    );
  return chosen === undefined ? sorted : [...sorted.filter((name) => name !== chosen), chosen];
}

/** Mean absolute error of the predictions in the reference. */
function usualError(table: Coerced, schema: Schema, task: TaskSettings): number | undefined {
  const outcomes = readOutcomes(table, schema, task);
  const rows = outcomes && labelledRows(outcomes);
  if (!outcomes || !rows || rows.length === 0) return undefined;
  let sum = 0;
  for (const row of rows) sum += Math.abs(outcomes.labels[row]! - outcomes.predictions[row]!);
  return sum > 0 ? lossScaleOf(sum / rows.length) : undefined;
}

function validate(table: Coerced, schema: Schema, task: TaskSettings): Validation | undefined {
  const outcomes = readOutcomes(table, schema, task);
  const rows = outcomes && labelledRows(outcomes);
  return outcomes && rows && rows.length > 0 ? validationInOrder(losses(outcomes, rows, task)) : undefined;
}

/**
 * The detector in force. Regression feeds losses in [0, 1], which a detector of 0/1 errors cannot take.
 *
 * @throws DriftSenseError `OPTION_INVALID`
 */
function chooseDetector(options: Checked, task: TaskSettings | undefined): ConceptDetector | undefined {
  if (options.concept === false) return undefined;
  return fitting(options.concept ?? (task && defaultDetector(options.preset)), 'concept', task);
}

/** Of what is watched row by row, the errors of the model, where their detector takes part in the budget. */
const errorShare = 0.25;

function shareBudget(
  settings: JudgeSettings,
  detector: ConceptDetector | undefined,
): Pick<Prepared, 'settings' | 'detector'> {
  const { sequential } = settings;
  if (!sequential || !detector?.withBudget) return { settings, detector };
  const errors = sequential.rowsPerFalseAlarm / errorShare;
  const features = sequential.rowsPerFalseAlarm / (1 - errorShare);
  return {
    settings: { ...settings, sequential: { rowsPerFalseAlarm: features, errors } },
    detector: detector.withBudget(errors),
  };
}

function fitting(
  detector: ConceptDetector | undefined,
  option: string,
  task: TaskSettings | undefined,
): ConceptDetector | undefined {
  if (detector?.input === 'error' && task?.task === 'regression')
    throw new DriftSenseError(
      'OPTION_INVALID',
      `${option}: detector '${detector.name}' takes 0/1 errors, and the label is numeric`,
      {
        remedy: 'use adwin() or pageHinkley()',
      },
    );
  return detector;
}
