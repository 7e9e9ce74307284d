import type { Batch, ColumnValues } from '../contracts/batch.js';
import type { ColumnSchema, Schema, SchemaViolation } from '../contracts/schema.js';
import { allSteps } from '../all-steps.js';
import { isCoded, isParsed } from './cells.js';
import { spellingAt } from './columns.js';
import { inBlocks, type Converting } from './converting.js';
import { missingWords } from './missing-words.js';
import { readTime, type UnreadTime } from './time.js';

/** Row ids as texts, as they were spelled; the empty text where a row has none. */
export function* extractIds(values: ColumnValues, size: number): Converting<string[]> {
  const textAt = (row: number): unknown => {
    if (values instanceof Float64Array) return Number.isNaN(values[row]) ? null : values[row];
    if (isParsed(values)) return spellingAt(values, row);
    return isCoded(values) ? values.at(row) : values[row];
  };
  const ids: string[] = [];
  yield* inBlocks(size, (from, to) => {
    for (let row = from; row < to; row++) ids.push(idOf(textAt(row)));
  });
  return ids;
}

function idOf(id: unknown): string {
  if (typeof id === 'string') return id;
  if (typeof id === 'number' || typeof id === 'bigint' || typeof id === 'boolean') return String(id);
  return id instanceof Date && !Number.isNaN(id.getTime()) ? id.toISOString() : '';
}

/** Times of the rows as epoch milliseconds, NaN where missing or unread; undefined when no row has one. */
export function* extractTimes(
  values: ColumnValues,
  size: number,
  column: ColumnSchema,
  origin: Schema['origin'],
  zone: string | undefined,
): Converting<{
  readonly times: Float64Array | undefined;
  readonly violations: readonly SchemaViolation[];
  readonly notes: readonly string[];
}> {
  const timeZone = column.timeZone ?? zone;
  const missing = new Set([...missingWords, ...(column.missing ?? [])]);
  const read = (cell: unknown): number | UnreadTime | undefined =>
    cell === null || cell === undefined || Number.isNaN(cell) || (typeof cell === 'string' && missing.has(cell))
      ? undefined
      : readTime(cell, timeZone);
  const cellAt = timeReader(values, read);

  const times = new Float64Array(size);
  let zoneless = 0;
  let invalid = 0;
  let known = 0;
  yield* inBlocks(size, (from, to) => {
    for (let row = from; row < to; row++) {
      const time = cellAt(row);
      times[row] = typeof time === 'number' ? time : Number.NaN;
      if (typeof time === 'number') known++;
      else if (time === 'zone-less') zoneless++;
      else if (time === 'invalid') invalid++;
    }
  });
  const violations: SchemaViolation[] = [];
  const notes: string[] = [];
  const violation = (count: number, what: string): SchemaViolation => ({
    column: column.name,
    kind: 'invalid-value',
    count,
    detail: what,
  });
  if (invalid > 0) violations.push(violation(invalid, 'no times'));
  // A schema that asks for times must get them; one that merely found dates was told nothing of their zone.
  if (zoneless > 0 && origin === 'declared') violations.push(violation(zoneless, 'times without zone: set timeZone'));
  else if (zoneless > 0)
    notes.push(`column '${column.name}': ${zoneless} of ${size} times without zone are not used: set timeZone`);
  return { times: known > 0 ? times : undefined, violations, notes };
}

/**
 * The times of a batch's rows, for windows by time: those beside its columns, else those of the column with the role
 * timestamp. Undefined when it has neither, or no row has a readable time.
 */
export const timesOf = (batch: Batch, schema: Schema | undefined, timeZone?: string): Float64Array | undefined =>
  allSteps(timesInSteps(batch, schema, timeZone));

/** `timesOf` in steps. */
export function* timesInSteps(
  batch: Batch,
  schema: Schema | undefined,
  timeZone?: string,
): Converting<Float64Array | undefined> {
  const column = schema?.columns.find(({ role }) => role === 'timestamp');
  const values = column && batch.column(column.name);
  if (column === undefined || values === undefined || values.length !== batch.size) return batch.times;
  const { times = batch.times } = yield* extractTimes(values, batch.size, column, schema!.origin, timeZone);
  return times;
}

function timeReader<T>(values: ColumnValues, read: (cell: unknown) => T): (row: number) => T {
  if (isParsed(values)) return (row) => read(values.values[row]);
  if (!isCoded(values)) {
    const readText = remembered(read);
    return (row) => (typeof values[row] === 'string' ? readText(values[row]) : read(values[row]));
  }
  const byCategory = values.categories.map(read);
  const ofMissing = read(null);
  return (row) => {
    const code = values.codes[row] ?? -1;
    return code < 0 ? ofMissing : (byCategory[code] ?? ofMissing);
  };
}

/** Texts whose reading is remembered: rows of a day have the same date. */
const mostRemembered = 1_000;

function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text);
    if (known.size < mostRemembered) known.set(text, value);
    return value;
  };
}
