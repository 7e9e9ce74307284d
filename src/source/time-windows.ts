import type { Batch } from '../contracts/batch.js';
import { DriftSenseError } from '../errors.js';
import type { Period } from './periods.js';
import {
  pieceOf,
  type Cutter,
  type CutterState,
  type Group,
  type Intake,
  type OpenPieces,
  type Piece,
  type WindowCounts,
} from './window-groups.js';

/** Settings of windows by time, checked. */
export interface TimeWindowSettings {
  /** The period a time lies in. */
  readonly periodOf: (time: number) => Period;
  readonly latenessMs: number;
  /** Rows under which a window takes in the next period, up to `maxPeriods` periods. */
  readonly minRows: number;
  readonly maxPeriods: number;
  /** Rows at which a window closes before its period ends. */
  readonly maxRows: number;
  /** The times of a batch's rows. */
  readonly timesOf: (batch: Batch) => Float64Array | undefined;
}

/** A window that still takes rows. */
interface OpenWindow {
  readonly id: string;
  readonly from: number;
  to: number;
  periods: number;
  /** Windows that were cut off it by count. */
  parts: number;
  rows: number;
  pieces: Piece[];
  /** Rows of the batch at hand. */
  indices: number[];
  firstRow: number;
  /** Keys of windows it goes on from after a restart. */
  carried: string[];
}

/**
 * Sorts rows into half-open periods of event time. A period closes when the latest time seen, less the allowed lateness,
 * reaches its end; a row whose period has closed is late and counted. The watermark moves row by row, so the windows do
 * not depend on how the rows were batched.
 */
export class TimeWindows implements Cutter {
  readonly #settings: TimeWindowSettings;
  readonly #counts: WindowCounts;
  /** By beginning of the period, and these beginnings in order. Only the earliest window can have been extended. */
  readonly #open = new Map<number, OpenWindow>();
  readonly #order: number[] = [];
  #extended: OpenWindow | undefined;
  #latest = -Infinity;
  /** End of the earliest open window; nothing closes before the watermark reaches it. */
  #nextClose = Infinity;
  /** Rows of the stream taken, and those of them to be seen again after a restart. */
  #row = 0;
  #replayUntil = 0;

  /** @param state - Where an earlier cutter stood. */
  constructor(settings: TimeWindowSettings, counts: WindowCounts, state?: CutterState) {
    this.#settings = settings;
    this.#counts = counts;
    if (state === undefined) return;
    this.#row = state.startRow;
    this.#replayUntil = state.row;
    this.#latest = state.latest ?? -Infinity;
    const carries = state.startRow === state.row;
    for (const { key, rows, firstRow, id = key, from = 0, to = 0, periods = 1, parts = 0 } of state.open) {
      const carried = carries && rows > 0 ? [key] : [];
      this.#insert({ id, from, to, periods, parts, rows, pieces: [], indices: [], firstRow, carried });
      if (key === state.extended) this.#extended = this.#open.get(from);
    }
    this.#nextClose = this.#earliest()?.to ?? Infinity;
  }

  /** Takes a batch; gives the windows that are complete, each at the row that completed it, in order. */
  *add(batch: Batch, intake: Intake): Generator<Group> {
    const times = this.#settings.timesOf(batch);
    if (times === undefined && batch.size > 0)
      throw new DriftSenseError('TIME_AMBIGUOUS', 'windows by time need times that can be read', {
        details: { batch: batch.name, rows: batch.size },
        remedy: 'give a column the role timestamp, or set timeZone',
      });
    const current = { batch, intake };
    for (let index = 0; index < batch.size; index++) {
      // After a restart a window may be over that had not been given out.
      if (this.#row === this.#replayUntil) yield* this.#close(this.#watermark, current);
      const row = this.#row++;
      if (row < this.#replayUntil) {
        const known = this.#reopened(times![index]!, row);
        if (known === undefined) intake.remaining--;
        else known.indices.push(index);
        continue;
      }
      const window = this.#windowOf(times![index]!, row);
      if (window === undefined) {
        intake.remaining--;
        continue;
      }
      window.indices.push(index);
      window.rows++;
      if (times![index]! > this.#latest) this.#latest = times![index]!;
      if (window.rows === this.#settings.maxRows) yield cutOff(window, current, this.#row);
      if (this.#watermark >= this.#nextClose) yield* this.#close(this.#watermark, current);
    }
    for (const window of this.#open.values()) gather(window, current);
  }

  /** Time has come to `time`: gives the windows that are over by it. */
  *advance(time: number): Generator<Group> {
    if (time > this.#latest) this.#latest = time;
    yield* this.#close(this.#watermark, undefined);
  }

  /** No further rows come: what the latest row shows to be over closes; the window it lies in is partial. */
  *end(): Generator<Group> {
    yield* this.#close(this.#latest, undefined);
    for (let window = this.#earliest(); window !== undefined; window = this.#earliest()) {
      this.#remove(window.from);
      if (window.rows > 0) yield { ...asGroup(window), partial: true };
    }
  }

  state(startRow: number): CutterState {
    const open = this.#order.map((start) => {
      const { id, from, to, periods, parts, rows, firstRow } = this.#open.get(start)!;
      return { key: String(from), id, from, to, periods, parts, rows, firstRow };
    });
    return {
      startRow,
      row: Math.max(this.#row, this.#replayUntil),
      number: 0,
      open,
      ...(this.#latest > -Infinity && { latest: this.#latest }),
      ...(this.#extended && { extended: String(this.#extended.from) }),
    };
  }

  room(): number {
    let fullest = 0;
    for (const { rows } of this.#open.values()) fullest = Math.max(fullest, rows);
    return this.#settings.maxRows - fullest;
  }

  due(time?: number): number {
    const { periodOf, latenessMs } = this.#settings;
    return (time === undefined ? this.#nextClose : periodOf(time).to) + latenessMs;
  }

  *open(): Generator<OpenPieces> {
    for (const { from, rows, pieces, carried } of this.#open.values())
      if (rows > 0) yield { key: String(from), pieces, carried };
  }

  get #watermark(): number {
    return this.#latest - this.#settings.latenessMs;
  }

  /** The open window that a row seen before a restart was in; undefined when it was in none, or that one is done with. */
  #reopened(time: number, row: number): OpenWindow | undefined {
    if (Number.isNaN(time)) return undefined;
    const extended = this.#extended;
    const inside = extended !== undefined && time >= extended.from && time < extended.to;
    const window = inside ? extended : this.#open.get(this.#settings.periodOf(time).from);
    return window !== undefined && row >= window.firstRow ? window : undefined;
  }

  /** The open window a time belongs to; undefined, and counted, when it has none. */
  #windowOf(time: number, row: number): OpenWindow | undefined {
    if (Number.isNaN(time)) {
      this.#counts.undated++;
      return undefined;
    }
    const extended = this.#extended;
    if (extended !== undefined && time >= extended.from && time < extended.to) return extended;
    const period = this.#settings.periodOf(time);
    if (period.to <= this.#watermark) {
      this.#counts.late++;
      return undefined;
    }
    let window = this.#open.get(period.from);
    if (window === undefined) {
      window = { ...period, periods: 1, parts: 0, rows: 0, pieces: [], indices: [], firstRow: row, carried: [] };
      this.#insert(window);
      this.#nextClose = Math.min(this.#nextClose, window.to);
    }
    return window;
  }

  /** Closes or extends every window that ends at or before the watermark, the earliest first. */
  *#close(watermark: number, current: Current | undefined): Generator<Group> {
    const { minRows, maxPeriods, periodOf } = this.#settings;
    for (;;) {
      const window = this.#earliest();
      this.#nextClose = window?.to ?? Infinity;
      if (window === undefined || window.to > watermark) return;
      if (current !== undefined) gather(window, current);
      if (window.rows < minRows && window.periods < maxPeriods && window.parts === 0) {
        const next = periodOf(window.to);
        const absorbed = this.#open.get(next.from);
        if (absorbed !== undefined) {
          if (current !== undefined) gather(absorbed, current);
          this.#remove(next.from);
          for (const piece of absorbed.pieces) window.pieces.push(piece);
          window.rows += absorbed.rows;
          for (const key of absorbed.carried) window.carried.push(key);
          window.firstRow = Math.min(window.firstRow, absorbed.firstRow);
        }
        window.to = next.to;
        window.periods++;
        this.#extended = window;
        continue;
      }
      this.#remove(window.from);
      if (this.#extended === window) this.#extended = undefined;
      if (window.rows > 0) yield asGroup(window);
    }
  }

  #earliest(): OpenWindow | undefined {
    return this.#order.length === 0 ? undefined : this.#open.get(this.#order[0]!);
  }

  #insert(window: OpenWindow): void {
    this.#open.set(window.from, window);
    // Nearly always the latest, so the search begins at that end.
    let at = this.#order.length;
    while (at > 0 && this.#order[at - 1]! > window.from) at--;
    this.#order.splice(at, 0, window.from);
  }

  /** Removes the earliest or the one after it. */
  #remove(from: number): void {
    this.#open.delete(from);
    this.#order.splice(this.#order.indexOf(from), 1);
  }
}

interface Current {
  readonly batch: Batch;
  readonly intake: Intake;
}

/** Turns the rows noted of the batch at hand into a piece of the window. */
function gather(window: OpenWindow, { batch, intake }: Current): void {
  if (window.indices.length > 0) window.pieces.push(pieceOf(batch, window.indices, intake));
  window.indices = [];
}

/** A window that is full by count leaves; its period goes on with no rows. */
function cutOff(window: OpenWindow, current: Current, nextRow: number): Group {
  gather(window, current);
  const group = asGroup(window);
  window.parts++;
  window.firstRow = nextRow;
  window.pieces = [];
  window.rows = 0;
  window.carried = [];
  return { ...group, id: `${window.id}/${window.parts}` };
}

const asGroup = ({ id, parts, pieces, firstRow, carried }: OpenWindow): Group => ({
  id: parts === 0 ? id : `${id}/${parts + 1}`,
  pieces,
  firstRow,
  partial: false,
  carried,
});
