import type {
  NumericReference,
  ReferenceColumn,
  ReferenceProfile,
  WindowColumn,
  WindowProfile,
} from '../contracts/profiles.js';
import { DriftSenseError } from '../errors.js';
import { allSteps } from '../all-steps.js';
import type { ColumnToCount } from '../ports/executor.js';
import type { Coerced } from '../table/coerce.js';
import { version } from '../version.js';
import type { cellCounter } from './cell-counts.js';
import { profileCategorical } from './profile-categorical.js';
import { findingCounter, numericCells, numericInSteps, type NumericCells } from './profile-numeric.js';
import { testedRoles } from './profile-reference.js';

/** How numbers are counted. `cellCounter` is made for many; it is loaded with the first window that has many. */
export type CounterOf = typeof cellCounter;

const compiled = new WeakMap<ReferenceColumn, NumericCells>();

/**
 * Counts coerced window rows over the cells of a reference. Columns the window lacks are left out.
 *
 * @param counted - What is counted already, by column of the reference.
 * @param counterOf - How numbers are counted; what comes out is the same.
 */
export function profileWindow(
  table: Coerced,
  reference: ReferenceProfile,
  counted?: ReadonlyMap<ReferenceColumn, WindowColumn>,
  counterOf?: CounterOf,
): WindowProfile {
  const columns = columnsToCount(table, reference).map(
    (column) => counted?.get(column.reference) ?? allSteps(countInSteps(column, counterOf)),
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

/** Counts the values of one column over the cells of its reference, in steps, which tell their rows. */
export function* countInSteps(
  { reference, values, redact }: ColumnToCount,
  counterOf?: CounterOf,
): Generator<number, WindowColumn> {
  const { name, kind } = reference;
  if (kind === 'numeric' && values.kind === 'numeric') {
    const cells = cellsOf(reference, redact);
    const counter = cells.index && findingCounter(cells.index);
    return yield* numericInSteps(name, values, cells, counter && (counterOf?.(cells.index, counter) ?? counter));
  }
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
      ...(column.sample && { sampleSeed: `${column.sampleSeed || ''}window` }),
      redact,
    });
    compiled.set(column, cells);
  }
  return cells;
}
