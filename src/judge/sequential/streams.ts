import { counterKey, counterUniform, type CounterKey } from '../../stats/sequential/counter-random.js';
import { growth } from '../../stats/sequential/event-bets.js';
import { GrowingRanks } from '../../stats/sequential/growing-ranks.js';
import { locationScore, spreadScore } from '../../stats/sequential/rank-scores.js';
import { eventPValue, learntRate, rateBet } from '../../stats/sequential/rate-bets.js';
import { Bets } from './bets.js';
import type { EventStream, RankStream, RateStream } from './plan.js';

/** Rows of its stratum that a stream needs to rank among before bets are taken. */
const leastRows = 100;

/** One stream at work. */
export interface RunningStream {
  readonly bets: Bets;
  /** Rows per cell, or per event and without any, so far, stratum after stratum. */
  counts(): number[];
  /** Feeds one row: its cell or its event, and its stratum; for events, one beyond the last is none of them. */
  update(cell: number, row: number, stratum: number): void;
}

/** Counts as they are kept, cut into strata. */
const strataOf = (counts: readonly number[], width: number): number[][] =>
  Array.from({ length: counts.length / width }, (_, stratum) => counts.slice(stratum * width, (stratum + 1) * width));

/** Bets on the ranks of a numeric column. */
export class RunningRanks implements RunningStream {
  readonly bets: Bets;
  /** Per bet: whether it is on the spread, its stake, base and power. */
  readonly #onSpread: Uint8Array;
  readonly #stakes: Float64Array;
  readonly #bases: Float64Array;
  readonly #powers: Float64Array;
  readonly #width: number;
  /** By stratum. */
  readonly #ranks: GrowingRanks[];
  readonly #key: CounterKey;

  /** @param width - Cells. */
  constructor(stream: RankStream, seed: number | string, width: number, counts = stream.counts) {
    this.#onSpread = Uint8Array.from(stream.bets, ({ score }) => (score === 'spread' ? 1 : 0));
    this.#stakes = Float64Array.from(stream.bets, ({ stake }) => stake);
    this.#bases = Float64Array.from(stream.bets, ({ base }) => base);
    this.#powers = Float64Array.from(stream.bets, ({ power }) => power);
    this.#width = width;
    this.#ranks = strataOf(counts, width).map((own) => new GrowingRanks(own));
    this.#key = counterKey(seed, stream.part, stream.column);
    this.bets = new Bets(stream.bets.length);
  }

  counts(): number[] {
    return this.#ranks.flatMap(({ counts }) => [...counts]);
  }

  update(cell: number, row: number, stratum: number): void {
    while (this.#ranks.length <= stratum) this.#ranks.push(new GrowingRanks(new Float64Array(this.#width)));
    const ranks = this.#ranks[stratum]!;
    const ready = ranks.rows >= leastRows;
    const p = ranks.next(cell, counterUniform(this.#key, row));
    const { bets } = this;
    if (!ready) return;
    const location = locationScore(p);
    const spread = spreadScore(p);
    const stakes = this.#stakes;
    const bases = this.#bases;
    const powers = this.#powers;
    const onSpread = this.#onSpread;
    let total = 0;
    for (let i = 0; i < stakes.length; i++) {
      const e = bases[i]! + stakes[i]! * (onSpread[i] === 1 ? spread : location);
      const power = powers[i]!;
      total += bets.grow(i, power === 1 ? e : e ** power, row);
    }
    bets.level = total / stakes.length;
  }
}

/** Bets on the rates of events: categories, or missing values. */
export class RunningEvents implements RunningStream {
  readonly bets: Bets;
  readonly #stream: EventStream;
  readonly #key: CounterKey;
  /** By stratum. */
  readonly #strata: { readonly counts: Float64Array; rows: number }[];

  constructor(stream: EventStream, seed: number | string, counts = stream.counts) {
    const { events, part, column } = stream;
    this.#stream = stream;
    this.#strata = strataOf(counts, events.length + 1).map((own) => ({
      counts: Float64Array.from(own),
      rows: own.reduce((a, b) => a + b, 0),
    }));
    this.#key = counterKey(seed, part, column);
    this.bets = new Bets(events.reduce((sum, event) => sum + event.bets.length, 0));
  }

  counts(): number[] {
    return this.#strata.flatMap(({ counts }) => [...counts]);
  }

  update(cell: number, row: number, stratum: number): void {
    const { events } = this.#stream;
    while (this.#strata.length <= stratum) this.#strata.push({ counts: new Float64Array(events.length + 1), rows: 0 });
    const own = this.#strata[stratum]!;
    const u = counterUniform(this.#key, row);
    let i = 0;
    let total = 0;
    if (own.rows >= leastRows)
      for (let k = 0; k < events.length; k++) {
        const { bets } = events[k]!;
        for (let b = 0; b < bets.length; b++)
          total += this.bets.grow(i++, growth(bets[b]!, k === cell, own.rows, own.counts[k]!, u), row);
      }
    own.counts[cell]! += 1;
    own.rows += 1;
    if (i > 0) this.bets.level = total / i;
  }
}

/** Bets on the rate of one event that only earlier rows tell. Its cell is 0 on a row with the event, else 1. */
export class RunningRate implements RunningStream {
  readonly bets: Bets;
  readonly #stream: RateStream;
  readonly #key: CounterKey;
  #events: number;
  #others: number;

  constructor(stream: RateStream, seed: number | string, counts = stream.counts) {
    this.#stream = stream;
    [this.#events = 0, this.#others = 0] = counts;
    this.#key = counterKey(seed, stream.part, stream.column);
    this.bets = new Bets(stream.ratios.length);
  }

  counts(): number[] {
    return [this.#events, this.#others];
  }

  update(cell: number, row: number): void {
    const { rate, ratios } = this.#stream;
    const rows = this.#events + this.#others;
    const p = eventPValue(cell === 0, rows, this.#events, counterUniform(this.#key, row));
    let total = 0;
    for (let i = 0; i < ratios.length; i++) {
      const ratio = ratios[i]!;
      total += this.bets.grow(i, rateBet(p, rate ?? learntRate(rows, this.#events, ratio), ratio), row);
    }
    if (cell === 0) this.#events += 1;
    else this.#others += 1;
    this.bets.level = total / ratios.length;
  }
}
