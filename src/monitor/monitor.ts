import type { AcknowledgeOptions } from '../act/alert/acknowledge.js';
import type { MoveOptions } from '../act/registry/alias-move.js';
import type { AlertMessage } from '../contracts/alerter.js';
import type { Followed } from '../contracts/progress.js';
import type { LabelOutcome, LedgerCounts } from '../act/labels/ledger-types.js';
import type { Row, Table } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { WindowInfo, WindowReport } from '../contracts/window-report.js';
import { DriftSenseError, messageOf } from '../errors.js';
import { parseOptions } from '../options.js';
import { readTime } from '../table/time.js';
import { Engine } from './engine.js';
import type { MonitorEvents } from './events.js';
import type { Observed, ObserveOptions } from './intake.js';
import { Observing } from './observing.js';
import { endOptions, monitorOptions, type MonitorOptions } from './options.js';
import type { RebaselineOptions } from './rebaseline.js';
import type { Judge, Runnable } from './run-source.js';
import type { MonitorJson } from './state.js';

type Listener<Names extends string, E extends keyof MonitorEvents<Names>> = (
  payload: MonitorEvents<Names>[E],
) => unknown;

/** One for all rows of which nothing more is said: an object fewer for each. */
const nothingKnown: ObserveOptions = {};

/**
 * Watches one model: judges windows of rows against a frozen reference, tells people, and retrains. It calls its five
 * parts in a fixed order and announces every step as a typed event.
 *
 * @example
 * const monitor = new Monitor({ reference: lastMonth });
 * const report = await monitor.process(today);
 * report.verdict; // 'stable' | 'immaterial' | 'warning' | 'drift' | 'undecided'
 */
export class Monitor<Names extends string = string> {
  /** The option `name`. */
  readonly name: string;
  readonly #engine: Engine;
  readonly #observing: Observing;
  #closed = false;
  #end: Promise<void> | undefined;

  /**
   * Rows and windows given before a checkpoint has been read wait for it.
   *
   * @throws DriftSenseError `OPTION_INVALID`, `UNKNOWN_COLUMN`, `REFERENCE_EMPTY`, `TABLE_INVALID`, `PROFILE_INVALID`: all
   *   configuration errors are thrown here.
   */
  constructor(options: MonitorOptions<Names>) {
    const checked = parseOptions(monitorOptions, options, 'Monitor');
    this.name = checked.name;
    this.#engine = new Engine(checked);
    this.#observing = new Observing(this.#engine);
    this.#engine.load((kept) => this.#observing.start(kept));
  }

  /**
   * Goes on where a saved monitor stopped: code parts from `options`, state from `json`.
   *
   * @throws DriftSenseError `STATE_INVALID` when the state belongs to another reference, detector or version, or is none. A
   *   state that is damaged inside is refused with the same code by the first call that works with it.
   */
  static fromJSON<Names extends string = string>(json: unknown, options: MonitorOptions<Names>): Monitor<Names> {
    const monitor = new Monitor(options);
    try {
      void monitor.#observing.start(monitor.#engine.adopt(json));
    } catch (error) {
      if (DriftSenseError.is(error)) throw error;
      throw new DriftSenseError('STATE_INVALID', `monitor state: ${messageOf(error)}`, { cause: error });
    }
    return monitor;
  }

  /** The reference in force. Profile parts of a window over it with `profile(rows, { on: monitor.reference })`. */
  get reference(): ReferenceProfile<Names> {
    return this.#engine.prepared.reference as ReferenceProfile<Names>;
  }

  /** Listens to an event; what a listener throws goes to `listenerError`. @throws DriftSenseError `OPTION_INVALID` for an event that there is not. */
  on<E extends keyof MonitorEvents<Names> & string>(event: E, listener: Listener<Names, E>): this {
    this.#engine.events.on(event, listener as Listener<string, E>);
    return this;
  }

  /** Listens to the next event of this name only. */
  once<E extends keyof MonitorEvents<Names> & string>(event: E, listener: Listener<Names, E>): this {
    this.#engine.events.once(event, listener as Listener<string, E>);
    return this;
  }

  /** Stops listening. */
  off<E extends keyof MonitorEvents<Names> & string>(event: E, listener: Listener<Names, E>): this {
    this.#engine.events.off(event, listener as Listener<string, E>);
    return this;
  }

  /**
   * Takes one row, as the service answers its request: synchronous, without input or output, and it never throws. Windows
   * that fill up, as `window` says, are judged behind the caller's back, one after another; what becomes of them is told
   * by events.
   *
   * @param options.id - What a later `label` names. Default: the column with the role `id`.
   * @param options.at - When it was predicted. Default: the column with the role `timestamp`, else now.
   * @returns What became of the row; what is not `taken` is counted and announced as `dropped`, until the monitor is closed.
   */
  observe(row: object, options?: ObserveOptions): Observed {
    return this.#closed ? 'closed' : this.#observing.observe(row as Row, options ?? nothingKnown);
  }

  /**
   * Takes the label of a row that was observed or processed, whenever it comes: synchronous, and it never throws. Labels are joined with their
   * predictions by a keyed hash of the id; performance is told (`performance`) once all labels of a period should have
   * come, and the detector is fed in the order it declares.
   *
   * @param labels - The label, or a row that holds it under the name of the label column: `{ fraud: true }`.
   * @param options - `at`: when it was known. Default: now.
   * @returns What became of it: `joined`, `unmatched` until its prediction comes, `duplicate`, `corrected`, … ; all of it is
   *   counted in `labelCounts()`. Before a checkpoint has been read it is `unmatched`, and joined and counted after that; where
   *   there is no room until then, `full`, announced as `dropped`.
   */
  label(
    id: string | number,
    labels: unknown,
    options?: { readonly at?: number | Date | string },
  ): LabelOutcome | 'closed' {
    return this.#closed ? 'closed' : this.#observing.label(id, labels, timeOf(options));
  }

  /** What ever happened to predictions that name an id, and to labels; undefined before the first. */
  labelCounts(): LedgerCounts | undefined {
    return this.#observing.labelCounts();
  }

  /**
   * Judges one window: a table, or counts made elsewhere by `profile(table, { on: monitor.reference })` and `merge`.
   * Resolves when the report is final, its alerts are in the outbox, and a training run, if any, has started. Rows that name
   * an id, in the column with the role `id`, and bring no label may be told theirs later, by `label`.
   *
   * @param options - `signal`: while a large window is read and counted, ends that at once with `ABORTED`; nothing has happened
   *   then. What is counted takes effect. `onProgress`: told of each column of a large window that has been counted; what it throws
   *   is told as `listenerError`.
   * @throws DriftSenseError `TABLE_INVALID`, `PROFILE_MISMATCH`, `OPTION_INVALID`, `CLOSED`, `ABORTED`; `STATE_INVALID` when there is a
   *   checkpoint that cannot be gone on from. What is wrong inside a table never throws: it is in the report.
   */
  async process(
    window: Table | WindowProfile,
    info?: Partial<WindowInfo>,
    options?: Followed,
  ): Promise<WindowReport<Names>> {
    const report = await this.#inTurn(async () => {
      if (info || options) (await import('./check-arguments.js')).checkArguments(info, options);
      const { signal, onProgress } = options ?? {};
      return this.#engine.window(window, info ?? {}, { signal, onProgress, labels: 'of-all' });
    });
    this.#engine.flow.add(report.window.rows);
    return report as WindowReport<Names>;
  }

  /**
   * Looks at the clock, once a period: from `schedule`, a cron job, or a serverless function. Windows by time that are over
   * are judged even when no later row says so; when nothing came since the last look, `noData` is told, and people are
   * alerted once, until rows come again.
   *
   * @param options - `at`: what the time is. Default: the clock's.
   */
  async tick(options?: { readonly at?: number }): Promise<void> {
    this.#refuseClosed();
    const at = options?.at ?? this.#engine.clock.now();
    this.#observing.advance(at);
    // Until the checkpoint is read nothing is known of open windows; then they come before the look at the period.
    await this.#engine.exclusive(async () => this.#observing.advance(at));
    await this.#engine.exclusive(() => this.#engine.period());
  }

  /**
   * Cuts a source into windows as `window` says and judges them in order, one report each. A source that can be read on
   * from an offset goes on behind the last window that was judged, also after a restart from a checkpoint. What it gives may
   * be rows one by one or tables of any kind, as many rows at once as come; one table by itself is cut as well. Labels are joined by `withLabels`; `label` knows none of these rows.
   *
   * @param options - `signal`: ends the run with `ABORTED`, at once while the source gives nothing or a large window is counted,
   *   else once the window under way is judged. The source is told to end, and not waited for.
   * @throws DriftSenseError `TABLE_INVALID` for what is no table, `OPTION_INVALID`, `CLOSED`, `ABORTED`; on iteration what the source throws.
   */
  async *run(source: Runnable, options?: { readonly signal?: AbortSignal }): AsyncGenerator<WindowReport<Names>> {
    const { runSource } = await import('./run-source.js');
    const judge: Judge = (...window) => this.#inTurn(() => this.#engine.window(...window));
    for await (const report of runSource(this.#engine, source, options, judge)) yield report as WindowReport<Names>;
  }

  /**
   * Makes a version serve. Returns it. Nothing happens where it serves already.
   *
   * @param by - Why, and who does it by name: both are kept in the registry's history. Default: `by hand`, `caller of monitor …`.
   * @throws DriftSenseError `MODEL_NOT_FOUND`, `REGISTRY_CONFLICT`, `OPTION_INVALID`, `CLOSED`.
   */
  async promote(version: number, by?: MoveOptions): Promise<ModelVersion> {
    return this.#inTurn(async () => (await this.#engine.serving()).promote(version, by ?? {}));
  }

  /**
   * Goes back to the version that served before.
   *
   * @param by - As of `promote`.
   * @throws DriftSenseError `NO_PREVIOUS_VERSION`, `REGISTRY_CONFLICT`, `OPTION_INVALID`, `CLOSED`.
   */
  async rollback(by?: MoveOptions): Promise<ModelVersion> {
    return this.#inTurn(async () => (await this.#engine.serving()).rollback(by ?? {}));
  }

  /**
   * Takes a new reference, on record: later windows are compared with it, runs of drift start anew. `signal` ends it while the
   * reference is read and profiled, and the old one stays; `onProgress` hears of each column of a table that is profiled.
   *
   * @throws DriftSenseError `OPTION_INVALID` without a reason; `REFERENCE_EMPTY` without rows; `ABORTED`; `CLOSED`; what the constructor says of a reference.
   */
  async rebaseline(reference: Table | ReferenceProfile, options: RebaselineOptions): Promise<void> {
    return this.#inTurn(() => this.#engine.rebaseline(reference, options));
  }

  /**
   * Somebody has seen an alert: no reminders until it ends, or until the time given. How windows are judged does not change,
   * the end of the episode is told, and a new episode is alerted again. On record in the state, in the event `acknowledged`
   * and in the message that tells the end. Row by row, columns of data drift acknowledged as `drift` start anew: what came
   * since the alarm is their normal state. `rebaseline` does so for windows too.
   *
   * @param alert - The message, or its key: `fraud/data-drift`.
   * @param said.until - When reminders go on, if it still fires then. Default: never.
   * @param said.as - What it turned out to be.
   * @returns Whether the episode goes on; false when it is over already, and nothing changed.
   * @throws DriftSenseError `ALERT_UNKNOWN` naming the nearest key; `OPTION_INVALID`, `TIME_AMBIGUOUS`; `CLOSED`; what the
   *   checkpoint store throws.
   *
   * @example await monitor.acknowledge('fraud/data-drift', { as: 'benign', until: '2026-12-01T08:00Z' });
   */
  async acknowledge(alert: string | AlertMessage, said?: AcknowledgeOptions): Promise<boolean> {
    return this.#inTurn(() => this.#engine.acknowledge(alert, said ?? {}));
  }

  /**
   * Saves the state in the checkpoint store, as is done by itself every `checkpointEvery` windows and by `close`.
   *
   * @throws DriftSenseError `STATE_NOT_JSON` naming a detector whose state is not plain JSON; what the store throws. The
   *   checkpoint before stays as it was.
   */
  async checkpoint(): Promise<void> {
    await this.#engine.exclusive(() => this.#engine.save());
  }

  /** Waits until observed windows that are full are judged, and deliveries and a running training are done. */
  async settled(): Promise<void> {
    await this.#engine.settled();
  }

  /**
   * Ends: waits for what is under way, at most `deadlineMs` (5,000), aborts the rest and closes the channels. Rows of
   * windows that are still open are kept in the checkpoint; without a store they are reported now, marked partial, and
   * judged only with `trailing: 'judge'`. What is given or asked for afterwards is refused with `CLOSED`. Who calls it again waits for the same end.
   *
   * @throws DriftSenseError `OPTION_INVALID`, and it is not closed; `IO_FAILED` where the state is not saved in time; what the store throws.
   */
  async close(options?: { readonly deadlineMs?: number }): Promise<void> {
    const { deadlineMs } = parseOptions(endOptions, options, 'close');
    const again = this.#closed;
    this.#closed = true;
    if (!again && !this.#engine.options.checkpoint) this.#observing.end();
    await (this.#end ??= this.#engine.close(deadlineMs));
  }

  /** Closes it at the end of the block: `await using monitor = new Monitor(options);`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * The state as plain JSON, for `Monitor.fromJSON`.
   *
   * @throws DriftSenseError `STATE_NOT_JSON` naming a detector whose state is not plain JSON.
   */
  toJSON(): MonitorJson {
    return this.#engine.toJSON();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#refuseClosed();
    return this.#engine.exclusive(work);
  }

  #refuseClosed(): void {
    if (this.#closed) throw new DriftSenseError('CLOSED', `monitor '${this.name}' is closed`);
  }
}

/** The time that is given with a label, whoever gives it; NaN where it cannot be read, which is counted where labels are taken. */
function timeOf(given?: { readonly at?: number | Date | string }): number | undefined {
  try {
    const at = given?.at;
    return at === undefined ? undefined : Number(readTime(at));
  } catch {
    return Number.NaN;
  }
}
