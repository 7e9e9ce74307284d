import { counterKey, counterUniform, type CounterKey } from '../../stats/sequential/counter-random.js';
import { growth } from '../../stats/sequential/event-bets.js';
import { GrowingRanks } from '../../stats/sequential/growing-ranks.js';
import { locationScore, spreadScore } from '../../stats/sequential/rank-bets.js';
import { Bets } from './bets.js';
import type { EventStream, RankStream } from './plan.js';

/** Rows that a stream needs to rank among before bets are taken. */
const leastRows = 100;

/** One stream at work. */
export interface RunningStream {
  readonly bets: Bets;
  /** Rows per cell, or per event and without any, so far. */
  readonly counts: Float64Array;
  /** Feeds one row: its cell or its event; for events, one beyond the last is none of them. */
  update(cell: number, row: number): void;
}

/** Bets on the ranks of a numeric column. */
export class RunningRanks implements RunningStream {
  readonly bets: Bets;
  /** Per bet: whether it is on the spread, its stake, base and power. */
  readonly #onSpread: Uint8Array;
  readonly #stakes: Float64Array;
  readonly #bases: Float64Array;
  readonly #powers: Float64Array;
  readonly #ranks: GrowingRanks;
  readonly #key: CounterKey;

  constructor(stream: RankStream, seed: number | string, counts: ArrayLike<number> = stream.counts) {
    this.#onSpread = Uint8Array.from(stream.bets, ({ score }) => (score === 'spread' ? 1 : 0));
    this.#stakes = Float64Array.from(stream.bets, ({ stake }) => stake);
    this.#bases = Float64Array.from(stream.bets, ({ base }) => base);
    this.#powers = Float64Array.from(stream.bets, ({ power }) => power);
    this.#ranks = new GrowingRanks(counts);
    this.#key = counterKey(seed, stream.part, stream.column);
    this.bets = new Bets(stream.bets.length);
  }

  get counts(): Float64Array {
    return this.#ranks.counts;
  }

  update(cell: number, row: number): void {
    const ready = this.#ranks.rows >= leastRows;
    const p = this.#ranks.next(cell, counterUniform(this.#key, row));
    if (!ready) return;
    const location = locationScore(p);
    const spread = spreadScore(p);
    const { bets } = this;
    for (let i = 0; i < this.#stakes.length; i++) {
      const e = this.#bases[i]! + this.#stakes[i]! * (this.#onSpread[i] === 1 ? spread : location);
      const power = this.#powers[i]!;
      bets.grow(i, power === 1 ? e : e ** power, row);
    }
  }
}

/** Bets on the rates of events: categories, or missing values. */
export class RunningEvents implements RunningStream {
  readonly bets: Bets;
  readonly counts: Float64Array;
  readonly #stream: EventStream;
  readonly #key: CounterKey;
  #rows: number;

  constructor(stream: EventStream, seed: number | string, counts?: ArrayLike<number>) {
    const { events, rows, part, column } = stream;
    const known = events.map(({ count }) => count);
    this.#stream = stream;
    this.counts = Float64Array.from(counts ?? [...known, rows - known.reduce((a, b) => a + b, 0)]);
    this.#rows = this.counts.reduce((a, b) => a + b, 0);
    this.#key = counterKey(seed, part, column);
    this.bets = new Bets(events.reduce((sum, event) => sum + event.bets.length, 0));
  }

  update(cell: number, row: number): void {
    const u = counterUniform(this.#key, row);
    const { events } = this.#stream;
    let i = 0;
    if (this.#rows >= leastRows)
      for (let k = 0; k < events.length; k++) {
        const { bets } = events[k]!;
        for (let b = 0; b < bets.length; b++)
          this.bets.grow(i++, growth(bets[b]!, k === cell, this.#rows, this.counts[k]!, u), row);
      }
    this.counts[cell]! += 1;
    this.#rows += 1;
  }
}
