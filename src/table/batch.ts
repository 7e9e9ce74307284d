import type { ArrowLike, Batch, ColumnValues, Row, Table } from '../contracts/batch.js';
import { DriftSenseError } from '../errors.js';
import { columnOf, valuesOfChild } from './cells.js';
import { concatColumns, joinDoubles, joinIntegers, sliceColumn, takeColumn, takeDoubles } from './column-parts.js';
import { RowColumns } from './row-columns.js';
import { unexpected } from './unexpected.js';
import { isThenable } from '../unawaited.js';

/** What a batch is made of. */
export interface BatchParts {
  readonly size: number;
  readonly columns: Iterable<readonly [name: string, values: ColumnValues]>;
  readonly ids?: readonly string[] | undefined;
  readonly times?: Float64Array | undefined;
  readonly modelVersions?: Int32Array | undefined;
  readonly name?: string | undefined;
  readonly notes?: readonly string[] | undefined;
  readonly offset?: string | undefined;
}

/**
 * A batch over columns that exist already; copies nothing.
 *
 * @throws DriftSenseError `TABLE_INVALID` when a column, the ids, times or model versions are not `size` long.
 */
export function makeBatch(parts: BatchParts): Batch {
  const columns = new Map<string, ColumnValues>();
  for (const [name, values] of parts.columns) {
    if (columns.has(name)) throw duplicate(name);
    columns.set(name, values);
  }
  const { size, ids, times, modelVersions, name, offset } = parts;
  for (const [column, values] of [...columns, ...Object.entries({ ids, times, modelVersions })])
    if (values !== undefined && values.length !== size)
      throw new DriftSenseError(
        'TABLE_INVALID',
        `column '${column}' has ${values.length} cells where the table has ${size} rows`,
        { details: { column, expected: size, received: values.length } },
      );
  const notes = parts.notes?.length ? parts.notes : undefined;
  return {
    size,
    names: [...columns.keys()],
    ...(ids && { ids }),
    ...(times && { times }),
    ...(modelVersions && { modelVersions }),
    ...(name !== undefined && { name }),
    ...(notes && { notes }),
    ...(offset !== undefined && { offset }),
    column: (wanted) => columns.get(wanted),
    *[Symbol.iterator]() {
      const Cells = rowMaker();
      for (let row = 0; row < size; row++) yield rowAt(new Cells(), columns, row);
    },
  };
}

/** Makes plain objects. Engines learn how many cells those of one maker get, and lay them out in one piece of memory. */
function rowMaker(): new () => Record<string, unknown> {
  const Cells = function () {} as unknown as new () => Record<string, unknown>;
  Cells.prototype = Object.prototype;
  return Cells;
}

/** One row as a plain object. A column named `__proto__` becomes an own property, like any other. */
function rowAt(cells: Record<string, unknown>, columns: ReadonlyMap<string, ColumnValues>, row: number): Row {
  for (const [name, values] of columns) {
    const value: unknown = 'kind' in values ? values.at(row) : values[row];
    if (name === '__proto__')
      Object.defineProperty(cells, name, { value, enumerable: true, configurable: true, writable: true });
    else cells[name] = value;
  }
  return cells;
}

/**
 * Any table as a batch: rows in an array or any other iterable, columns (arrays or typed arrays), an Arrow-like table, or a
 * batch, which is returned as it is. Float64Array, arrays and batch columns are not copied.
 *
 * @throws DriftSenseError `TABLE_INVALID` naming what came, or the column whose length differs.
 * @example
 * toBatch([{ price: 9.5 }, { price: 10 }]).size; // 2
 * toBatch({ price: Float32Array.of(9.5, 10) }).column('price'); // Float64Array [9.5, 10]
 */
export function toBatch(table: Table): Batch {
  const given: unknown = table;
  if (isBatch(given)) return given;
  if (Array.isArray(given)) return fromRows(given as object[]);
  if (isArrow(given)) return fromArrow(given);
  if (isObject(given) && !isNoTable(given))
    // A batch that does not name its columns keeps what it has beside its rows.
    return Symbol.iterator in given
      ? makeBatch({ ...(given as Partial<BatchParts>), ...partsOf(given as unknown as Iterable<object>) })
      : fromColumns(given as Readonly<Record<string, ArrayLike<unknown>>>);
  throw noTable(given);
}

/** Bytes, a promise and a source look like columns, of which they have none. */
export const isNoTable = (given: object): boolean =>
  ArrayBuffer.isView(given) || isThenable(given) || (Symbol.asyncIterator in given && !(Symbol.iterator in given));

const noTable = (given: unknown): DriftSenseError => unexpected('a table', given);

/**
 * Rows to a batch. Columns are the keys of all rows in order of first appearance; a key that a row lacks is a missing cell.
 *
 * @throws DriftSenseError `TABLE_INVALID` naming the first element that is no row.
 */
export const fromRows = (rows: Iterable<object>): Batch => makeBatch(partsOf(rows));

function partsOf(rows: Iterable<object>): BatchParts {
  if (!isObject(rows) || !(Symbol.iterator in rows)) throw noTable(rows);
  const columns = new RowColumns();
  for (const row of rows) columns.add(row);
  return { size: columns.size, columns: columns.take() };
}

/**
 * Columns to a batch.
 *
 * @throws DriftSenseError `TABLE_INVALID` when a value is no array or the lengths differ.
 */
export function fromColumns(columns: Readonly<Record<string, ArrayLike<unknown> | ColumnValues>>): Batch {
  if (!isObject(columns)) throw noTable(columns);
  const made = new Map<string, ColumnValues>();
  for (const name of Object.keys(columns)) made.set(name, columnNamed(name, columns[name]));
  const lengths = Array.from(made, ([name, { length }]) => [name, length] as const);
  if (new Set(lengths.map(([, length]) => length)).size > 1)
    throw new DriftSenseError(
      'TABLE_INVALID',
      `columns differ in length: ${lengths.map(([name, length]) => `'${name}' ${length}`).join(', ')}`,
      { details: { lengths } },
    );
  return makeBatch({ size: lengths[0]?.[1] ?? 0, columns: made });
}

/** Rows `from` (inclusive) to `to` (exclusive) of a batch; typed columns share their memory. Drops the offset. */
export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  if (!isBatch(batch)) throw noTable(batch);
  return makeBatch({
    size: to - from,
    columns: batch.names.map((name) => [name, sliceColumn(batch.column(name)!, from, to)] as const),
    ids: batch.ids?.slice(from, to),
    times: batch.times?.subarray(from, to),
    modelVersions: batch.modelVersions?.subarray(from, to),
    name: batch.name,
    notes: batch.notes,
  });
}

/** The rows of a batch at the given indices, in that order. */
export function takeRows(batch: Batch, rows: Int32Array): Batch {
  return makeBatch({
    size: rows.length,
    columns: batch.names.map((name) => [name, takeColumn(batch.column(name)!, rows)] as const),
    ids: batch.ids && Array.from(rows, (row) => batch.ids![row]!),
    times: batch.times && takeDoubles(batch.times, rows),
    modelVersions: batch.modelVersions && rows.map((row) => batch.modelVersions![row]!),
    name: batch.name,
    notes: batch.notes,
  });
}

/**
 * Batches one after the other as one. A column that some of them lack holds missing cells there and is named in the notes;
 * times and model versions are kept when every batch has them, ids when one has: the rows of the others have none (`''`).
 * The name and the offset are those of the last batch.
 */
export function concatBatches(batches: readonly Batch[]): Batch {
  if (batches.length === 1) return batches[0]!;
  const size = batches.reduce((sum, batch) => sum + batch.size, 0);
  const names = [...new Set(batches.flatMap((batch) => batch.names))];
  const notes = new Set(batches.flatMap((batch) => batch.notes ?? []));
  for (const name of names) {
    const without = batches.reduce((sum, batch) => sum + (batch.column(name) === undefined ? batch.size : 0), 0);
    if (without > 0) notes.add(`column '${name}' is absent from ${without} of ${size} rows`);
  }
  const ofEvery = <T>(part: (batch: Batch) => T | undefined, join: (parts: T[], length: number) => T) => {
    const parts = batches.map(part);
    return parts.includes(undefined) ? undefined : join(parts as T[], size);
  };
  return makeBatch({
    size,
    columns: names.map(
      (name) =>
        [
          name,
          concatColumns(
            batches.map((batch) => [batch.column(name), batch.size] as const),
            size,
          ),
        ] as const,
    ),
    ids: batches.some(({ ids }) => ids)
      ? batches.flatMap((batch) => batch.ids ?? Array<string>(batch.size).fill(''))
      : undefined,
    times: ofEvery(({ times }) => times, joinDoubles),
    modelVersions: ofEvery(({ modelVersions }) => modelVersions, joinIntegers),
    name: batches.at(-1)?.name,
    notes: [...notes],
    offset: batches.at(-1)?.offset,
  });
}

function columnNamed(name: string, cells: unknown): ColumnValues {
  const values = columnOf(cells);
  if (values === undefined) throw unexpected(`an array for column '${name}'`, cells, { column: name });
  return values;
}

function fromArrow(table: ArrowLike): Batch {
  const columns = new Map<string, ColumnValues>();
  for (const { name } of table.schema.fields) {
    if (columns.has(name)) throw duplicate(name);
    const child = table.getChild(name);
    columns.set(name, columnNamed(name, child ? valuesOfChild(child) : undefined));
  }
  return makeBatch({ size: columns.values().next().value?.length ?? table.numRows ?? 0, columns });
}

const duplicate = (name: string): DriftSenseError =>
  new DriftSenseError('TABLE_INVALID', `two columns are named '${name}'`, { details: { column: name } });

/** True for anything with the shape of a {@link Batch}. */
export const isBatch = (given: unknown): given is Batch =>
  isObject(given) &&
  typeof given['size'] === 'number' &&
  Array.isArray(given['names']) &&
  typeof given['column'] === 'function';

/** True for anything with the shape of an {@link ArrowLike}. */
export const isArrow = (given: unknown): given is ArrowLike =>
  isObject(given) &&
  typeof given['getChild'] === 'function' &&
  Array.isArray((given['schema'] as { readonly fields?: unknown } | null | undefined)?.fields);

const isObject = (given: unknown): given is Record<string, unknown> => typeof given === 'object' && given !== null;
