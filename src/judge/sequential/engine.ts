import type { SequentialAlarm } from '../../contracts/sequential.js';
import { DriftSenseError } from '../../errors.js';
import { hash64 } from '../../stats/hash.js';
import { ledgerOf } from './ledger.js';
import type { SequentialPlan, WatchedStream } from './plan.js';
import { RunningEvents, RunningRanks, type RunningStream } from './streams.js';

/** Where an engine stands, plain JSON. */
export interface SequentialState {
  readonly kind: 'sequential';
  readonly schemaVersion: 1;
  /** Of the plan it belongs to. */
  readonly plan: string;
  /** Rows so far. */
  readonly row: number;
  /** Row after the last alarm. */
  readonly since: number;
  readonly alarms: number;
  readonly streams: readonly {
    readonly counts: readonly number[];
    readonly sums: readonly number[];
    readonly peaks: readonly number[];
    readonly starts: readonly number[];
  }[];
}

/**
 * The sequential alarm budget: Shiryaev–Roberts with restart over any number of streams. Every bet of every stream keeps
 * `S ← (1 + S)·e`; the level M is the weighted mean of all; an alarm is M ≥ N, upon which every S is 0 again. When no bet
 * is favourable (each e has mean at most 1 given the past), the mean number of alarms in T rows is at most T/N for every T,
 * whatever the dependence between columns: M + N·alarms − T cannot be expected to grow.
 *
 * @see M. Pollak (1985); J. Shin, A. Ramdas & A. Rinaldo, "E-detectors" (2023), for sums of e-values
 */
export class SequentialEngine {
  readonly plan: SequentialPlan;
  readonly #fingerprint: string;
  readonly #running: readonly RunningStream[];
  readonly #levels: Float64Array;
  #row = 0;
  #since = 0;
  #alarms = 0;

  /**
   * @param state - Where to go on, from `toJSON`. Default: at the start.
   * @throws DriftSenseError `STATE_INVALID` for a state of another plan, or a damaged one.
   */
  constructor(plan: SequentialPlan, state?: SequentialState) {
    this.plan = plan;
    this.#fingerprint = fingerprintOf(plan);
    if (state !== undefined) this.#check(state);
    this.#running = plan.streams.map((stream, j) => start(stream, plan.seed, state?.streams[j]));
    this.#levels = Float64Array.from(this.#running, ({ bets }) => bets.level());
    if (state !== undefined) {
      this.#row = state.row;
      this.#since = state.since;
      this.#alarms = state.alarms;
    }
  }

  /** Rows so far. */
  get rows(): number {
    return this.#row;
  }

  /** Alarms so far. */
  get alarms(): number {
    return this.#alarms;
  }

  /** Evidence over its limit, M/N. An alarm leaves it at 0. */
  get level(): number {
    return this.#total() / this.plan.rowsPerFalseAlarm;
  }

  /**
   * Feeds one row.
   *
   * @param cells - Per stream of the plan its cell or event, −1 where the row has none: such a stream is left as it is.
   * @returns The alarm, if there is one.
   */
  update(cells: ArrayLike<number>): SequentialAlarm | undefined {
    const row = this.#row;
    for (let j = 0; j < this.#running.length; j++) {
      const cell = cells[j]!;
      if (cell < 0) continue;
      const stream = this.#running[j]!;
      stream.update(cell, row);
      this.#levels[j] = stream.bets.level();
    }
    this.#row = row + 1;
    const total = this.#total();
    return total >= this.plan.rowsPerFalseAlarm ? this.#alarm(row, total) : undefined;
  }

  toJSON(): SequentialState {
    return {
      kind: 'sequential',
      schemaVersion: 1,
      plan: this.#fingerprint,
      row: this.#row,
      since: this.#since,
      alarms: this.#alarms,
      streams: this.#running.map(({ counts, bets: { sums, peaks, starts } }) => ({
        counts: [...counts],
        sums: [...sums],
        peaks: [...peaks],
        starts: [...starts],
      })),
    };
  }

  #total(): number {
    const { streams } = this.plan;
    let total = 0;
    for (let j = 0; j < streams.length; j++) total += streams[j]!.weight * this.#levels[j]!;
    return total;
  }

  #alarm(row: number, total: number): SequentialAlarm {
    const { streams, rowsPerFalseAlarm } = this.plan;
    const standing = this.#running.map(({ bets }, j) => ({ stream: streams[j]!, bets, level: this.#levels[j]! }));
    const alarm = {
      row,
      rows: row + 1 - this.#since,
      expected: (row + 1) / rowsPerFalseAlarm,
      level: total / rowsPerFalseAlarm,
      ledger: ledgerOf(standing, total),
    };
    for (const { bets } of this.#running) bets.reset();
    this.#levels.fill(0);
    this.#since = row + 1;
    this.#alarms += 1;
    return alarm;
  }

  #check(state: SequentialState): void {
    const fits =
      state?.kind === 'sequential' &&
      state.schemaVersion === 1 &&
      state.plan === this.#fingerprint &&
      [state.row, state.since, state.alarms].every((n) => Number.isSafeInteger(n) && n >= 0) &&
      Array.isArray(state.streams) &&
      state.streams.length === this.plan.streams.length;
    if (!fits)
      throw new DriftSenseError(
        'STATE_INVALID',
        'sequential state: expected the state of an engine with the same reference and options',
      );
  }
}

const fingerprints = new WeakMap<SequentialPlan, string>();

/** Tells plans apart; worked out once. */
function fingerprintOf(plan: SequentialPlan): string {
  const known = fingerprints.get(plan);
  if (known !== undefined) return known;
  const { rowsPerFalseAlarm, seed, streams } = plan;
  const made = hash64(JSON.stringify([rowsPerFalseAlarm, seed, streams]));
  fingerprints.set(plan, made);
  return made;
}

function start(
  stream: WatchedStream,
  seed: number | string,
  state: SequentialState['streams'][number] | undefined,
): RunningStream {
  const made = (counts?: readonly number[]) =>
    stream.kind === 'ranks' ? new RunningRanks(stream, seed, counts) : new RunningEvents(stream, seed, counts);
  if (state === undefined) return made();
  const fresh = made();
  const { counts, sums, peaks, starts } = state;
  requireNumbers('counts', counts, fresh.counts.length);
  requireNumbers('sums', sums, fresh.bets.sums.length);
  requireNumbers('peaks', peaks, fresh.bets.sums.length);
  requireNumbers('starts', starts, fresh.bets.sums.length);
  const running = made(counts);
  running.bets.sums.set(sums);
  running.bets.peaks.set(peaks);
  running.bets.starts.set(starts);
  return running;
}

function requireNumbers(name: string, given: unknown, length: number): void {
  const right = Array.isArray(given) && given.length === length && given.every((x) => Number.isFinite(x) && x >= 0);
  if (!right)
    throw new DriftSenseError('STATE_INVALID', `sequential state: expected ${length} numbers of at least 0 as ${name}`);
}
