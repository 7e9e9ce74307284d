import { countText } from '../show/number-text.js';
import type { Io } from './io.js';

/** Share done, rate and time left on a terminal; nothing in a pipe. */
export class Progress {
  readonly #started: number;
  #done = 0;
  #rows = 0;

  /** @param what - Things that are done one by one: `windows`. */
  constructor(
    readonly io: Io,
    readonly total: number,
    readonly what: string,
  ) {
    this.#started = io.clock.monotonic();
  }

  step(rows: number): void {
    this.#done++;
    this.#rows += rows;
    const seconds = Math.max(1e-3, (this.io.clock.monotonic() - this.#started) / 1_000);
    const left = Math.max(0, ((this.total - this.#done) * seconds) / this.#done);
    this.io.progress?.(
      `${countText(this.#done)}/${countText(this.total)} ${this.what}, ${countText(this.#rows / seconds)} rows/s, ${durationText(left)} left`,
    );
  }

  end(): void {
    this.io.progress?.('');
  }
}

/** Whole seconds, from a minute on with minutes, from an hour on without seconds. */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
