import type { Table } from '../contracts/batch.js';
import type {
  NumericReference,
  ReferenceColumn,
  ReferenceProfile,
  WindowColumn,
  WindowProfile,
} from '../contracts/profiles.js';
import type { ColumnRole, ColumnSchema, Schema } from '../contracts/schema.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import type { ColumnToCount } from '../ports/executor.js';
import { hash64 } from '../stats/hash.js';
import { toBatch } from '../table/batch.js';
import { coerce, type Coerced } from '../table/coerce.js';
import { inferSchema } from '../table/schema.js';
import { version } from '../version.js';
import { profileCategorical } from './profile-categorical.js';
import { numericCells, profileNumeric, type NumericCells } from './profile-numeric.js';
import { redactCategories } from './redact.js';
import { refuseValues } from './refuse-values.js';
import { referenceCategorical } from './reference-categorical.js';
import { referenceNumeric } from './reference-numeric.js';

/** How a reference is profiled. */
export interface ProfileOptions<Names extends string = string> {
  /** Declared columns; inferred from the table when absent. */
  readonly schema?: Schema<Names>;
  /** Keep a seeded sample of at most 5,000 values per numeric column, for tests that need raw values. Default false. */
  readonly sample?: boolean;
  /** Count twenty equal-width cells too, for the fixed Jensen–Shannon threshold. Default false. */
  readonly range20?: boolean;
  /**
   * Keep the distinct values of numeric columns, of all or of those named, that have at most 2,048 of them, so that
   * Kolmogorov–Smirnov is exact: up to 33 KB a column. Refused for redacted columns, which say so in the notes. Default false.
   */
  readonly exactKs?: boolean | readonly string[];
  /** Categories kept per column, at most 10,000. Default 1,000. */
  readonly maxCategories?: number;
  /** Whether row order is time order, so that dependence between rows can be estimated. Default true. */
  readonly ordered?: boolean;
  /** Default 0. */
  readonly seed?: number;
}

/** Roles whose columns are compared with the reference. */
export const testedRoles: ReadonlySet<ColumnRole> = new Set(['feature', 'prediction', 'score', 'label']);

/**
 * Profiles a table: once as a reference, or as a window over the cells of a reference.
 *
 * @example
 * const reference = profile(lastMonth);                   // keep it: JSON.stringify(reference)
 * const window = profile(today, { on: reference });       // counts over the reference's cells
 * @throws DriftSenseError `TABLE_INVALID` for what is no table; `SCHEMA_INVALID` for a schema that is none, or scores that are
 *   no probabilities; `VALUE_NESTED` for a reference column of objects or arrays.
 */
export function profile(table: Table, options: { readonly on: ReferenceProfile }): WindowProfile;
export function profile<Names extends string>(table: Table, options?: ProfileOptions<Names>): ReferenceProfile<Names>;
export function profile(
  table: Table,
  options: ProfileOptions | { readonly on: ReferenceProfile } = {},
): ReferenceProfile | WindowProfile {
  const batch = toBatch(table);
  const schema = 'on' in options ? options.on.schema : (options.schema ?? inferSchema(batch));
  const typed = redactCategories(coerce(batch, schema), schema);
  return 'on' in options ? profileWindow(typed, options.on) : profileReference(typed, schema, options);
}

/** Profiles coerced reference rows. */
export function profileReference<Names extends string>(
  table: Coerced,
  schema: Schema<Names>,
  options: ProfileOptions = {},
): ReferenceProfile<Names> {
  const compared = schema.columns.filter(({ role }) => testedRoles.has(role));
  refuseValues(table, compared);
  const { exactKs = false } = options;
  const maxCategories = Math.min(options.maxCategories ?? limits.categories, limits.maxCategories);
  const order = (options.ordered ?? true) ? timeOrder(table.times) : undefined;
  const settings = {
    sample: options.sample ?? false,
    range20: options.range20 ?? false,
    exactKs: (column: string) => (typeof exactKs === 'boolean' ? exactKs : exactKs.includes(column)),
    order,
    seed: options.seed ?? 0,
    maxCategories,
    room: [new Float64Array(table.size), new Float64Array(table.size)] as const,
  };
  const columns = compared.flatMap((column): ReferenceColumn[] => {
    const values = table.columns.get(column.name);
    if (values === undefined) return [];
    return [
      values.kind === 'numeric'
        ? referenceNumeric(column, values, settings)
        : referenceCategorical(column, values, settings),
    ];
  });
  const violations = table.violations.map(
    ({ column, kind, count, detail }) => `column '${column}' of the reference: ${kind} in ${count} rows; ${detail}`,
  );
  const refused = schema.columns
    .filter(({ name, type, labels }) => labels === 'redact' && type === 'numeric' && settings.exactKs(name))
    .map(({ name }) => `column '${name}' is redacted: its values are not kept, so Kolmogorov–Smirnov is not exact`);
  const notes = [...(schema.notes ?? []), ...table.notes, ...violations, ...refused];
  return {
    kind: 'referenceProfile',
    schemaVersion: 1,
    libVersion: version,
    hash: referenceHash(schema, columns),
    size: table.size,
    schema,
    columns,
    notes,
  };
}

/** Row numbers in order of time; the order as given when it is already that of time, or when there are no times. */
export function timeOrder(times: Float64Array | undefined): 'given' | Uint32Array {
  if (times === undefined || times.every((time, row) => row === 0 || !(time < times[row - 1]!))) return 'given';
  return Uint32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b);
}

function referenceHash(schema: Schema, columns: readonly ReferenceColumn[]): string {
  const cells = columns.map((column) =>
    column.kind === 'numeric'
      ? [column.grid?.edges, column.grid?.counts, ...(column.gaps ? [column.gaps.values] : [])]
      : [column.categories, column.counts],
  );
  return hash64(JSON.stringify([1, schema.columns, cells]));
}

const compiled = new WeakMap<ReferenceColumn, NumericCells>();

/**
 * Counts coerced window rows over the cells of a reference. Columns the window lacks are left out.
 *
 * @param counted - What is counted already, by column of the reference.
 */
export function profileWindow(
  table: Coerced,
  reference: ReferenceProfile,
  counted?: ReadonlyMap<ReferenceColumn, WindowColumn>,
): WindowProfile {
  const columns = columnsToCount(table, reference).map(
    (column) => counted?.get(column.reference) ?? countValues(column),
  );
  const compared = new Set(reference.columns.map((column) => column.name));
  const uncompared = reference.schema.columns
    .filter(({ name, role }) => testedRoles.has(role) && table.columns.has(name) && !compared.has(name))
    .map(({ name }) => `column '${name}' is not compared: the reference has no such column`);
  return {
    kind: 'windowProfile',
    schemaVersion: 1,
    libVersion: version,
    reference: reference.hash,
    size: table.size,
    columns,
    violations: table.violations,
    notes: [...table.notes, ...uncompared],
  };
}

/** The columns of the reference that the window has, with their values. */
export function columnsToCount(table: Coerced, { schema, columns }: ReferenceProfile): ColumnToCount[] {
  const redacted = new Set(schema.columns.filter((column) => column.labels === 'redact').map((column) => column.name));
  return columns.flatMap((reference) => {
    const values = table.columns.get(reference.name);
    return values ? [{ reference, values, redact: redacted.has(reference.name) }] : [];
  });
}

/** Counts the values of one column over the cells of its reference. */
export function countValues({ reference, values, redact }: ColumnToCount): WindowColumn {
  const { name, kind } = reference;
  if (kind === 'numeric' && values.kind === 'numeric') return profileNumeric(name, values, cellsOf(reference, redact));
  if (kind === 'categorical' && values.kind === 'categorical') return profileCategorical(values, reference);
  throw new DriftSenseError('INTERNAL', `column '${name}' is not ${kind}`);
}

function cellsOf(column: NumericReference, redact: boolean): NumericCells {
  let cells = compiled.get(column);
  if (cells === undefined) {
    const { grid, range20, gaps, min, max } = column;
    cells = numericCells({
      edges: grid?.edges,
      range20: range20?.edges,
      ...(gaps && { gaps: gaps.values }),
      ...(min !== undefined && max !== undefined && { range: [min, max] }),
      ...(column.sample && { sampleSeed: 'window' }),
      redact,
    });
    compiled.set(column, cells);
  }
  return cells;
}

/** The schema entry of a column. */
export const schemaOf = (schema: Schema, name: string): ColumnSchema | undefined =>
  schema.columns.find((column) => column.name === name);
