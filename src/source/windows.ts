import * as z from 'zod/mini';
import type { Batch } from '../contracts/batch.js';
import type { Schema } from '../contracts/schema.js';
import type { Source } from '../contracts/source.js';
import type { WindowInfo } from '../contracts/window-report.js';
import { DriftSenseError } from '../errors.js';
import { parseOptions } from '../options.js';
import { concatBatches, makeBatch } from '../table/batch.js';
import { timesOf } from '../table/extract.js';
import { parseDuration } from './duration.js';
import { periods } from './periods.js';
import { RowWindows } from './row-windows.js';
import { TimeWindows } from './time-windows.js';
import { intakeOf, windowCounts, type Group, type Intake, type WindowCounts } from './window-groups.js';

/** How windows are cut: by rows, by event time (with `rows`: by whichever is reached first), or one per file. */
export type WindowSpec =
  | { readonly rows: number }
  | {
      /** Length of a period, such as `15m`, `6h`, `1d`, `1w`, `1mo`. */
      readonly every: string;
      /** IANA zone of the calendar, and of times without offset. Default UTC for the calendar; such times are refused. */
      readonly timeZone?: string | undefined;
      /** How far behind the latest time a row may come: a duration or milliseconds. Default 0. */
      readonly allowedLateness?: string | number | undefined;
      /** Rows until which a window goes on over further periods. Default 1. Not together with `rows`. */
      readonly minRows?: number | undefined;
      /** Periods after which it closes all the same. Default 7. */
      readonly maxPeriods?: number | undefined;
      /** Rows at which a window closes before its period ends. Default none. */
      readonly rows?: number | undefined;
    }
  | 'file';

const count = z.int().check(z.positive());
const windowSpec = z.union([
  z.literal('file'),
  z.strictObject({ rows: count }),
  z
    .strictObject({
      every: z.string(),
      timeZone: z.optional(z.string()),
      allowedLateness: z.optional(z.union([z.string(), z.number().check(z.nonnegative())])),
      minRows: z.optional(count),
      maxPeriods: z.optional(count),
      rows: z.optional(count),
    })
    .check(
      z.refine(
        ({ minRows, rows }) => minRows === undefined || rows === undefined,
        'expected minRows or rows, not both',
      ),
    ),
]);

/** How windows are cut out of a source, besides the specification. */
export interface CutOptions {
  /** What becomes of the last window when the source ends before it is full. Default `report`, marked `partial`. */
  readonly trailing?: 'drop' | 'merge' | 'report';
  /** Where the times of rows come from when the batches have none beside their columns: its timestamp column. */
  readonly schema?: Schema | undefined;
  /** Counted up as rows are found to be in no window. */
  readonly counts?: WindowCounts;
  /** Number of the first window, for ids by number. Default 1. */
  readonly first?: number;
}

/** One window, its rows, and the offset of the newest batch that has wholly gone into windows, when there is a new one. */
export interface CutWindow {
  readonly info: WindowInfo;
  readonly rows: Batch;
  readonly offset?: string;
}

/**
 * Cuts a source into windows, exact in size: a batch larger than a window is split, and each row is in exactly one window
 * or counted in `counts`. Windows by time are half-open periods of event time; one is given out only when it has closed,
 * and rows that come later than `allowedLateness` are counted. What was left out since the window before is also said in
 * the notes of its rows. Ids are file names, periods (`2024-03-31`), or numbers.
 *
 * @throws DriftSenseError `OPTION_INVALID`; on iteration `TIME_AMBIGUOUS` for windows by time over rows without times.
 * @example
 * for await (const { info, rows } of cutWindows(source, { every: '1d', timeZone: 'Europe/Paris' }))
 *   console.log(info.id, rows.size);
 */
export function cutWindows(
  source: Source | AsyncIterable<Batch> | Iterable<Batch>,
  window: WindowSpec,
  options: CutOptions = {},
): AsyncGenerator<CutWindow, void, undefined> {
  const counts = options.counts ?? windowCounts();
  const intakes: Intake[] = [];
  const taken = (batch: Batch): Intake => {
    const intake = intakeOf(batch);
    intakes.push(intake);
    return intake;
  };
  const groups = cutterOf(parseOptions(windowSpec, window, 'window'), counts, options)(source, taken);
  return handOut(withTrailing(groups, options.trailing ?? 'report', counts), counts, intakes);
}

async function* handOut(
  groups: AsyncIterable<Group>,
  counts: WindowCounts,
  intakes: Intake[],
): AsyncGenerator<CutWindow, void, undefined> {
  let said = { ...counts };
  for await (const group of groups) {
    for (const { rows, intake } of group.pieces) intake.remaining -= rows.size;
    let offset: string | undefined;
    for (; intakes[0]?.remaining === 0; intakes.shift()) offset = intakes[0].offset ?? offset;
    const rows = withNotes(concatBatches(group.pieces.map((piece) => piece.rows)), leftOut(said, counts));
    said = { ...counts };
    yield { info: infoOf(group, rows), rows, ...(offset !== undefined && { offset }) };
  }
}

type Cutter = (
  source: AsyncIterable<Batch> | Iterable<Batch>,
  taken: (batch: Batch) => Intake,
) => AsyncGenerator<Group>;

/** What cuts by this specification. Everything that can be wrong with it is found here. */
function cutterOf(spec: z.output<typeof windowSpec>, counts: WindowCounts, { schema, first = 1 }: CutOptions): Cutter {
  if (spec === 'file') return (source, taken) => onePerBatch(source, taken, first);
  if (!('every' in spec)) {
    const windows = new RowWindows(spec.rows, first);
    return async function* (source, taken) {
      for await (const batch of source) yield* windows.add(batch, taken(batch));
      yield* windows.end();
    };
  }
  const { every, timeZone, minRows = 1, maxPeriods = 7, rows = Infinity } = spec;
  const latenessMs = latenessOf(spec.allowedLateness);
  const periodOf = periods(parseDuration(every), timeZone);
  const windows = new TimeWindows({ periodOf, latenessMs, minRows, maxPeriods, maxRows: rows }, counts);
  return async function* (source, taken) {
    for await (const batch of source) yield* windows.add(batch, timesOf(batch, schema, timeZone), taken(batch));
    yield* windows.end();
  };
}

async function* onePerBatch(...[source, taken, first]: [...Parameters<Cutter>, number]): AsyncGenerator<Group> {
  let row = 0;
  let number = first;
  for await (const batch of source) {
    const pieces = [{ rows: batch, intake: taken(batch) }];
    yield { id: batch.name ?? String(number), pieces, firstRow: row, partial: false };
    number++;
    row += batch.size;
  }
}

function latenessOf(given: string | number | undefined): number {
  if (typeof given !== 'string') return given ?? 0;
  const { ms } = parseDuration(given);
  if (ms === undefined)
    throw new DriftSenseError('OPTION_INVALID', `window.allowedLateness: '${given}' has no fixed length`);
  return ms;
}

/** Applies the policy for a last window that never became full. */
async function* withTrailing(
  groups: AsyncIterable<Group>,
  policy: 'drop' | 'merge' | 'report',
  counts: WindowCounts,
): AsyncGenerator<Group> {
  let held: Group | undefined;
  for await (const group of groups) {
    if (group.partial && policy === 'drop') {
      for (const { rows } of group.pieces) counts.trailing += rows.size;
    } else if (policy !== 'merge') yield group;
    else if (group.partial && held !== undefined) {
      yield { ...held, pieces: held.pieces.concat(group.pieces) };
      held = undefined;
    } else {
      // Until the next window is there, this one may still have to take in the last rows.
      if (held !== undefined) yield held;
      held = group;
    }
  }
  if (held !== undefined) yield held;
}

function infoOf({ id, firstRow, partial }: Group, rows: Batch): WindowInfo {
  let [from, to] = [Infinity, -Infinity];
  for (const time of rows.times ?? []) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  if (from > to) [from, to] = [firstRow, firstRow + Math.max(0, rows.size - 1)];
  return { id, from, to, rows: rows.size, ...(partial && { partial }) };
}

function leftOut(before: WindowCounts, now: WindowCounts): string[] {
  const late = now.late - before.late;
  const undated = now.undated - before.undated;
  return [
    ...(late > 0 ? [`${late} rows came after their window had closed and are in none`] : []),
    ...(undated > 0 ? [`${undated} rows have no readable time and are in no window`] : []),
  ];
}

function withNotes(batch: Batch, notes: readonly string[]): Batch {
  if (notes.length === 0) return batch;
  const columns = batch.names.map((name) => [name, batch.column(name)!] as const);
  const { size, ids, times, modelVersions, name, offset } = batch;
  return makeBatch({
    size,
    columns,
    ids,
    times,
    modelVersions,
    name,
    offset,
    notes: [...(batch.notes ?? []), ...notes],
  });
}
