import type { Batch } from '../contracts/batch.js';
import type { Decision } from '../contracts/window-report.js';
import { encode } from '../judge/performance/outcomes.js';
import { edgeLimits } from '../edge-limits.js';
import { coercePaced } from '../profile/coerce-paced.js';
import { redactCategories } from '../profile/redact.js';
import { concatBatches } from '../table/batch.js';
import { coerce, type Coerced } from '../table/coerce.js';
import type { Judgement } from './judge-rows.js';
import type { Checked } from './options.js';
import { pacer } from './pacer.js';
import type { Prepared } from './prepare.js';
import type { MonitorState } from './state.js';
import { atOnce } from '../unawaited.js';

/** A window that was judged before its labels came. Plain JSON. */
export interface AwaitedWindow {
  readonly window: string;
  /** When it was judged, epoch milliseconds. */
  readonly at: number;
}

/** A training that was decided upon. Plain JSON. */
export interface TrainingRequest extends AwaitedWindow {
  readonly decision: Decision;
  readonly triggers: readonly string[];
}

/** Rows of a window with the labels that are known, NaN where none is. */
export interface LabelledWindow {
  readonly window: string;
  readonly table: Coerced;
  readonly labels: Float64Array;
}

/** What waiting for labels needs of the monitor. */
export interface LabelWaitHost {
  readonly options: Checked;
  readonly now: () => number;
  readonly prepared: () => Prepared;
  readonly state: () => MonitorState;
  readonly setState: (change: Partial<MonitorState>) => void;
  /** Whether labels come by themselves, behind the rows. */
  readonly labelsComeLate: () => boolean;
  /** A part failed: told, and an alert with the next window. */
  readonly failed: (where: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Share of labelled rows with which a window is as good as labelled. */
const enough = 0.9;

/**
 * Waits for the labels of judged windows, whose rows the training source keeps: until nine rows of ten have theirs, or until
 * grace is over. The ledger of predictions keeps no features, which both models must see.
 */
export class LabelWait {
  readonly #host: LabelWaitHost;

  constructor(host: LabelWaitHost) {
    this.#host = host;
  }

  /**
   * The windows whose labels are known now and were not before, oldest first.
   *
   * @param judgement - The window just judged, which is among them if it brought its own labels.
   */
  async take(judgement?: Judgement): Promise<readonly LabelledWindow[]> {
    const { state, setState, now, prepared, labelsComeLate, failed } = this.#host;
    const own = judgement && ownWindow(judgement);
    const waits = own !== undefined && labelsComeLate() && labelledShare(own.labels) < enough;
    let awaited = [...(state().awaited ?? []), ...(waits ? [{ window: own.window, at: now() }] : [])];
    const ready: LabelledWindow[] = [];
    while (awaited.length > 0) {
      const [first, ...rest] = awaited as [AwaitedWindow, ...AwaitedWindow[]];
      const mayWait = !this.#isPastGrace(first) && awaited.length <= edgeLimits.awaitedWindows;
      try {
        const rows = await this.#read(first.window);
        const labels = this.#labelsOf(rows);
        if (mayWait && labelledShare(labels) < enough) break;
        const table = await coercePaced(rows, prepared().reference.schema, pacer(undefined));
        ready.push({ window: first.window, table, labels });
      } catch (error) {
        failed('training source', error);
      }
      awaited = rest;
    }
    setState({ awaited });
    return own === undefined || waits ? ready : [...ready, own];
  }

  /** Whether a training need not wait any longer for the labels of its windows. */
  async isOver(request: TrainingRequest): Promise<boolean> {
    if (!this.#host.labelsComeLate() || this.#isPastGrace(request)) return true;
    try {
      for (const window of request.triggers)
        if (labelledShare(this.#labelsOf(await this.#read(window))) < enough) return false;
    } catch {
      return true; // the training itself says what is wrong with its source
    }
    return true;
  }

  #isPastGrace({ at }: AwaitedWindow): boolean {
    return this.#host.now() > at + this.#host.options.labels.graceMs;
  }

  async #read(window: string): Promise<Batch> {
    const { options, signal } = this.#host;
    const batches = [];
    for await (const batch of atOnce(options.training!.rows({ from: window, to: window, labelled: false, signal })))
      if (batch.size > 0) batches.push(batch);
    return concatBatches(batches);
  }

  /** Class index, or number, per row. No other column is looked at. */
  #labelsOf(rows: Batch): Float64Array {
    const { reference, task } = this.#host.prepared();
    const columns = reference.schema.columns.filter(({ role }) => role === 'label');
    const schema = { ...reference.schema, columns };
    const [column] = redactCategories(coerce(rows, schema), schema).columns.values();
    return column && task ? encode(column, task) : new Float64Array(rows.size).fill(Number.NaN);
  }
}

/** The rows of the window just judged; undefined where it brought none, or rows of the reference. */
function ownWindow({ table, outcomes, report }: Judgement): LabelledWindow | undefined {
  if (table === undefined || report.window.inReference) return undefined;
  const labels = outcomes?.labels ?? new Float64Array(table.size).fill(Number.NaN);
  return { window: report.window.id, table, labels };
}

/** Of no rows, of which none can come, all are labelled. */
function labelledShare(labels: Float64Array): number {
  const known = labels.reduce((sum, label) => sum + (Number.isNaN(label) ? 0 : 1), 0);
  return labels.length === 0 ? 1 : known / labels.length;
}
