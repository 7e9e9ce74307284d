import type { Batch, Table } from '../contracts/batch.js';
import { toBatch } from '../table/batch.js';
import type { Period } from '../judge/health/period.js';
import { untilAborted } from './until-aborted.js';

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

  /**
   * A source whose rows are counted, and that counts as being read while it is asked for more. It may give tables of any kind.
   *
   * @param signal - Ends the reading at once, also while the source gives nothing.
   * @throws DriftSenseError `TABLE_INVALID` for what is no table, `ABORTED`.
   */
  async *read(
    source: AsyncIterable<Table> | Iterable<Table>,
    signal?: AbortSignal,
  ): AsyncGenerator<Batch, void, undefined> {
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    try {
      for (;;) {
        this.#reading++;
        const step = await untilAborted(() => iterator.next(), signal).finally(() => this.#reading--);
        if (step.done === true) return;
        const batch = toBatch(step.value);
        this.#rows += batch.size;
        yield batch;
      }
    } finally {
      const ended = Promise.resolve(iterator.return?.());
      // A source that is stuck cannot be waited for.
      if (signal?.aborted) ended.catch(() => undefined);
      else await ended;
    }
  }

  /** What came in the period that ends now; the next begins. */
  take(now: number): Period {
    const period = { rows: this.#rows, reading: this.#reading > 0, from: this.#since };
    this.#rows = 0;
    this.#since = now;
    return period;
  }
}
