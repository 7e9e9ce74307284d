import type { Batch, Row } from '../contracts/batch.js';
import type { WindowInfo } from '../contracts/window-report.js';
import { makeBatch } from '../table/batch.js';
import { withNotes } from '../source/window-cutter.js';
import type { WindowSpec } from '../source/window-spec.js';
import { defaultWindow } from './defaults/window.js';
import type { Engine } from './engine.js';
import type { LabelOutcome, LedgerCounts } from '../act/labels/ledger-types.js';
import { Intake, type Observed, type ObserveOptions } from './intake.js';
import type { Checked } from './options.js';
import { carryRows, type CarriedRows } from './see-rows.js';
import type { KeptRows, KeptWindow } from './state.js';

/** Labels that are taken in one step: a few milliseconds. */
const labelsOfStep = 1_024;

const nothing = makeBatch({ size: 0, columns: [] });
const noFile = `observed rows are in no file: windows are of ${defaultWindow.rows} rows; choose { rows } or { every }`;

/** Rows one by one: takes them in, has the windows that fill up judged behind the caller's back, and keeps what is not judged. */
export class Observing {
  readonly #engine: Engine;
  readonly #intake: Intake;
  /** What was kept over a restart, by key of the open window. */
  readonly #carried = new Map<string, readonly CarriedRows[]>();
  /** Windows that waited when an earlier process stopped and are not judged yet, oldest first. */
  readonly #restored: KeptWindow[] = [];
  /** Labels that came before the state of an earlier process was read; they are joined with what is in it. */
  readonly #early: { readonly id: unknown; readonly labels: unknown; readonly at: number }[] = [];
  #started = false;
  #observes = false;
  #saidFallback = false;

  constructor(engine: Engine) {
    const { options, clock } = engine;
    this.#engine = engine;
    this.#intake = new Intake({
      window: observedWindow(options),
      schema: () => engine.prepared.reference.schema,
      queue: options.queue.windows,
      now: () => clock.now(),
      onDropped: (what, count) => engine.dropped(what, count),
      onLate: (count) => this.#ofNoUse(count),
      onWindow: () => this.#judgeNext(),
      onPredictions: (rows) => engine.labelling.record(rows),
    });
    engine.takeRowsFrom({ kept: () => this.#kept(), changeSchema: (change) => this.#changeSchema(change) });
  }

  /**
   * Goes on from what an earlier process kept, or begins. Windows that waited then are judged first. Gives the steps in
   * which labels that came before are taken; those that come until then are taken after them.
   */
  start(kept?: KeptRows): Generator<undefined, void> {
    for (const [key, parts] of kept?.open ?? []) this.#carried.set(key, parts);
    for (const window of kept?.waiting ?? []) this.#judgeRestored(window);
    if (kept) this.#observes = true;
    this.#intake.start(kept?.position);
    this.#started = true;
    return this.#takeEarly();
  }

  *#takeEarly(): Generator<undefined, void> {
    for (let taken = 0; taken < this.#early.length; taken++) {
      if (taken > 0 && taken % labelsOfStep === 0) yield;
      const { id, labels, at } = this.#early[taken]!;
      this.#label(id, labels, at);
    }
    this.#early.length = 0;
  }

  observe(row: Row, options: ObserveOptions): Observed {
    if (!this.#saidFallback && this.#engine.options.window === 'file') {
      this.#saidFallback = true;
      this.#engine.events.emit('warning', { code: 'WINDOW_FALLBACK', message: noFile });
    }
    this.#observes = true;
    this.#engine.flow.add(1);
    this.#engine.updated();
    const outcome = this.#intake.observe(row, options);
    if (outcome.startsWith('invalid')) this.#ofNoUse(1);
    return outcome;
  }

  /** What happened to predictions and labels up to the row observed last. */
  labelCounts(): LedgerCounts | undefined {
    if (this.#started) this.#intake.tellPredictions();
    return this.#engine.labelling.counts();
  }

  /** Takes a label that comes by itself. */
  label(id: unknown, labels: unknown, at: number | undefined): LabelOutcome {
    this.#engine.updated();
    const isEarly = !this.#started || this.#early.length > 0;
    return isEarly ? this.#labelEarly(id, labels, at) : this.#label(id, labels, at);
  }

  #label(id: unknown, labels: unknown, at: number | undefined): LabelOutcome {
    this.#intake.tellPredictions();
    return this.#engine.labelling.label(id, labels, at);
  }

  /** Time has come to `time`: windows of event time that are over by it are judged, also when no later row says so. */
  advance(time: number): void {
    if (this.#observes) this.#intake.advance(time);
  }

  /** No further rows come: open windows are reported as they are, marked partial. */
  end(): void {
    if (this.#observes) this.#ofNoUse(this.#intake.end());
  }

  /** Rows came that are in no window. */
  #ofNoUse(count: number): void {
    if (count === 0) return;
    this.#engine.flow.add(0, count);
    this.#engine.events.emit('dropped', { what: 'rows', count });
  }

  #labelEarly(id: unknown, labels: unknown, at: number | undefined): LabelOutcome {
    const { options, clock } = this.#engine;
    if (this.#early.length >= options.labels.maxPending) {
      this.#engine.dropped('rows', 1);
      return 'full';
    }
    this.#early.push({ id, labels, at: at ?? clock.now() });
    return 'unmatched';
  }

  #judgeRestored(window: KeptWindow): void {
    this.#restored.push(window);
    const done = (): void => void this.#restored.shift();
    this.#soon(() => this.#judge(nothing, window.info, window.parts, done));
  }

  /** The window is taken out only when its turn has come: until then it counts as waiting. */
  #judgeNext(): void {
    this.#soon(async () => {
      const next = this.#intake.next();
      if (next === undefined) return;
      const done = (): void => {
        for (const key of next.carried) this.#carried.delete(key);
        this.#intake.done();
      };
      const rows =
        this.#engine.options.window === 'file' ? withNotes(next.rows, [`WINDOW_FALLBACK: ${noFile}`]) : next.rows;
      await this.#judge(rows, next.info, this.#carriedOf(next.carried), done);
    });
  }

  /** Judges a window, which is kept until its judgement is in the state, or until it is plain that it cannot be judged. */
  async #judge(rows: Batch, info: WindowInfo, carried: readonly CarriedRows[], done: () => void): Promise<void> {
    let taken = false;
    const onTaken = (): void => {
      done();
      taken = true;
    };
    try {
      await this.#engine.window(rows, info, { carried, labels: 'of-scored', onTaken });
    } finally {
      if (!taken) {
        done();
        this.#engine.dropped('windows', 1);
      }
    }
  }

  #soon(work: () => Promise<void>): void {
    this.#engine.exclusive(work, 1).catch((error: unknown) => this.#engine.failed('observed window', error));
  }

  #carriedOf(keys: readonly string[]): readonly CarriedRows[] {
    return keys.flatMap((key) => this.#carried.get(key) ?? []);
  }

  /** Rows that came before the change are read by the schema before it. */
  #changeSchema(change: () => void): void {
    this.#intake.flush();
    change();
    this.#intake.readSchema();
  }

  #kept(): KeptRows | undefined {
    const standing = this.#observes ? this.#intake.standing() : undefined;
    if (standing === undefined) return undefined;
    const context = this.#engine.seeContext;
    const partsOf = (carried: readonly string[], rows: Batch, span: Span): readonly CarriedRows[] => [
      ...this.#carriedOf(carried),
      ...(rows.size > 0 ? [carryRows(rows, span, context)] : []),
    ];
    return {
      position: standing.position,
      open: standing.open.map(({ key, rows, carried }) => [key, partsOf(carried, rows, spanOf(rows))]),
      waiting: [
        ...this.#restored,
        ...standing.waiting.map(({ info, rows, carried }) => ({ info, parts: partsOf(carried, rows, info) })),
      ],
    };
  }
}

/** Windows of observed rows. The one before is judged already when rows are left over, so nothing can be merged into it. */
function observedWindow({ window, trailing }: Checked): WindowSpec {
  const spec: Exclude<WindowSpec, 'file'> = window === 'file' ? defaultWindow : window;
  return { ...spec, trailing: (spec.trailing ?? trailing) === 'drop' ? 'drop' : 'report' };
}

type Span = Pick<WindowInfo, 'from' | 'to'>;

function spanOf({ times = [] }: { readonly times?: ArrayLike<number> }): Span {
  let [from, to] = [Infinity, -Infinity];
  for (let row = 0; row < times.length; row++) {
    from = Math.min(from, times[row]!);
    to = Math.max(to, times[row]!);
  }
  return { from, to };
}
