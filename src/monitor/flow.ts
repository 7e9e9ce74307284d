import type { Batch } from '../contracts/batch.js';
import { judgePeriod, type Health, type HealthState } from '../judge/health/health.js';

/** Counts what comes in, from one look at the clock to the next. */
export class Flow {
  #rows = 0;
  #reading = 0;
  #since: number;

  constructor(now: number) {
    this.#since = now;
  }

  add(rows: number): void {
    this.#rows += rows;
  }

  /** A source whose rows are counted, and that counts as being read while it is asked for more. */
  async *read(source: AsyncIterable<Batch> | Iterable<Batch>): AsyncGenerator<Batch, void, undefined> {
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    try {
      for (;;) {
        this.#reading++;
        const step = await Promise.resolve(iterator.next()).finally(() => this.#reading--);
        if (step.done === true) return;
        this.#rows += step.value.size;
        yield step.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  /** What the period that ends now shows; the next begins. */
  judge(state: HealthState, now: number): Health {
    const health = judgePeriod(state, { rows: this.#rows, reading: this.#reading > 0, from: this.#since });
    this.#rows = 0;
    this.#since = now;
    return health;
  }
}
