import type { Batch, ColumnValues, Table } from '../contracts/batch.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { isArrow, isBatch, isNoTable, makeBatch, toBatch, type BatchParts } from './batch.js';
import { concatColumns } from './column-parts.js';
import { convert, readArrow } from './read-arrow.js';
import { RowColumns } from './row-columns.js';
import { costs, spending, type Spend, type Steps } from './spending.js';

/** Cells of rows that are kept together. */
const cellsPerBlock = 500_000;

/**
 * `toBatch` in steps of a few milliseconds, for who lets the event loop turn in between. Arrow-like dictionaries become coded
 * columns; the meaning of no cell is another.
 *
 * @throws DriftSenseError `TABLE_INVALID` as `toBatch`.
 */
export function* readInSteps(given: Table): Steps<Batch> {
  const table: unknown = given;
  if (typeof table !== 'object' || table === null || isBatch(table)) return toBatch(given);
  if (Array.isArray(table)) return makeBatch(yield* readRows(table as object[]));
  if (isArrow(table)) return toBatch(yield* readArrow(table));
  if (isNoTable(table)) return toBatch(given);
  if (Symbol.iterator in table)
    return makeBatch({ ...(table as Partial<BatchParts>), ...(yield* readRows(table as Iterable<object>)) });
  return toBatch(yield* convertColumns(table as Readonly<Record<string, ArrayLike<unknown>>>));
}

/**
 * Rows as `RowColumns` keeps them, in blocks that are joined at the end: many columns that grow with the same row would hold
 * up the event loop by themselves.
 */
function* readRows(rows: Iterable<object>): Steps<BatchParts> {
  const spend = spending();
  const blocks: Block[] = [];
  let columns = new RowColumns();
  let cells = 0;
  let size = 0;
  const finish = (): void => {
    blocks.push({ size: columns.size, columns: new Map(columns.take()) });
    columns = new RowColumns(size);
    cells = 0;
  };
  for (const row of rows) {
    columns.add(row);
    if (++size % 32 > 0) continue;
    const read = 32 * Object.keys(row).length;
    cells += read;
    if (cells > cellsPerBlock) finish();
    if (spend(read)) yield;
  }
  finish();
  return { size, columns: yield* joinBlocks(blocks, size, spend) };
}

interface Block {
  readonly size: number;
  readonly columns: ReadonlyMap<string, ColumnValues>;
}

function* joinBlocks(blocks: readonly Block[], size: number, spend: Spend): Steps<Map<string, ColumnValues>> {
  const names = new Set(blocks.flatMap(({ columns }) => [...columns.keys()]));
  if (names.size > limits.columns)
    throw new DriftSenseError('TABLE_INVALID', `more than ${limits.columns} columns in ${size} rows`, {
      details: { limit: limits.columns },
    });
  const joined = new Map<string, ColumnValues>();
  for (const name of names) {
    const parts = blocks.map((block) => [block.columns.get(name), block.size] as const);
    joined.set(name, parts.length === 1 ? parts[0]![0]! : concatColumns(parts, size));
    if (spend(size * costs.joining)) yield;
  }
  return joined;
}

function* convertColumns(
  columns: Readonly<Record<string, ArrayLike<unknown>>>,
): Steps<Record<string, ArrayLike<unknown>>> {
  const converted: [string, ArrayLike<unknown>][] = [];
  const spend = spending();
  for (const name of Object.keys(columns)) converted.push([name, yield* convert(columns[name]!, spend)]);
  return Object.fromEntries(converted);
}
