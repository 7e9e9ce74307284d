import type { NumericReference, ReferenceProfile } from '../../contracts/profiles.js';
import type { SequentialAlarm } from '../../contracts/sequential.js';
import { cellIndex, cellOf, type CellIndex } from '../../profile/cell-index.js';
import type { CategoricalValues, Coerced, NumericValues } from '../../table/coerce.js';
import type { SequentialEngine } from './engine.js';
import type { EventStream, SequentialPlan, WatchedStream } from './plan.js';
import { keysOf } from './strata.js';

const indices = new WeakMap<NumericReference, CellIndex>();

/** The index of a column's cells; made once. */
function indexOf(reference: NumericReference): CellIndex {
  const index = indices.get(reference) ?? cellIndex(reference.grid!.edges);
  indices.set(reference, index);
  return index;
}

/**
 * Feeds rows to an engine, in their order.
 *
 * @param reference - That the engine's plan was made from.
 * @param table - Rows in the types of its schema.
 */
export function feedRows(engine: SequentialEngine, reference: ReferenceProfile, table: Coerced): SequentialAlarm[] {
  const columns = cellsOfRows(engine.plan, reference, table);
  const cells = new Int16Array(columns.length);
  const stratumOf = strataOfRows(engine, table);
  const alarms: SequentialAlarm[] = [];
  for (let row = 0; row < table.size; row++) {
    for (let j = 0; j < columns.length; j++) cells[j] = columns[j]![row]!;
    const alarm = engine.update(cells, stratumOf(row));
    if (alarm !== undefined) alarms.push(alarm);
  }
  return alarms;
}

/** The stratum of each row; −1 where it has none. */
function strataOfRows(engine: SequentialEngine, { columns }: Coerced): (row: number) => number {
  const { strata } = engine.plan;
  if (strata === undefined) return () => 0;
  const values = columns.get(strata.by);
  if (values === undefined) return () => -1;
  const keyOf = keysOf(values);
  return (row) => {
    const key = keyOf(row);
    return key === undefined ? -1 : engine.stratumOf(key);
  };
}

/** Per stream, the cell or event of every row; −1 where the row has none. */
function cellsOfRows({ streams }: SequentialPlan, reference: ReferenceProfile, table: Coerced): Int16Array[] {
  const references = new Map(reference.columns.map((column) => [column.name, column]));
  return streams.map((stream) => {
    const values = table.columns.get(stream.column);
    if (values === undefined) return new Int16Array(table.size).fill(-1);
    if (stream.part === 'missing') return missingFlags(values);
    const column = references.get(stream.column);
    return values.kind === 'numeric'
      ? ranksOf(values, column as NumericReference)
      : eventsOf(values, stream as EventStream & WatchedStream);
  });
}

function missingFlags(values: NumericValues | CategoricalValues): Int16Array {
  if (values.kind === 'numeric') return cellsFor(values.values, (x) => (x - x === 0 ? 1 : 0));
  return cellsFor(values.codes, (code) => (code < 0 ? 0 : 1));
}

function ranksOf({ values }: NumericValues, reference: NumericReference): Int16Array {
  const index = indexOf(reference);
  return cellsFor(values, (x) => (x - x === 0 ? cellOf(index, x) : -1));
}

/** A category that is not watched by itself, or was never seen, is the last event. */
function eventsOf({ codes, categories }: CategoricalValues, { events }: EventStream): Int16Array {
  const byCategory = new Map(events.flatMap(({ category }, k) => (category === undefined ? [] : [[category, k]])));
  const byCode = categories.map((category) => byCategory.get(category) ?? events.length - 1);
  return cellsFor(codes, (code) => (code < 0 ? -1 : byCode[code]!));
}

/** As `Int16Array.from`, without an iterator, which takes several times as long. */
function cellsFor(values: Float64Array | Int32Array, cell: (value: number) => number): Int16Array {
  const cells = new Int16Array(values.length);
  for (let row = 0; row < values.length; row++) cells[row] = cell(values[row]!);
  return cells;
}
