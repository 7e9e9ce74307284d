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
  const steps = feedInSteps(engine, reference, table);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Bets that are updated in one step: a few milliseconds. */
const updatesPerStep = 8_192;

/** `feedRows`, in steps of a few milliseconds, for who lets the event loop turn in between. */
export function* feedInSteps(
  engine: SequentialEngine,
  reference: ReferenceProfile,
  table: Coerced,
): Generator<void, SequentialAlarm[]> {
  const columns: Int16Array[] = [];
  for (const stream of engine.plan.streams) {
    columns.push(cellsOfRows(stream, reference, table));
    yield;
  }
  const stratumOf = strataOfRows(engine, table);
  const rows = Math.max(1, Math.floor(updatesPerStep / Math.max(1, columns.length)));
  const alarms: SequentialAlarm[] = [];
  for (let from = 0; from < table.size; from += rows) {
    feedBlock(engine, columns, stratumOf, { from, to: Math.min(table.size, from + rows) }, alarms);
    yield;
  }
  return alarms;
}

function feedBlock(
  engine: SequentialEngine,
  columns: readonly Int16Array[],
  stratumOf: (row: number) => number,
  { from, to }: { readonly from: number; readonly to: number },
  alarms: SequentialAlarm[],
): void {
  const cells = new Int16Array(columns.length);
  for (let row = from; row < to; row++) {
    for (let j = 0; j < columns.length; j++) cells[j] = columns[j]![row]!;
    const alarm = engine.update(cells, stratumOf(row));
    if (alarm !== undefined) alarms.push(alarm);
  }
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

/** Of a stream, the cell or event of every row; −1 where the row has none. */
function cellsOfRows(
  stream: SequentialPlan['streams'][number],
  reference: ReferenceProfile,
  table: Coerced,
): Int16Array {
  const values = table.columns.get(stream.column);
  if (values === undefined) return new Int16Array(table.size).fill(-1);
  if (stream.part === 'missing') return missingFlags(values);
  const column = reference.columns.find(({ name }) => name === stream.column);
  return values.kind === 'numeric'
    ? ranksOf(values, column as NumericReference)
    : eventsOf(values, stream as EventStream & WatchedStream);
}

// Loops of their own: a number with a fraction that is handed to another function may be put on the heap.

function missingFlags(given: NumericValues | CategoricalValues): Int16Array {
  if (given.kind === 'categorical') return cellsFor(given.codes, (code) => (code < 0 ? 0 : 1));
  const { values } = given;
  const flags = new Int16Array(values.length);
  for (let row = 0; row < flags.length; row++) flags[row] = values[row]! - values[row]! === 0 ? 1 : 0;
  return flags;
}

function ranksOf({ values }: NumericValues, reference: NumericReference): Int16Array {
  const index = indexOf(reference);
  const cells = new Int16Array(values.length);
  for (let row = 0; row < cells.length; row++) {
    const x = values[row]!;
    cells[row] = x - x === 0 ? cellOf(index, x) : -1;
  }
  return cells;
}

/** A category that is not watched by itself, or was never seen, is the last event. */
function eventsOf({ codes, categories }: CategoricalValues, { events }: EventStream): Int16Array {
  const byCategory = new Map(events.flatMap(({ category }, k) => (category === undefined ? [] : [[category, k]])));
  const byCode = categories.map((category) => byCategory.get(category) ?? events.length - 1);
  return cellsFor(codes, (code) => (code < 0 ? -1 : byCode[code]!));
}

/** As `Int16Array.from`, without an iterator, which takes several times as long. */
function cellsFor(values: Int32Array, cell: (value: number) => number): Int16Array {
  const cells = new Int16Array(values.length);
  for (let row = 0; row < values.length; row++) cells[row] = cell(values[row]!);
  return cells;
}
