import type { Batch } from '../contracts/batch.js';
import type { ReferenceColumn, WindowColumn } from '../contracts/profiles.js';
import type { Followed } from '../contracts/progress.js';
import { edgeLimits } from '../edge-limits.js';
import { messageOf } from '../errors.js';
import type { Clock } from '../ports/clock.js';
import type { ColumnToCount, Executor } from '../ports/executor.js';
import { inTime } from '../ports/in-time.js';
import { inTurns, type Pace } from '../ports/next-turn.js';
import { untilAborted } from '../ports/until-aborted.js';
import { coercePaced } from '../profile/coerce-paced.js';
import { cellCounter, countingRoom } from '../profile/cell-counts.js';
import type { isPartInSteps } from '../profile/contiguous-run.js';
import { columnsToCount, countInSteps, type CounterOf } from '../profile/profile-window.js';
import type { Coerced } from '../table/coerce.js';
import { teller } from '../teller.js';
import type { GuardedEmitter } from './events.js';
import type * as judging from './judge-window.js';
import type { JudgeContext } from './judge-rows.js';
import type { MeasuredAhead, measureAhead } from './measure-ahead.js';
import { cellsPerSlice, pacer } from './pacer.js';
import { hashedColumns } from './prepare.js';
import type { Watched } from './sequential-step.js';
import type { Serving } from './serving.js';

/** Rows in the types of their schema, their counts over columns of the reference, and what is asked of each column. */
export interface CountedAhead extends Partial<MeasuredAhead> {
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
  readonly clock: Clock;
  readonly events: Pick<GuardedEmitter, 'emit'>;
  /** The executor failed, or did not answer in time, and the rows are counted here. */
  failed(where: string, error: unknown): void;
}

/** What judging will have at hand. */
export type AheadParts = Pick<JudgeContext, 'champion' | 'late'> & {
  /** There where the reference says what is predicted. */
  readonly measureAhead?: typeof measureAhead;
};

type Asking = Pick<typeof judging, 'openColumn' | 'askingCells'> & {
  readonly isPartInSteps: typeof isPartInSteps;
  /** All takes so many times as long as it will later. */
  readonly slower: number;
  /** It has so many cells that threads, where there are any, count them sooner. */
  readonly isLarge: boolean;
};

/**
 * Counts a large window and asks its columns before it is judged, with turns of the event loop in between; judging
 * itself must not wait for anything. What comes out is what judging would make of the rows.
 *
 * @param asking - How columns are asked. It is handed over, so that pages which judge at once get it in one piece with what judges.
 * @param parts - What else has been loaded.
 * @throws DriftSenseError `ABORTED` at the next turn after the signal.
 */
export async function countAhead(
  rows: Batch,
  context: AheadContext,
  { openColumn, askingCells, isPartInSteps, slower, isLarge }: Asking,
  parts: AheadParts,
  followed: Followed = {},
): Promise<CountedAhead> {
  const { options, prepared, state } = context;
  const { reference, plans, settings } = prepared;
  const pace = pacer(followed.signal, slower);
  const table = await coercePaced(rows, reference.schema, pace);
  const executor = isLarge ? options.executor : undefined;
  const columns = await countColumns(rows.size, columnsToCount(table, reference), executor, context, pace, followed);
  const opened = new Map<ReferenceColumn, judging.Opened>();
  const byName = new Map(reference.columns.map((column) => [column.name, column]));
  const open =
    options.referenceMode === 'pooled' ? (await import('./pooling.js')).opening(openColumn, state.pool) : openColumn;
  for (const plan of plans) {
    const column = byName.get(plan.column)!;
    opened.set(column, open(plan, column, columns.get(column), settings));
    await pace(askingCells);
  }
  const { rowHashes } = prepared;
  const isPart = rowHashes && isPartInSteps(rowHashes, table, hashedColumns(reference.schema));
  const inReference = isPart !== undefined && (await inTurns(isPart, pace));
  const measured = await parts.measureAhead?.(table, context, { ...parts, inReference }, pace);
  await pace(Infinity);
  const counted = { table, judged: table, inReference, columns, opened, ...measured };
  if (!settings.sequential) return counted;
  const { watchAhead } = await import('./sequential-step.js');
  const watched = await watchAhead(table, context, () => pace(cellsPerSlice));
  return { ...counted, watched };
}

/** Cells that whoever counts them does in a millisecond at least. */
const cellsPerMs = 1_000;

async function countColumns(
  rows: number,
  columns: readonly ColumnToCount[],
  executor: Executor | undefined,
  context: AheadContext,
  pace: Pace,
  { signal, onProgress }: Followed,
): Promise<Map<ReferenceColumn, WindowColumn>> {
  const failed = (error: unknown): void =>
    context.events.emit('listenerError', { event: 'onProgress', message: messageOf(error) });
  const tell = teller(onProgress, { where: 'process', unit: 'columns', total: columns.length, failed });
  if (executor) {
    const who = `executor ${executor.name}`;
    try {
      const count = untilAborted(() => executor.count(columns, signal), signal);
      const ms = edgeLimits.answerMs + (columns.length * rows) / cellsPerMs;
      const counted = await inTime(context.clock, `${who}, asked to count,`, count, { ms });
      tell(columns.length);
      return new Map(columns.map(({ reference }, i) => [reference, counted[i]!]));
    } catch (error) {
      if (!signal?.aborted) context.failed(who, error);
      await pace(Infinity);
    }
  }
  const room = countingRoom();
  const counterOf: CounterOf = (index, others) => cellCounter(index, others, room);
  const counted = new Map<ReferenceColumn, WindowColumn>();
  for (const column of columns) {
    counted.set(column.reference, await inTurns(countInSteps(column, counterOf), pace));
    tell(1);
    if (column.values.kind === 'categorical') await pace(column.values.codes.length);
  }
  return counted;
}
