import type { Batch, ColumnValues } from '../contracts/batch.js';
import type { ColumnSchema, Schema, SchemaViolation } from '../contracts/schema.js';
import { allSteps } from '../all-steps.js';
import { makeBatch } from './batch.js';
import { coerceCategorical, type CategoricalValues } from './coerce-categorical.js';
import { coerceNumeric, type NumericValues } from './coerce-numeric.js';
import { extractIds, extractTimes } from './extract.js';
import { codedColumn } from './columns.js';
import type { Converting } from './converting.js';
import { newTally, violationsOf } from './tally.js';
import type { TimeOptions } from './to-epoch.js';

export type { CategoricalValues } from './coerce-categorical.js';
export type { NumericValues } from './coerce-numeric.js';

/** A batch in the types of its schema. */
export interface Coerced {
  readonly size: number;
  readonly ids?: readonly string[];
  /** Epoch milliseconds; NaN where a row has no readable time. */
  readonly times?: Float64Array;
  readonly modelVersions?: Int32Array;
  /** Features, predictions, scores, labels and segments, in the order of the schema; absent columns are not in it. */
  readonly columns: ReadonlyMap<string, NumericValues | CategoricalValues>;
  readonly violations: readonly SchemaViolation[];
  readonly notes: readonly string[];
  /** The same columns for trainers: Float64Array or CodedColumn. */
  readonly batch: Batch;
}

/**
 * A batch in the types of a schema. Whatever the batch holds, this reports instead of throwing: a cell that does not fit
 * is counted in `violations`, a column that is absent is left out, and no other column changes by a bit. Labels may be
 * absent (they come late).
 *
 * @example
 * const schema = defineSchema({ price: 'numeric' });
 * coerce(toBatch({ price: ['9.5', 'n/k'] }), schema).violations; // one: wrong-type, 1 of 2 cells
 */
export const coerce = (batch: Batch, schema: Schema, options: TimeOptions = {}): Coerced =>
  allSteps(coerceInSteps(batch, schema, options));

/** `coerce` in steps, for who lets the event loop turn in between. */
export function* coerceInSteps(batch: Batch, schema: Schema, options: TimeOptions = {}): Converting<Coerced> {
  const { size } = batch;
  const columns = new Map<string, NumericValues | CategoricalValues>();
  const violations: SchemaViolation[] = [];
  const notes = [...(batch.notes ?? [])];
  let ids = batch.ids;
  let times = batch.times;

  for (const column of schema.columns) {
    if (column.role === 'ignore') continue;
    const values = batch.column(column.name);
    const absent = absence(column, values, batch);
    if (absent !== undefined) violations.push(...absent);
    if (absent !== undefined || values === undefined) continue;
    const tally = newTally();
    if (column.role === 'id') ids = yield* extractIds(values, size);
    else if (column.role === 'timestamp') {
      const read = yield* extractTimes(values, size, column, schema.origin, options.timeZone);
      times = read.times ?? times;
      violations.push(...read.violations);
      notes.push(...read.notes);
    } else {
      const convert = column.type === 'numeric' ? coerceNumeric : coerceCategorical;
      columns.set(column.name, yield* convert(values, size, column, tally));
    }
    violations.push(...violationsOf(column, tally));
    yield size;
  }
  const known = new Set(schema.columns.map((column) => column.name));
  for (const name of batch.names)
    if (!known.has(name))
      violations.push({ column: name, kind: 'extra-column', count: size, detail: 'the schema has no such column' });

  const beside = {
    ...(ids && { ids }),
    ...(times && { times }),
    ...(batch.modelVersions && { modelVersions: batch.modelVersions }),
  };
  const typed = [...columns].map(([name, values]) => [name, columnOfValues(values)] as const);
  return { size, ...beside, columns, violations, notes, batch: makeBatch({ size, columns: typed, ...beside }) };
}

const columnOfValues = (values: NumericValues | CategoricalValues): ColumnValues =>
  values.kind === 'numeric' ? values.values : codedColumn(values.codes, values.categories);

/** Violations of a column that cannot be read, or undefined when it can. */
function absence(
  { name, role }: ColumnSchema,
  values: ColumnValues | undefined,
  batch: Batch,
): SchemaViolation[] | undefined {
  const { size } = batch;
  if (values !== undefined && values.length === size) return undefined;
  if (values !== undefined)
    return [
      {
        column: name,
        kind: 'invalid-value',
        count: size,
        detail: `has ${values.length} cells in ${size} rows: left out`,
      },
    ];
  const besideColumns = (role === 'id' && batch.ids) || (role === 'timestamp' && batch.times);
  if (size === 0 || role === 'label' || besideColumns) return [];
  return [{ column: name, kind: 'missing-column', count: size, detail: 'there is no such column' }];
}
