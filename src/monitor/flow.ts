import type { Period } from '../judge/health/period.js';

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

  /** A source is asked for more, until what it gives has come. */
  asked<T>(answer: Promise<T>): Promise<T> {
    this.#reading++;
    return answer.finally(() => this.#reading--);
  }

  /** What came in the period that ends now; the next begins. */
  take(now: number): Period {
    const period = { rows: this.#rows, reading: this.#reading > 0, from: this.#since };
    this.#rows = 0;
    this.#since = now;
    return period;
  }
}
