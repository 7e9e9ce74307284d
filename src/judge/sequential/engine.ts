import type { SequentialAlarm } from '../../contracts/sequential.js';
import { ledgerOf, type Standing } from './ledger.js';
import { cellsOf, mostStrata, type SequentialPlan, type WatchedStream } from './plan.js';
import { checkState, checkStream, fingerprintOf, type SequentialState, type StreamState } from './state.js';
import { RunningEvents, RunningRanks, RunningRate, type RunningStream } from './streams.js';

/** A stream has a part in an alarm where it has this much of the evidence of the one that led it. */
const partOfLead = 0.5;

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
  readonly #running: RunningStream[];
  readonly #levels: Float64Array;
  /** Per stream the counts at the last alarm that it had a part in, until that is acknowledged. */
  readonly #atAlarm: (readonly number[] | undefined)[];
  readonly #strata: Map<string, number>;
  #row = 0;
  #since = 0;
  #alarms = 0;
  #unwatched = 0;

  /**
   * @param state - Where to go on, from `toJSON`. Default: at the start.
   * @throws DriftSenseError `STATE_INVALID` for a state of another plan, or a damaged one.
   */
  constructor(plan: SequentialPlan, state?: SequentialState) {
    this.plan = plan;
    if (state !== undefined) checkState(state, plan);
    this.#strata = new Map(
      [...(plan.strata?.keys ?? []), ...(state?.strata ?? [])].map((key, stratum) => [key, stratum]),
    );
    this.#running = plan.streams.map((_, j) => this.#start(j, state?.streams[j]));
    this.#levels = Float64Array.from(this.#running, ({ bets }) => bets.level);
    this.#atAlarm = plan.streams.map((_, j) => state?.streams[j]!.atAlarm);
    if (state !== undefined) {
      this.#row = state.row;
      this.#since = state.since;
      this.#alarms = state.alarms;
      this.#unwatched = state.unwatched ?? 0;
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

  /** Rows of no stratum, or of one too many. */
  get unwatched(): number {
    return this.#unwatched;
  }

  /** Evidence over its limit, M/N. An alarm leaves it at 0. */
  get level(): number {
    return this.#total() / this.plan.rowsPerFalseAlarm;
  }

  /** The number of a stratum, a new one where it has none; −1 where there are too many. */
  stratumOf(key: string): number {
    const known = this.#strata.get(key);
    if (known !== undefined) return known;
    if (this.#strata.size >= mostStrata) return -1;
    this.#strata.set(key, this.#strata.size);
    return this.#strata.size - 1;
  }

  /**
   * Feeds one row.
   *
   * @param cells - Per stream of the plan its cell or event, −1 where the row has none: such a stream is left as it is.
   * @param stratum - From `stratumOf`. At −1 every stream is left as it is.
   * @returns The alarm, if there is one.
   */
  update(cells: ArrayLike<number>, stratum = 0): SequentialAlarm | undefined {
    const row = this.#row;
    const watched = stratum < 0 ? 0 : this.#running.length;
    if (stratum < 0) this.#unwatched += 1;
    for (let j = 0; j < watched; j++) {
      const cell = cells[j]!;
      if (cell < 0) continue;
      const stream = this.#running[j]!;
      stream.update(cell, row, stratum);
      this.#levels[j] = stream.bets.level;
    }
    this.#row = row + 1;
    const total = this.#total();
    return total >= this.plan.rowsPerFalseAlarm ? this.#alarm(row, total) : undefined;
  }

  /**
   * Takes the state since the last alarms as normal, where they were right: streams that had a part in them rank among no
   * rows but those after, and take no bets before there are enough. Other streams, and all of them where the alarms are
   * `benign`, go on as they are. Rows after an alarm are a stream of their own, so that what was promised holds from there.
   *
   * @returns Columns that start anew.
   */
  acknowledge(as: 'drift' | 'benign'): string[] {
    const anew = new Set<string>();
    for (const [j, before] of this.#atAlarm.entries()) {
      if (before === undefined) continue;
      this.#atAlarm[j] = undefined;
      if (as === 'benign') continue;
      const counts = this.#running[j]!.counts().map((rows, cell) => rows - (before[cell] ?? 0));
      this.#running[j] = this.#make(j, counts);
      this.#levels[j] = 0;
      anew.add(this.plan.streams[j]!.column);
    }
    return [...anew];
  }

  toJSON(): SequentialState {
    const strata = [...this.#strata.keys()].slice(this.plan.strata?.keys.length ?? 0);
    return {
      kind: 'sequential',
      schemaVersion: 1,
      plan: fingerprintOf(this.plan),
      row: this.#row,
      since: this.#since,
      alarms: this.#alarms,
      ...(strata.length > 0 && { strata }),
      ...(this.#unwatched > 0 && { unwatched: this.#unwatched }),
      streams: this.#running.map((stream, j): StreamState => {
        const { sums, peaks, starts } = stream.bets;
        const atAlarm = this.#atAlarm[j];
        return {
          counts: stream.counts(),
          sums: [...sums],
          peaks: [...peaks],
          starts: [...starts],
          ...(atAlarm && { atAlarm }),
        };
      }),
    };
  }

  #make(j: number, counts?: readonly number[]): RunningStream {
    const stream: WatchedStream = this.plan.streams[j]!;
    const { seed } = this.plan;
    if (stream.kind === 'rate') return new RunningRate(stream, seed, counts);
    return stream.kind === 'ranks'
      ? new RunningRanks(stream, seed, cellsOf(stream, this.plan), counts)
      : new RunningEvents(stream, seed, counts);
  }

  #start(j: number, state: StreamState | undefined): RunningStream {
    if (state === undefined) return this.#make(j);
    const bets = this.#make(j).bets.sums.length;
    const width = cellsOf(this.plan.streams[j]!, this.plan);
    checkStream(state, { bets, width, strata: Math.max(1, this.#strata.size) });
    const running = this.#make(j, state.counts);
    running.bets.resume(state.sums, state.peaks, state.starts);
    return running;
  }

  #total(): number {
    const { streams } = this.plan;
    let total = 0;
    for (let j = 0; j < streams.length; j++) total += streams[j]!.weight * this.#levels[j]!;
    return total;
  }

  #alarm(row: number, total: number): SequentialAlarm {
    const { streams, rowsPerFalseAlarm } = this.plan;
    const standing = this.#running.map(({ bets }, j): Standing => ({
      stream: streams[j]!,
      bets,
      share: (streams[j]!.weight * this.#levels[j]!) / total,
    }));
    const alarm = {
      row,
      rows: row + 1 - this.#since,
      expected: (row + 1) / rowsPerFalseAlarm,
      level: total / rowsPerFalseAlarm,
      ledger: ledgerOf(standing),
    };
    const most = Math.max(...standing.map(({ share }) => share));
    for (const [j, { share }] of standing.entries())
      if (share >= partOfLead * most) this.#atAlarm[j] = this.#running[j]!.counts();
    for (const { bets } of this.#running) bets.reset();
    this.#levels.fill(0);
    this.#since = row + 1;
    this.#alarms += 1;
    return alarm;
  }
}
