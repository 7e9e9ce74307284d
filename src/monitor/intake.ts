import type { Batch, Row } from '../contracts/batch.js';
import type { Schema } from '../contracts/schema.js';
import { limits } from '../limits.js';
import { windowCounts } from '../source/window-groups.js';
import { WindowCutter, type CutPosition, type CutWindow, type OpenRows } from '../source/window-cutter.js';
import { settingsOf, type WindowSpec } from '../source/window-spec.js';
import { makeBatch } from '../table/batch.js';
import { RowColumns } from '../table/row-columns.js';
import { readTime } from '../table/time.js';

/** What became of one observed row. Whatever it is, it is counted; nothing is thrown. */
export type Observed =
  /** It is in a window, or will be. */
  | 'taken'
  /** It is no row of cells. */
  | 'invalid-row'
  /** Windows are cut by time, and its time cannot be read or lies more than a day ahead. */
  | 'invalid-time'
  /** There is no room: windows wait to be judged, or the state is not loaded yet. */
  | 'dropped'
  /** The monitor is closed. */
  | 'closed';

/** What is known of a row besides its cells. */
export interface ObserveOptions {
  /** What a later label names; kept as a keyed hash only. */
  readonly id?: string | number;
  /** The version that served it. */
  readonly modelVersion?: number;
  /** When it was predicted: epoch milliseconds, a Date, or ISO-8601 with offset. Default: the row's timestamp column, else now. */
  readonly at?: number | Date | string;
}

export interface IntakeSettings {
  readonly window: WindowSpec;
  /** Schema of the reference in force. */
  readonly schema: () => Schema;
  /** Closed windows that may wait to be judged. */
  readonly queue: number;
  readonly now: () => number;
  readonly onDropped: (what: 'windows' | 'rows', count: number) => void;
  /** Told of rows whose window had closed when they came, or that have no time; a note of the next window says so, too. */
  readonly onLate: (count: number) => void;
  /** Told that one more window waits. */
  readonly onWindow: () => void;
  /** Told of rows that name an id, soon after they came: their id, time, version, prediction, score and label. */
  readonly onPredictions?: ((rows: Batch) => void) | undefined;
}

/**
 * Sorts rows that come one by one into windows and keeps these until they are judged: bounded, without input or output.
 * Before `start` rows only gather, because it is not known yet where an earlier process stopped.
 */
export class Intake {
  readonly #settings: IntakeSettings;
  readonly #byTime: boolean;
  /** Columns of the schema in force, and the zone of times without offset in it. */
  #timeColumn: string | undefined;
  #idColumn: string | undefined;
  #timeZone: string | undefined;
  /** Columns that joining labels needs; none where nothing is predicted. */
  #toldColumns: readonly string[] = [];
  readonly #rows = new RowColumns();
  /** Of the rows gathered, and room for more. */
  #times = new Float64Array(64);
  #versions = new Int32Array(64);
  /** Of the rows gathered, from the first that names one on. */
  #ids: string[] = [];
  /** Rows gathered whose predictions have been told of. */
  #told = 0;
  readonly #counts = windowCounts();
  #cutter: WindowCutter | undefined;
  /** Rows gathered at which a window is full, and the time at which one is over. */
  #room: number;
  #due = Infinity;
  readonly #waiting: CutWindow[] = [];
  /** The window being judged; until its judgement is in the state it is kept as one that waits. */
  #judged: CutWindow | undefined;

  constructor(settings: IntakeSettings) {
    const { window, queue } = settings;
    this.#settings = settings;
    const { every, rows } = settingsOf(window);
    this.#byTime = every !== undefined;
    this.readSchema();
    this.#room = rows ? rows * queue : limits.intakeRows;
  }

  /** Windows that wait to be judged. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Another schema is in force: rows that come from now on are read by it. */
  readSchema(): void {
    const { window, schema } = this.#settings;
    const { columns } = schema();
    this.#rows.keep(columns.map(({ name }) => name));
    const time = columns.find(({ role }) => role === 'timestamp');
    this.#timeColumn = time?.name;
    this.#idColumn = columns.find(({ role }) => role === 'id')?.name;
    this.#timeZone = time?.timeZone ?? settingsOf(window).timeZone;
    const predicts = columns.some(({ role }) => role === 'prediction' || role === 'score');
    const told = columns.filter(({ role }) => role === 'prediction' || role === 'score' || role === 'label');
    this.#toldColumns = predicts ? told.map(({ name }) => name) : [];
  }

  /** Goes on where an earlier process stopped, or begins. */
  start(position?: CutPosition): void {
    const { window } = this.#settings;
    this.readSchema();
    // Without a schema the cutter takes the times beside the columns, which are read already.
    this.#cutter = new WindowCutter(window, { counts: this.#counts, resume: position });
    this.flush();
    this.#measure(this.#cutter);
  }

  /** Takes a row. Never throws and never waits. */
  observe(row: Row, options: ObserveOptions): Observed {
    if (this.#cutter === undefined && this.#rows.size >= this.#room) {
      this.#settings.onDropped('rows', 1);
      return 'dropped';
    }
    let time: number;
    let name: string;
    let version: number;
    try {
      const { id, at, modelVersion } = options;
      version = versionOf(modelVersion ?? 0);
      time = this.#timeOf(row, at);
      // One far time would close every window before it.
      if (this.#byTime && !(time <= this.#settings.now() + limits.futureMs)) return 'invalid-time';
      name = nameOf(id ?? (this.#idColumn && row[this.#idColumn]) ?? '');
      this.#rows.add(row);
    } catch {
      return 'invalid-row';
    }
    this.#note(this.#rows.size - 1, time, name, version);
    if (this.#cutter === undefined) return 'taken';
    if (this.#byTime) this.#due = Math.min(this.#due, this.#cutter.due(time));
    if (this.#rows.size >= this.#room || time >= this.#due) this.flush();
    return 'taken';
  }

  /** Keeps what is known of a row besides its cells; of what no row has yet, nothing. */
  #note(row: number, time: number, name: string, version: number): void {
    if (row === this.#times.length) {
      const [times, versions] = [this.#times, this.#versions];
      this.#times = new Float64Array(2 * row);
      this.#times.set(times);
      this.#versions = new Int32Array(2 * row);
      this.#versions.set(versions);
    }
    this.#times[row] = time;
    this.#versions[row] = version;
    if (this.#ids.length > 0 || name !== '') {
      while (this.#ids.length < row) this.#ids.push('');
      this.#ids.push(name);
    }
  }

  /** Tells of the predictions that have come since. */
  tellPredictions(): void {
    const { onPredictions } = this.#settings;
    const [from, to] = [this.#told, this.#rows.size];
    this.#told = to;
    if (onPredictions === undefined || this.#ids.length === 0 || from === to) return;
    const columns = this.#toldColumns.flatMap((name) => {
      const cells = this.#rows.from(from, name);
      return cells === undefined ? [] : [[name, cells] as const];
    });
    if (columns.length === 0) return;
    onPredictions(
      makeBatch({
        size: to - from,
        columns,
        ids: this.#ids.slice(from),
        times: this.#times.slice(from, to),
        modelVersions: this.#versions.slice(from, to),
      }),
    );
  }

  /** Hands the rows gathered to the cutter; windows that are full then wait, or are dropped where too many wait. */
  flush(): void {
    if (this.#cutter === undefined || this.#rows.size === 0) return;
    this.tellPredictions();
    const { size, leftOut } = this.#rows;
    this.#rows.leftOut = 0;
    const times = this.#times.slice(0, size);
    const undated = this.#byTime ? 0 : times.filter(Number.isNaN).length;
    const batch = makeBatch({
      size,
      columns: this.#rows.take(),
      times,
      notes: [
        ...(undated ? [`rows whose time cannot be read: ${undated}`] : []),
        ...(leftOut ? [`cells of too many other columns: ${leftOut}`] : []),
      ],
      ids: this.#ids.length > 0 ? this.#ids : undefined,
      // Also where no row names one: of a window that is put together from several batches all must have them.
      modelVersions: this.#versions.slice(0, size),
    });
    this.#ids = [];
    this.#told = 0;
    const before = this.#counts.late + this.#counts.undated;
    for (const window of this.#cutter.add(batch)) this.#closed(window);
    const late = this.#counts.late + this.#counts.undated - before;
    if (late > 0) this.#settings.onLate(late);
    this.#measure(this.#cutter);
  }

  #measure(cutter: WindowCutter): void {
    this.#room = Math.min(limits.intakeRows, cutter.room());
    this.#due = cutter.due();
  }

  /** Time has come to `time`: windows that are over by it wait to be judged, also when no later row says so. */
  advance(time: number): void {
    this.flush();
    if (this.#cutter === undefined) return;
    for (const window of this.#cutter.advance(time)) this.#closed(window);
    this.#measure(this.#cutter);
  }

  /** The next window to judge. It is kept until `done`. */
  next(): CutWindow | undefined {
    return (this.#judged = this.#waiting.shift());
  }

  /** The judgement of the window given last is in the state. */
  done(): void {
    this.#judged = undefined;
  }

  /** No further rows come: the windows that are open wait their turn, marked partial, or are dropped. Gives the rows dropped. */
  end(): number {
    this.flush();
    for (const window of this.#cutter?.end() ?? []) this.#wait(window);
    return this.#counts.trailing;
  }

  /** Where it stands, and the rows that are not judged yet. */
  standing(): IntakeStanding | undefined {
    this.flush();
    if (this.#cutter === undefined) return undefined;
    const waiting = this.#judged ? [this.#judged, ...this.#waiting] : this.#waiting;
    return { position: this.#cutter.position(), open: this.#cutter.open(), waiting };
  }

  #closed(window: CutWindow): void {
    if (this.#waiting.length >= this.#settings.queue) return this.#settings.onDropped('windows', 1);
    this.#wait(window);
  }

  #wait(window: CutWindow): void {
    this.#waiting.push(window);
    this.#settings.onWindow();
  }

  #timeOf(row: Row, at: ObserveOptions['at']): number {
    const given = at ?? (this.#timeColumn === undefined ? undefined : row[this.#timeColumn]);
    if (given === undefined) return this.#settings.now();
    const time = readTime(given, this.#timeZone);
    return typeof time === 'number' ? time : Number.NaN;
  }
}

/** Rows that are not judged yet. */
export interface IntakeStanding {
  readonly position: CutPosition;
  readonly open: readonly OpenRows[];
  readonly waiting: readonly CutWindow[];
}

/** What is no id is refused, and counted, where ids are taken: a text that is too long stays so, anything else becomes one. */
const nameOf = (id: unknown): string =>
  typeof id === 'string'
    ? id.slice(0, limits.idCharacters + 1)
    : typeof id === 'bigint' || Number.isFinite(id)
      ? String(id)
      : ' '.repeat(limits.idCharacters + 1);

/** What is no version is refused, and counted, where predictions are taken: it becomes -1. A bigint is one, as drivers return. */
function versionOf(given: unknown): number {
  const version = Number(given);
  return (version & 0x7fff_ffff) === version ? version : -1;
}
