import * as z from 'zod/mini';
import type { Table } from '../../contracts/batch.js';
import type { ReferenceColumn, ReferenceProfile } from '../../contracts/profiles.js';
import type { SequentialAlarm } from '../../contracts/sequential.js';
import type { Schema } from '../../contracts/schema.js';
import { DriftSenseError } from '../../errors.js';
import { requireName } from '../../nearest-name.js';
import { byName, parseOptions } from '../../options.js';
import { isReferenceProfile, parseReference } from '../../profile/parse-profile.js';
import { profileReference, schemaOf, timeOrder } from '../../profile/profile-reference.js';
import { redactCategories } from '../../profile/redact.js';
import { toBatch } from '../../table/batch.js';
import { coerce, type Coerced } from '../../table/coerce.js';
import { givenSchema, inferColumns } from '../../table/schema.js';
import { feedRows } from './cells-of-rows.js';
import { SequentialEngine } from './engine.js';
import { planStreams } from './plan-streams.js';
import type { SequentialState } from './state.js';
import { watchOf, type SequentialWatch } from './watch.js';
import { strataOf, type Strata } from './strata.js';

/** Options of {@link sequentialMonitor}. */
export const sequentialMonitorOptions = z.strictObject({
  /** Rows per false alarm allowed, N, over all columns. Default 100,000. Raising it alarms less often and a little later. */
  rowsPerFalseAlarm: z._default(z.number().check(z.gte(2)), 100_000),
  /**
   * Columns to watch, with their share of the evidence relative to each other. Fix them before looking at the data that is
   * watched. Default all features, predictions and scores alike.
   */
  importances: z.optional(byName(z.number().check(z.gte(0)))),
  /**
   * Numeric columns that may move one way freely: `increase` alarms where values get larger, as of a loss, `decrease` where they
   * get smaller, and neither where their spread changes. Default `both` ways, and spread.
   */
  directions: z.optional(byName(z.enum(['increase', 'decrease', 'both']))),
  /** ψ₀, a change on the PSI scale that is no drift. Default 0.0025: a shift of .05 standard deviations. 0 = none. */
  tolerance: z._default(z.number().check(z.gte(0), z.lte(10)), 0.0025),
  /**
   * `auto` (default): evidence is thinned out as much as neighbouring reference rows are alike. `independent`: it is taken as
   * it is, which finds changes sooner and alarms far too often when rows depend on each other.
   */
  dependence: z._default(z.enum(['auto', 'independent']), 'auto'),
  /**
   * A column by whose values rows are split up, such as the hour of the day, a country or a product: each row is compared with
   * rows of the same value only, evidence adds up over all. It is not watched itself. At most 1,000 values. Needs reference
   * rows, not their profile. Default none.
   */
  stratum: z.optional(z.string()),
  /** Columns of the reference; inferred where absent. */
  schema: givenSchema,
  /** Whether the row order of the reference is its order in time. Default true. */
  ordered: z._default(z.boolean(), true),
  /** Seed of the numbers that break ties. Default 0. */
  seed: z._default(z.union([z.number(), z.string()]), 0),
});

/** Options of `sequentialMonitor`. */
export interface SequentialMonitorOptions extends z.input<typeof sequentialMonitorOptions> {}

/** Data drift row by row, over all columns under one budget. */
export interface SequentialMonitor extends SequentialWatch {
  /** Feeds rows in their order. Returns the alarms among them; watching goes on after each. */
  observe(rows: Table): readonly SequentialAlarm[];
  /** Rows without a value of the column that splits them up, or beyond 1,000 values of it: they were not watched. */
  readonly unwatched: number;
  /** Where it stands, as plain JSON without any row, for {@link sequentialMonitorFromJSON}. */
  toJSON(): SequentialState;
}

/**
 * Watches the columns of a stream row by row. Without drift it alarms at most once in `rowsPerFalseAlarm` rows on average,
 * over all columns together and however long it runs; an alarm says whose evidence it is, which way it points and since
 * which row.
 *
 * Numeric columns are ranked among the reference's cells and all rows since; up to eight categories, all other categories,
 * and missing values by how often they occur. What it cannot see: a change that leaves every single column as it was.
 *
 * @param reference - Rows of the normal state, or their profile.
 * @param options - See {@link SequentialMonitorOptions}.
 * @throws DriftSenseError `OPTION_INVALID`, `UNKNOWN_COLUMN`, and what `profile` throws.
 *
 * @example
 * const watch = sequentialMonitor(lastMonth, { rowsPerFalseAlarm: 50_000 });
 * for (const { ledger } of watch.observe(rows)) console.log(ledger[0].column, ledger[0].direction);
 *
 * @see methods in docs/sequential.md
 */
export const sequentialMonitor = (
  reference: Table | ReferenceProfile,
  options?: SequentialMonitorOptions,
): SequentialMonitor => make(reference, options);

/**
 * Goes on where `toJSON` left off: no later answer changes.
 *
 * @param json - What `toJSON()` gave, after any number of trips through JSON.
 * @param reference - The one it was made with.
 * @param options - The ones it was made with.
 * @throws DriftSenseError `STATE_INVALID` for a state of another reference or other options, or a damaged one.
 */
export const sequentialMonitorFromJSON = (
  json: unknown,
  reference: Table | ReferenceProfile,
  options?: SequentialMonitorOptions,
): SequentialMonitor => make(reference, options, (json ?? null) as SequentialState);

const watchedRoles: ReadonlySet<string> = new Set(['feature', 'prediction', 'score']);

function make(
  given: Table | ReferenceProfile,
  options: SequentialMonitorOptions | undefined,
  state?: SequentialState,
): SequentialMonitor {
  const { importances, directions, tolerance, schema, ordered, stratum, ...settings } = parseOptions(
    sequentialMonitorOptions,
    options,
    'sequentialMonitor',
  );
  const { reference, table } = readReference(given, schema, ordered);
  const names = reference.columns.map((column) => column.name);
  for (const [option, byColumn] of Object.entries({ importances, directions }))
    for (const name of Object.keys(byColumn ?? {})) requireColumn(option, name, names);
  const columns = reference.columns.map((column) => ({
    reference: column,
    importance:
      importances === undefined
        ? Number(watchedRoles.has(column.role) && column.name !== stratum)
        : (importances[column.name] ?? 0),
    tolerance,
    missingTolerance: 0,
    redact: schemaOf(reference.schema, column.name)?.labels === 'redact',
    direction: directionOf(column, directions?.[column.name]),
  }));
  const strata = stratum === undefined ? undefined : split(table, stratum, ordered);
  const engine = new SequentialEngine(planStreams(columns, { ...settings, strata }), state);
  return watchOf(engine, {
    observe: (rows: Table) => {
      const fed = redactCategories(coerce(toBatch(rows), reference.schema), reference.schema);
      return feedRows(engine, reference, fed);
    },
    get unwatched() {
      return engine.unwatched;
    },
  });
}

/** @throws DriftSenseError `OPTION_INVALID` for a column without any. */
function directionOf<Direction extends string>(
  { name, kind }: ReferenceColumn,
  given: Direction | undefined,
): Direction | undefined {
  if (given !== undefined && kind !== 'numeric')
    throw new DriftSenseError('OPTION_INVALID', `sequentialMonitor.directions: '${name}' is ${kind}, so it has none`);
  return given;
}

/** The profile of a reference, and its rows where it is given as rows. */
function readReference(
  given: Table | ReferenceProfile,
  schema: Schema | undefined,
  ordered: boolean,
): { readonly reference: ReferenceProfile; readonly table?: Coerced } {
  if (isReferenceProfile(given)) return { reference: parseReference(given) };
  const batch = toBatch(given);
  const types = schema ?? inferColumns(batch);
  const table = redactCategories(coerce(batch, types), types);
  return { reference: profileReference(table, types, { ordered }), table };
}

/** @throws DriftSenseError `OPTION_INVALID` without rows; `UNKNOWN_COLUMN`. */
function split(table: Coerced | undefined, by: string, ordered: boolean): Strata {
  if (table === undefined)
    throw new DriftSenseError(
      'OPTION_INVALID',
      'sequentialMonitor.stratum: expected the rows of the reference, got a profile, which does not tell them apart',
    );
  requireColumn('stratum', by, [...table.columns.keys()]);
  const order = timeOrder(table.times);
  const rows = order === 'given' ? Int32Array.from({ length: table.size }, (_, row) => row) : order;
  return strataOf(table, by, ordered ? rows : undefined);
}

const requireColumn = (option: string, name: string, known: readonly string[]): void =>
  requireName(
    'column',
    name,
    known,
    'UNKNOWN_COLUMN',
    `sequentialMonitor.${option}: the reference has no column '${name}'`,
  );
