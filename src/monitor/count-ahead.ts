import type { Batch, Row, Table } from '../contracts/batch.js';
import type { ReferenceColumn, ReferenceProfile, WindowColumn } from '../contracts/profiles.js';
import { DriftSenseError } from '../errors.js';
import type { Schema } from '../contracts/schema.js';
import type { ColumnToCount } from '../ports/executor.js';
import { pacer as pacerOf, type Pace } from '../ports/next-turn.js';
import { cellCounter } from '../profile/cell-counts.js';
import type { isPartOf } from '../profile/contiguous-run.js';
import { columnsToCount, countValues } from '../profile/profile-window.js';
import { redactCategories } from '../profile/redact.js';
import { makeBatch, toBatch } from '../table/batch.js';
import { coerceInSteps, type Coerced } from '../table/coerce.js';
import { RowColumns } from '../table/row-columns.js';
import type * as judging from './judge-window.js';
import type { JudgeContext } from './judge-rows.js';
import type { MeasuredAhead, measureAhead } from './measure-ahead.js';
import { hashedColumns } from './prepare.js';
import type { Watched } from './sequential-step.js';
import type { Serving } from './serving.js';

/** Rows in the types of their schema, their counts over columns of the reference, and what is asked of each column. */
export interface CountedAhead extends Partial<MeasuredAhead> {
  readonly rows: Batch;
  readonly table: Coerced;
  /** The same as they are judged: with the score and the prediction of a model that scores them. */
  readonly judged: Coerced;
  /** They are a contiguous part of the reference. */
  readonly inReference: boolean;
  readonly columns: ReadonlyMap<ReferenceColumn, WindowColumn>;
  readonly opened: ReadonlyMap<ReferenceColumn, judging.Opened>;
  /** There where rows are watched one by one. */
  readonly watched?: Watched;
}

/** What counting ahead depends on: a monitor. */
export interface AheadContext extends Pick<JudgeContext, 'options' | 'prepared' | 'state'> {
  /** Who has the model score rows. */
  serving(): Promise<Pick<Serving, 'scoreInSteps'>>;
  /** The executor failed, and the rows are counted here. */
  failed(where: string, error: unknown): void;
}

/** What judging will have at hand. */
export type AheadParts = Pick<JudgeContext, 'champion' | 'late'> & {
  /** There where the reference says what is predicted. */
  readonly measureAhead?: typeof measureAhead;
};

type Asking = Pick<typeof judging, 'openColumn' | 'askingCells'> & { readonly isPartOf: typeof isPartOf };

/** Cells that are counted between two turns of the event loop: a few milliseconds. */
const cellsPerSlice = 500_000;
/** What reading and converting a cell costs, in cells that are counted in that time. */
const [readingCells, convertingCells] = [8, 8];

/**
 * Reads and counts a large window and asks its columns before it is judged, with turns of the event loop in between; judging
 * itself must not wait for anything. What comes out is what judging would make of the rows.
 *
 * @param asking - How columns are asked. It is handed over, so that pages which judge at once get it in one piece with what judges.
 * @param parts - What else has been loaded.
 * @throws DriftSenseError `TABLE_INVALID`; `ABORTED` at the next turn after the signal.
 */
export async function countAhead(
  given: Table,
  context: AheadContext,
  { openColumn, askingCells, isPartOf }: Asking,
  parts: AheadParts,
  signal?: AbortSignal,
): Promise<CountedAhead> {
  const { options, prepared, state } = context;
  const { reference, plans, settings } = prepared;
  const pace = pacer(signal);
  const rows = Array.isArray(given) ? await readRows(given as readonly Row[], reference, pace) : toBatch(given);
  const table = await coercePaced(rows, reference.schema, pace);
  const columns = await countColumns(columnsToCount(table, reference), context, pace, signal);
  const opened = new Map<ReferenceColumn, judging.Opened>();
  const byName = new Map(reference.columns.map((column) => [column.name, column]));
  const runs = new Map(state.since);
  const open =
    options.referenceMode === 'pooled' ? (await import('./pooling.js')).opening(openColumn, state.pool) : openColumn;
  for (const plan of plans) {
    const column = byName.get(plan.column)!;
    opened.set(column, open(plan, column, columns.get(column), settings, runs));
    await pace(askingCells);
  }
  const { rowHashes } = prepared;
  const inReference = rowHashes !== undefined && isPartOf(rowHashes, table, hashedColumns(reference.schema));
  const measured = await parts.measureAhead?.(table, context, { ...parts, inReference }, pace);
  const counted = { rows, table, judged: table, inReference, columns, opened, ...measured };
  if (!settings.sequential) return counted;
  const { watchAhead } = await import('./sequential-step.js');
  const watched = await watchAhead(table, context, () => pace(cellsPerSlice));
  return { ...counted, watched };
}

/** @throws DriftSenseError `ABORTED` from it and from what it gives, after the signal. */
export const pacer = (signal: AbortSignal | undefined): Pace =>
  pacerOf(cellsPerSlice, () => {
    if (signal?.aborted)
      throw new DriftSenseError('ABORTED', 'judging was aborted by its signal', { cause: signal.reason });
  });

async function readRows(rows: readonly Row[], reference: ReferenceProfile, pace: Pace): Promise<Batch> {
  const columns = new RowColumns();
  for (const [i, row] of rows.entries()) {
    columns.add(row);
    if (i % 32 === 31) await pace(32 * reference.columns.length * readingCells);
  }
  return makeBatch({ size: rows.length, columns: columns.take() });
}

/** Rows in the types of a schema, categories redacted, with turns of the event loop in between. */
export async function coercePaced(rows: Batch, schema: Schema, pace: Pace): Promise<Coerced> {
  const steps = coerceInSteps(rows, schema);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return redactCategories(value, schema);
    await pace(rows.size * convertingCells);
  }
}

async function countColumns(
  columns: readonly ColumnToCount[],
  context: AheadContext,
  pace: Pace,
  signal: AbortSignal | undefined,
): Promise<Map<ReferenceColumn, WindowColumn>> {
  const { executor } = context.options;
  if (executor)
    try {
      const counted = await executor.count(columns, signal);
      return new Map(columns.map(({ reference }, i) => [reference, counted[i]!]));
    } catch (error) {
      if (!signal?.aborted) context.failed(`executor ${executor.name}`, error);
      await pace(Infinity);
    }
  const counted = new Map<ReferenceColumn, WindowColumn>();
  for (const column of columns) {
    counted.set(column.reference, countValues(column, cellCounter));
    await pace(lengthOf(column));
  }
  return counted;
}

const lengthOf = ({ values }: ColumnToCount): number =>
  values.kind === 'numeric' ? values.values.length : values.codes.length;
