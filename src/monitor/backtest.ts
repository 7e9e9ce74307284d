import type { Batch, Table } from '../contracts/batch.js';
import type { Followed } from '../contracts/progress.js';
import type { Verdict } from '../contracts/results.js';
import type { DriftInjection } from './inject-drift.js';
import type { MonitorOptions } from './options.js';

/** What a monitor saw: its reference, and its windows in their order. */
export interface BacktestHistory {
  /** Rows; with a trainer the first model is trained on them. */
  readonly reference: Table;
  /** The windows, read once for each replay: an array, or a source such as `csvFiles`. */
  readonly windows: Iterable<Table> | AsyncIterable<Batch>;
}

/** Settings to be tried: those of a Monitor that change what it says or does. */
export type BacktestSettings = Omit<
  MonitorOptions,
  | 'reference'
  | 'registry'
  | 'training'
  | 'alerters'
  | 'checkpoint'
  | 'checkpointEvery'
  | 'queue'
  | 'labels'
  | 'window'
  | 'trailing'
  | 'clock'
  | 'random'
  | 'logger'
>;

/**
 * Options of {@link backtest}. `signal` ends it at once, or once a reference that is being read has been; `onProgress` hears of
 * each window of each replay, of as many as there will be where they are in a list.
 */
export interface BacktestOptions extends Followed {
  /** Changes to look for, each in a replay of its own. Default none: the history as it is. */
  readonly inject?: readonly DriftInjection[];
  /** Milliseconds from one window to the next, for limits by the day. Default a day. */
  readonly windowMs?: number;
  /** Seed of the rows that injections draw. Default 0. */
  readonly seed?: number;
}

/** One window of a replay. */
export interface ReplayedWindow {
  readonly id: string;
  readonly verdict: Verdict;
  /** Columns that drifted, worst first, and those whose data quality did. */
  readonly columns: readonly string[];
  /** The concept detector called drift. */
  readonly concept: boolean;
  /** What was decided. */
  readonly action: 'none' | 'suggest' | 'train' | 'promote' | 'rollback';
}

/** What a setting says of a history. */
export interface Replay {
  readonly windows: readonly ReplayedWindow[];
  /** Windows flagged for data or quality, and detections of concept drift. */
  readonly flagged: number;
  readonly conceptDrifts: number;
  /** Messages that people would have got, as `kind transition`. */
  readonly messages: readonly string[];
  /** Trainings begun, and versions that came to serve. */
  readonly retrains: number;
  readonly promotions: number;
}

/** How a setting answers to an injected change. */
export interface InjectedReplay {
  readonly injection: DriftInjection;
  /**
   * Windows from the first changed one to the first that names the change and did not without it: 0 in the first. Absent: it
   * was not found.
   */
  readonly delay?: number;
  readonly replay: Replay;
}

/** What one setting came to. */
export interface BacktestResult {
  readonly setting: string;
  /** The history as it is: whatever is said of a quiet one is a false alarm. */
  readonly asItIs: Replay;
  readonly injected: readonly InjectedReplay[];
  /** Injections found, and the delay of those: mean and median in windows. Absent: none was found, or none injected. */
  readonly found: number;
  readonly delay?: { readonly mean: number; readonly median: number };
}

/**
 * Replays the windows of the past under other settings: how many alarms, messages and retrainings each would have led to, and how
 * late each sees changes that are put into the windows. Sends nothing, keeps nothing, writes nothing.
 *
 * @param settings - By a name for each; `{}` is the default.
 * @throws DriftSenseError `OPTION_INVALID`, `UNKNOWN_COLUMN`, `REFERENCE_EMPTY`, `TABLE_INVALID`, and what training the
 *   first model throws; `ABORTED`; `VALUE_OUT_OF_DOMAIN` for a history or settings that are none.
 * @example
 * const results = await backtest(
 *   { reference: await readCsv('train.csv'), windows: csvFiles('stream/*.csv') },
 *   { default: {}, strict: { alarmBudget: { falseAlarms: 1, per: { windows: 1_000 } } } },
 *   { inject: [{ kind: 'shift', column: 'amount', by: 0.4, from: 3 }] },
 * );
 */
export const backtest = async (
  history: BacktestHistory,
  settings: Readonly<Record<string, BacktestSettings>>,
  options: BacktestOptions = {},
): Promise<BacktestResult[]> => (await import('./backtest-now.js')).backtestNow(history, settings, options);
