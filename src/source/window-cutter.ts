import type { Batch } from '../contracts/batch.js';
import type { Schema } from '../contracts/schema.js';
import type { WindowInfo } from '../contracts/window-report.js';
import { DriftSenseError } from '../errors.js';
import { parseOptions } from '../options.js';
import { concatBatches, sliceBatch } from '../table/batch.js';
import { timesOf } from '../table/extract.js';
import { BatchWindows } from './batch-windows.js';
import { parseDuration } from './duration.js';
import { periods } from './periods.js';
import { RowWindows } from './row-windows.js';
import { TimeWindows } from './time-windows.js';
import {
  intakeOf,
  windowCounts,
  type Cutter,
  type CutterState,
  type Group,
  type Intake,
  type WindowCounts,
} from './window-groups.js';
import { settingsOf, windowSpec, type Trailing, type WindowSpec } from './window-spec.js';

/** How windows are cut out of a source, besides the specification. */
export interface CutOptions {
  /** What becomes of the last window when the source ends before it is full, where the windows do not say. Default `report`. */
  readonly trailing?: Trailing;
  /** Where the times of rows come from when the batches have none beside their columns: its timestamp column. */
  readonly schema?: Schema | undefined;
  /** Counted up as rows are found to be in no window. */
  readonly counts?: WindowCounts;
  /** Number of the first window, for ids by number. Default 1. */
  readonly first?: number;
  /** Where an earlier run stood: `resume` of the last window that took effect. */
  readonly resume?: CutPosition | undefined;
}

/** Where a run stands after a window, plain JSON without any row: what a later run goes on from. */
export interface CutPosition extends CutterState {
  /** Offset of the newest batch all of whose rows are in windows given out: the source is read on behind it. */
  readonly offset?: string;
}

/** One window, its rows, and the offset of the newest batch that has wholly gone into windows, when there is a new one. */
export interface CutWindow {
  readonly info: WindowInfo;
  readonly rows: Batch;
  readonly offset?: string;
  readonly resume: CutPosition;
  /** Keys of open windows that it goes on from, whose rows are not among `rows`: see `WindowCutter.open`. */
  readonly carried: readonly string[];
}

/**
 * Rows that wait in an open window. Who keeps them over a restart keeps them by `key`, together with what was kept by the
 * keys in `carried`; a window that goes on from what was kept names the key in its own `carried`.
 */
export interface OpenRows {
  readonly key: string;
  readonly rows: Batch;
  readonly carried: readonly string[];
}

/** Cuts rows into windows as they are handed to it: what `cutWindows` does for a source, for rows that come by themselves. */
export class WindowCutter {
  readonly #cutter: Cutter;
  readonly #counts: WindowCounts;
  readonly #trailing: Trailing;
  readonly #timesOf: (batch: Batch) => Float64Array | undefined;
  readonly #intakes: Intake[] = [];
  /** Rows taken, and the first row behind the newest batch that has wholly gone into windows. */
  #rows: number;
  #startRow: number;
  #offset: string | undefined;
  /** The last window and where the cutter stood at it, when it may still have to take in a trailing one. */
  #held: Complete | undefined;
  #said: WindowCounts;

  /** @throws DriftSenseError `OPTION_INVALID`. */
  constructor(window: WindowSpec, options: CutOptions = {}) {
    const { counts = windowCounts(), resume } = options;
    this.#counts = counts;
    this.#said = { ...counts };
    const spec = parseOptions(windowSpec, window, 'window');
    const { timeZone, trailing = options.trailing ?? 'report' } = settingsOf(spec);
    this.#trailing = trailing;
    this.#startRow = this.#rows = resume?.startRow ?? 0;
    this.#offset = resume?.offset;
    this.#timesOf = (batch) => timesOf(batch, options.schema, timeZone);
    this.#cutter = cutterOf(spec, counts, options, this.#timesOf);
  }

  /** Takes a batch; gives the windows that are complete then, each before the rows behind it are looked at. */
  *add(batch: Batch): Generator<CutWindow> {
    const intake = intakeOf(batch, this.#rows);
    this.#rows += batch.size;
    this.#intakes.push(intake);
    for (const group of this.#cutter.add(batch, intake)) yield* this.#complete(group);
  }

  /** Time has come to `time` without a row that says so: gives the windows that are over, for windows by time. */
  *advance(time: number): Generator<CutWindow> {
    for (const group of this.#cutter.advance(time)) yield* this.#complete(group);
  }

  /** No further rows come: gives what is left, by the policy for a last window that never became full. */
  *end(): Generator<CutWindow> {
    for (const group of this.#cutter.end()) yield* this.#complete(group);
    if (this.#held) yield this.#handOut(this.#held);
    this.#held = undefined;
  }

  /** Rows that may come before one of the windows can be full. */
  room(): number {
    return this.#cutter.room();
  }

  /** Time of a row at which an open window is over, or, given a time, the window that a row of that time is in. */
  due(time?: number): number {
    return this.#cutter.due(time);
  }

  /** Where it stands between windows, if the rows of open windows are kept by who asks: see {@link open}. */
  position(): CutPosition {
    const state = this.#cutter.state(this.#rows);
    return { ...state, ...(this.#offset !== undefined && { offset: this.#offset }) };
  }

  /** The rows that wait in open windows. */
  open(): OpenRows[] {
    return Array.from(this.#cutter.open(), ({ key, pieces, carried }) => ({
      key,
      rows: concatBatches(pieces.map(({ rows }) => rows)),
      carried,
    }));
  }

  *#complete(group: Group): Generator<CutWindow> {
    const notes = leftOut(this.#said, this.#counts);
    this.#said = { ...this.#counts };
    const complete = { group, notes, at: this.#cutter.state(0) };
    if (group.partial && this.#trailing === 'drop') {
      for (const { rows } of group.pieces) this.#counts.trailing += rows.size;
    } else if (this.#trailing !== 'merge') yield this.#handOut(complete);
    else if (group.partial && this.#held) {
      const whole = joined(this.#held, complete);
      this.#held = undefined;
      yield this.#handOut(whole);
    } else {
      // Until the next window is there, this one may still have to take in the last rows.
      const before = this.#held;
      this.#held = complete;
      if (before) yield this.#handOut(before);
    }
  }

  #handOut({ group, notes, at }: Complete): CutWindow {
    for (const { rows, intake } of group.pieces) intake.remaining -= rows.size;
    const before = this.#offset;
    for (let [first] = this.#intakes; first?.remaining === 0; [first] = this.#intakes) {
      this.#startRow = first.endRow;
      this.#offset = first.offset ?? this.#offset;
      this.#intakes.shift();
    }
    const offset = this.#offset;
    const rows = withNotes(concatBatches(group.pieces.map((piece) => piece.rows)), notes);
    return {
      info: infoOf(group, rows.size, this.#timesOf(rows)),
      rows,
      ...(offset !== undefined && offset !== before && { offset }),
      resume: { ...at, startRow: this.#startRow, ...(offset !== undefined && { offset }) },
      carried: group.carried,
    };
  }
}

/** A window whose rows are all there, and where the cutter stood then. */
interface Complete {
  readonly group: Group;
  readonly notes: readonly string[];
  readonly at: CutterState;
}

/** A window that takes in the one behind it. */
function joined(window: Complete, trailing: Complete): Complete {
  const { group, notes } = window;
  const pieces = [...group.pieces, ...trailing.group.pieces];
  const carried = [...group.carried, ...trailing.group.carried];
  return { group: { ...group, pieces, carried }, notes: [...notes, ...trailing.notes], at: trailing.at };
}

/** What cuts by this specification. */
function cutterOf(
  spec: WindowSpec,
  counts: WindowCounts,
  { first = 1, resume }: CutOptions,
  times: (batch: Batch) => Float64Array | undefined,
): Cutter {
  if (spec === 'file') return new BatchWindows(first, resume);
  if (!('every' in spec)) return new RowWindows(spec.rows, first, resume);
  const { every, timeZone, minRows = 1, maxPeriods = 7, rows = Infinity } = spec;
  const latenessMs = latenessOf(spec.allowedLateness);
  const periodOf = periods(parseDuration(every), timeZone);
  return new TimeWindows({ periodOf, latenessMs, minRows, maxPeriods, maxRows: rows, timesOf: times }, counts, resume);
}

function latenessOf(given: string | number | undefined): number {
  if (typeof given !== 'string') return given ?? 0;
  const { ms } = parseDuration(given);
  if (ms === undefined)
    throw new DriftSenseError('OPTION_INVALID', `window.allowedLateness: '${given}' has no fixed length`);
  return ms;
}

/** The span is that of the times, where the rows have some, else of row numbers. */
function infoOf({ id, firstRow, partial }: Group, rows: number, times: Float64Array | undefined): WindowInfo {
  let [from, to] = [Infinity, -Infinity];
  for (const time of times ?? []) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  if (from > to) [from, to] = [firstRow, firstRow + Math.max(0, rows - 1)];
  return { id, from, to, rows, ...(partial && { partial }) };
}

function leftOut(before: WindowCounts, now: WindowCounts): string[] {
  const late = now.late - before.late;
  const undated = now.undated - before.undated;
  return [
    ...(late > 0 ? [`rows in no window, because they came after theirs had closed: ${late}`] : []),
    ...(undated > 0 ? [`rows in no window, because their time cannot be read: ${undated}`] : []),
  ];
}

/** The batch with further notes, and without an offset: those of windows are beside them. */
export function withNotes(batch: Batch, notes: readonly string[]): Batch {
  if (notes.length === 0) return batch;
  return Object.assign(sliceBatch(batch, 0, batch.size), { notes: [...(batch.notes ?? []), ...notes] });
}
