import * as z from 'zod/mini';
import type { Batch } from '../contracts/batch.js';
import type { ColumnKind } from '../contracts/column-profile.js';
import type { ColumnRole, ColumnSchema, Schema } from '../contracts/schema.js';
import { DriftSenseError } from '../errors.js';
import { deepFreeze } from '../freeze.js';
import { nearestName } from '../nearest-name.js';
import { fitting, problemOf, reading } from '../options.js';
import { plainlyFits } from '../plainly-fits.js';
import { inferColumn } from './infer-column.js';
import { isTimeZone } from './time-zone.js';

const shortForms = [
  'numeric',
  'categorical',
  'score',
  'prediction',
  'label',
  'id',
  'timestamp',
  'segment',
  'ignore',
] as const;
const roles = ['feature', 'prediction', 'score', 'label', 'id', 'timestamp', 'segment', 'ignore'] as const;

const rules = {
  min: z.optional(z.number('expected a finite number')),
  max: z.optional(z.number('expected a finite number')),
  categories: z.optional(z.array(z.string())),
  missing: z.optional(z.array(z.string())),
  timeZone: z.optional(z.string().check(z.refine(isTimeZone, 'expected an IANA time zone'))),
  labels: z.optional(z.enum(['plain', 'redact'])),
};
const longForm = z.strictObject({
  role: z.optional(z.enum(roles)),
  type: z.optional(z.enum(['numeric', 'categorical'])),
  ...rules,
});

/** One column in its long form. */
export interface ColumnOptions {
  /** What the column is for. Default `feature`. */
  readonly role?: ColumnRole;
  /** Kind of its values. Default: numeric for scores and where `min` or `max` is given, categorical for labels, predictions, segments and where `categories` is given. */
  readonly type?: ColumnKind;
  /** Closed list of categories: others are counted as schema violations. */
  readonly categories?: readonly string[];
  /** Values outside are counted as schema violations. */
  readonly min?: number;
  /** As `min`. */
  readonly max?: number;
  /** Texts that mean "missing" in this column. */
  readonly missing?: readonly string[];
  /** Timestamps: IANA zone of times that carry no offset. */
  readonly timeZone?: string;
  /** `redact`: no category or value of this column appears in any output. Default `plain`. */
  readonly labels?: 'plain' | 'redact';
}

/** One column: a type (role feature), a role, or the long form. */
export type ColumnSpec = (typeof shortForms)[number] | ColumnOptions;

/**
 * Declares a schema. Column names flow to the type, and from there to reports and options.
 *
 * @throws DriftSenseError `SCHEMA_INVALID` with every problem at once; `WEIGHTS_UNSUPPORTED` for a column of weights.
 * @example
 * defineSchema({ amount: 'numeric', country: 'categorical', score: 'score', fraud: 'label' });
 * defineSchema({ area: { min: 0 }, grade: { categories: ['A', 'B'] }, price: { role: 'label', type: 'numeric' } });
 */
export function defineSchema<const C extends Readonly<Record<string, ColumnSpec>>>(
  columns: C,
): Schema<keyof C & string> {
  if (typeof columns !== 'object' || columns === null)
    throw invalid([`expected an object of columns, got ${String(columns)}`]);
  const problems: string[] = [];
  const specs = Object.keys(columns).map((name) => [name, readSpec(name, columns[name], problems)] as const);
  const labelType = specs.find(([, spec]) => spec.role === 'label')?.[1].type;
  const made = specs.map(([name, spec]) => {
    const type = spec.type ?? typeByRole(spec, labelType);
    if (type === undefined) problems.push(`'${name}': give its type, 'numeric' or 'categorical'`);
    return columnSchema(name, spec, type ?? 'numeric');
  });
  return finish(
    {
      kind: 'schema',
      schemaVersion: 1,
      columns: made,
      origin: 'declared',
    },
    problems,
  );
}

const storedSchema = z.strictObject({
  kind: z.literal('schema'),
  schemaVersion: z.literal(1),
  columns: z.array(
    z.strictObject({ name: z.string(), role: z.enum(roles), type: z.enum(['numeric', 'categorical']), ...rules }),
  ),
  origin: z.enum(['declared', 'inferred']),
  notes: z.optional(z.array(z.string())),
});

/**
 * Checks a stored schema and returns it unchanged.
 *
 * @throws DriftSenseError `SCHEMA_INVALID` with every problem at once.
 */
export function parseSchema(json: unknown): Schema {
  return finish(fitting(storedSchema, json, 'schema', invalid) as Schema, []);
}

/** Checks a stored schema as `parseSchema` does, which makes a copy of it besides. @throws DriftSenseError `SCHEMA_INVALID`. */
export function checkSchema(json: unknown): void {
  if (plainlyFits(storedSchema, json)) checkColumns(json as Schema, []);
  else parseSchema(json);
}

/** The option `schema` of whatever takes one. What is wrong with it is thrown as `SCHEMA_INVALID`, as by `parseSchema`. */
export const givenSchema = z.optional(z.transform((given: Schema) => parseSchema(given)));

/** What is known of columns before their values are looked at. */
export interface InferOptions {
  /** By column, what overrides the inference. */
  readonly columns?: Readonly<Record<string, ColumnSpec>>;
  /** The column of this role, besides those in `columns`; and so on. */
  readonly label?: string;
  /** As `label`. */
  readonly prediction?: string;
  /** As `label`. */
  readonly score?: string;
  /** As `label`. */
  readonly id?: string;
  /** As `label`. */
  readonly timestamp?: string;
  /** IANA zone of times that carry no offset. */
  readonly timeZone?: string | undefined;
}

/** Names listed in a message. */
const listedNames = 20;

/** The error for a column that a table lacks. */
export function unknownColumn(unknown: string, names: readonly string[]): DriftSenseError {
  const nearest = nearestName(unknown, names);
  const more = names.length > listedNames ? `, … (${names.length})` : '';
  const listed = names.slice(0, listedNames).map((name) => `'${name}'`);
  return new DriftSenseError(
    'UNKNOWN_COLUMN',
    `the table has no column '${unknown}'; ${nearest === undefined ? `it has ${listed.join(', ')}${more}` : `did you mean '${nearest}'?`}`,
    { details: { column: unknown, columns: names, ...(nearest !== undefined && { nearest }) } },
  );
}

/** What `inferSchema` does once its options are checked. */
export function inferColumns(batch: Batch, options: InferOptions = {}): Schema {
  const problems: string[] = [];
  const given = givenColumns(options, problems);
  const unknown = [...given.keys()].find((name) => batch.column(name) === undefined);
  if (unknown !== undefined) throw unknownColumn(unknown, batch.names);
  const found = new Map(
    batch.names.map((name, position) => [
      name,
      inferColumn(name, position, batch.column(name)!, batch.size, given.get(name), options.timeZone),
    ]),
  );
  const typeOf = (name: string): ColumnKind =>
    given.get(name)?.type ?? typeByRules(given.get(name)) ?? found.get(name)!.type;
  const label = [...given.keys()].find((name) => given.get(name)?.role === 'label');
  const columns = batch.names.map((name) => {
    const spec = given.get(name);
    const shares = spec?.role === 'prediction' && spec.type === undefined && label !== undefined;
    return columnSchema(name, { ...found.get(name)!.options, ...spec }, typeOf(shares ? label : name));
  });
  const notes = [...found.values()].flatMap((column) => column.notes);
  return finish(
    { kind: 'schema', schemaVersion: 1, columns, origin: 'inferred', ...(notes.length > 0 && { notes }) },
    problems,
  );
}

function readSpec(name: string, given: unknown, problems: string[]): ColumnOptions {
  const weights = given === 'weight' || (typeof given === 'object' && given !== null && isWeight(given));
  if (weights)
    throw new DriftSenseError('WEIGHTS_UNSUPPORTED', `column '${name}' is declared to hold row weights`, {
      details: { column: name },
    });
  if (given === 'numeric' || given === 'categorical') return { role: 'feature', type: given };
  if (typeof given === 'string') {
    if ((shortForms as readonly string[]).includes(given)) return { role: given as ColumnRole };
    problems.push(`'${name}': expected one of ${shortForms.join(', ')} or an object`);
    return { role: 'ignore' };
  }
  const result = z.safeParse(longForm, given, reading);
  if (result.success) return result.data as ColumnOptions;
  for (const issue of result.error.issues) problems.push(problemOf(issue, `'${name}'`));
  return { role: 'ignore' };
}

const isWeight = (given: object): boolean => 'weight' in given || ('role' in given && given.role === 'weight');

function typeByRole(spec: ColumnOptions, labelType: ColumnKind | undefined): ColumnKind | undefined {
  const byRules = typeByRules(spec);
  if (byRules !== undefined) return byRules;
  if (spec.role === 'score' || spec.role === 'timestamp') return 'numeric';
  if (spec.role === 'prediction') return labelType ?? 'categorical';
  return spec.role === undefined || spec.role === 'feature' ? undefined : 'categorical';
}

function typeByRules(spec: ColumnOptions | undefined): ColumnKind | undefined {
  if (spec?.categories !== undefined) return 'categorical';
  return spec?.min !== undefined || spec?.max !== undefined ? 'numeric' : undefined;
}

function columnSchema(name: string, spec: ColumnOptions, type: ColumnKind): ColumnSchema {
  const { role = 'feature', categories, missing, timeZone, labels } = spec;
  const min = spec.min ?? (role === 'score' ? 0 : undefined);
  const max = spec.max ?? (role === 'score' ? 1 : undefined);
  return {
    name,
    role,
    type,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(categories && { categories: [...categories] }),
    ...(missing && { missing: [...missing] }),
    ...(timeZone !== undefined && { timeZone }),
    ...(labels && { labels }),
  };
}

function givenColumns(options: InferOptions, problems: string[]): Map<string, ColumnOptions> {
  const given = new Map<string, ColumnOptions>();
  const columns = options.columns ?? {};
  for (const name of Object.keys(columns)) given.set(name, readSpec(name, columns[name], problems));
  for (const role of ['label', 'prediction', 'score', 'id', 'timestamp'] as const) {
    const name = options[role];
    if (name !== undefined) given.set(name, { ...given.get(name), role });
  }
  return given;
}

/** Checks what holds between the parts of a schema, and freezes it. */
function finish<Names extends string>(schema: Schema<Names>, problems: string[]): Schema<Names> {
  checkColumns(schema, problems);
  return deepFreeze(schema);
}

/**
 * What holds between the parts of a schema.
 *
 * @param called - What a column is called in messages.
 * @throws DriftSenseError `SCHEMA_INVALID` with every problem at once.
 */
export function checkColumns(schema: Schema, problems: string[], called = (name: string): string => name): void {
  const seen = new Set<string>();
  const say = (name: string, problem: string) => problems.push(`'${called(name)}': ${problem}`);
  for (const { name, type, role, min, max, categories } of schema.columns) {
    if (seen.has(name)) say(name, 'two columns have this name');
    seen.add(name);
    if (role === 'score' && type !== 'numeric') say(name, 'a score is numeric');
    if (type === 'numeric' && categories) say(name, 'a numeric column has no categories');
    if (type === 'categorical' && (min !== undefined || max !== undefined))
      say(name, 'a categorical column has no min and max');
    if (min !== undefined && max !== undefined && min > max) say(name, 'min is above max');
    if (categories && new Set(categories).size < categories.length) say(name, 'a category is listed twice');
  }
  for (const role of ['label', 'prediction', 'id', 'timestamp'] as const) {
    const names = schema.columns.filter((column) => column.role === role).map(({ name }) => `'${called(name)}'`);
    if (names.length > 1) problems.push(`${names.join(' and ')}: only one column can have the role ${role}`);
  }
  if (problems.length > 0) throw invalid(problems);
}

const invalid = (problems: readonly string[]): DriftSenseError =>
  new DriftSenseError('SCHEMA_INVALID', problems.join('\n'), { details: { problems } });
