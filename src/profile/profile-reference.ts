import type { ReferenceColumn, ReferenceProfile } from '../contracts/profiles.js';
import type { ColumnRole, ColumnSchema, Schema } from '../contracts/schema.js';
import { limits } from '../limits.js';
import { allSteps } from '../all-steps.js';
import { hash64 } from '../stats/hash.js';
import { sortingRoom } from '../stats/sort-ascending.js';
import type { Coerced } from '../table/coerce.js';
import { version } from '../version.js';
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
  /** Seed of the samples, of windows over this reference too. Default 0. */
  readonly seed?: number;
}

/** Roles whose columns are compared with the reference. */
export const testedRoles: ReadonlySet<ColumnRole> = new Set(['feature', 'prediction', 'score', 'label']);

/** Profiles coerced reference rows. */
export const profileReference = <Names extends string>(
  table: Coerced,
  schema: Schema<Names>,
  options: ProfileOptions = {},
): ReferenceProfile<Names> => allSteps(profileInSteps(table, schema, options));

/** `profileReference`, a column a step; ∞ tells of each, whatever its work. */
export function* profileInSteps<Names extends string>(
  table: Coerced,
  schema: Schema<Names>,
  options: ProfileOptions,
): Generator<number, ReferenceProfile<Names>> {
  const compared = schema.columns.filter(({ role }) => testedRoles.has(role));
  refuseValues(table, compared);
  const { exactKs = false } = options;
  const order = (options.ordered ?? true) ? timeOrder(table.times) : undefined;
  const settings = {
    sample: options.sample ?? false,
    range20: options.range20 ?? false,
    exactKs: (column: string) => (typeof exactKs === 'boolean' ? exactKs : exactKs.includes(column)),
    order,
    seed: options.seed ?? 0,
    maxCategories: options.maxCategories ?? limits.categories,
    room: { sorted: new Float64Array(table.size), ...sortingRoom(table.size) },
  };
  const columns: ReferenceColumn[] = [];
  for (const column of compared) {
    const values = table.columns.get(column.name);
    if (values === undefined) continue;
    columns.push(
      values.kind === 'numeric'
        ? referenceNumeric(column, values, settings)
        : referenceCategorical(column, values, settings),
    );
    yield Infinity;
  }
  const violations = table.violations.map(
    ({ column, kind, count, detail }) => `column '${column}' of the reference: ${kind} in ${count} rows; ${detail}`,
  );
  const refused = schema.columns
    .filter(({ name, type, labels }) => labels === 'redact' && type === 'numeric' && settings.exactKs(name))
    .map(({ name }) => `column '${name}' is redacted: its values are not kept, so KS is not exact`);
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

/** The schema entry of a column. */
export const schemaOf = (schema: Schema, name: string): ColumnSchema | undefined =>
  schema.columns.find((column) => column.name === name);
