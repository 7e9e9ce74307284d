import type { Io } from './io.js';

/** Share done, rate and time left on a terminal; nothing in a pipe. */
export class Progress {
  readonly #started: number;
  #done = 0;
  #rows = 0;

  constructor(
    readonly io: Io,
    readonly total: number,
  ) {
    this.#started = io.clock.monotonic();
  }

  step(rows: number): void {
    this.#done++;
    this.#rows += rows;
    const seconds = Math.max(1e-3, (this.io.clock.monotonic() - this.#started) / 1_000);
    const left = Math.max(0, ((this.total - this.#done) * seconds) / this.#done);
    this.io.progress?.(
      `${this.#done}/${this.total} windows, ${Math.round(this.#rows / seconds).toLocaleString('en')} rows/s, ${Math.ceil(left)} s left`,
    );
  }

  end(): void {
    this.io.progress?.('');
  }
}
