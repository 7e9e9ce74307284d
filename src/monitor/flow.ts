import type { Period } from '../judge/health/period.js';
import type { Writable } from '../writable.js';

type Came = Writable<Omit<Period, 'reading'>>;

const beginning = (from: number): Came => ({ rows: 0, ofNoUse: 0, from });

/** Counts what comes in, from one look at the clock to the next. */
export class Flow {
  #reading = 0;
  #period: Came;

  constructor(now: number) {
    this.#period = beginning(now);
  }

  /** @param ofNoUse - Of rows added, those that turn out to be in no window. Default 0. */
  add(rows: number, ofNoUse = 0): void {
    this.#period.rows += rows;
    this.#period.ofNoUse += ofNoUse;
  }

  /** A source is asked for more, until what it gives has come. */
  asked<T>(answer: Promise<T>): Promise<T> {
    this.#reading++;
    return answer.finally(() => this.#reading--);
  }

  /** What came in the period that ends now; the next begins. */
  take(now: number): Period {
    const period = { ...this.#period, reading: this.#reading > 0 };
    this.#period = beginning(now);
    return period;
  }
}
