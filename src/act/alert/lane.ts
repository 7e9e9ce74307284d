import type { Alerter } from '../../contracts/alerter.js';
import type { Clock } from '../../ports/clock.js';
import { retryDelay, type RetryLimits } from './retry-delay.js';

/** How a call to a receiver ended, as far as its pace is concerned. */
export type Ended =
  | { readonly works: true }
  | { readonly works: false; readonly attempts: number; retryAfterMs?: number };

const lanes = new WeakMap<Alerter, WeakMap<Clock, Lane>>();

/** The lane of an alerter: one for all monitors that share the alerter, so that their receiver has one pace. */
export function laneOf(alerter: Alerter, clock: Clock): Lane {
  const byClock = lanes.get(alerter) ?? new WeakMap<Clock, Lane>();
  lanes.set(alerter, byClock);
  const lane = byClock.get(clock) ?? new Lane(clock, alerter.minIntervalMs ?? 0);
  byClock.set(clock, lane);
  return lane;
}

/**
 * The way to one receiver: one call at a time, first come, first served, at the receiver's own pace and with pauses after
 * failures. After five failures in a row the receiver counts as down and is only asked every 30 s whether it is back.
 */
export class Lane {
  readonly #clock: Clock;
  readonly #minIntervalMs: number;
  /** Consecutive failures. */
  #failures = 0;
  #readyAt = 0;
  /** Calls under way or waiting, and the end of the last of them, which never rejects. */
  #inLine = 0;
  #last: Promise<void> = Promise.resolve();
  #end = ending();

  constructor(clock: Clock, minIntervalMs: number) {
    this.#clock = clock;
    this.#minIntervalMs = minIntervalMs;
  }

  /**
   * Makes a call when its turn has come.
   *
   * @param stop - Ends the wait; its reason is thrown then.
   */
  async turn<T>(stop: AbortSignal, call: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const mine = ending();
    this.#last = mine.promise;
    try {
      if (this.#inLine++ > 0) await unlessStopped(before, stop);
      // In whole milliseconds: a rest of 1e-13 would be slept for ever by a clock that has no such step.
      for (let wait = this.#wait(); wait > 0; wait = this.#wait()) await this.#clock.sleep(Math.ceil(wait), stop);
      this.#readyAt = this.#clock.monotonic() + this.#minIntervalMs;
      return await call();
    } finally {
      this.#inLine--;
      void before.then(mine.resolve);
    }
  }

  /** Told how a call ended; what comes next waits accordingly. */
  ended(how: Ended, random: number, limits: RetryLimits): void {
    this.#failures = how.works ? 0 : this.#failures + 1;
    if (!how.works) {
      const { attempts, retryAfterMs } = how;
      const delay = retryDelay({ failures: this.#failures, attempts, retryAfterMs }, random, limits);
      this.#readyAt = Math.max(this.#readyAt, this.#clock.monotonic() + delay);
    }
    const { resolve } = this.#end;
    this.#end = ending();
    resolve();
  }

  /** Whether the receiver is down and not to be asked yet. */
  isDown({ breakerFailures }: RetryLimits): boolean {
    return this.#failures >= breakerFailures && this.#wait() > 0;
  }

  /** Resolves when the next call has ended. */
  nextEnd(): Promise<void> {
    return this.#end.promise;
  }

  #wait(): number {
    return this.#readyAt - this.#clock.monotonic();
  }
}

function ending(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Waits for what never rejects, or throws the signal's reason. */
function unlessStopped(work: Promise<void>, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(stop.reason as Error);
    if (stop.aborted) return abort();
    stop.addEventListener('abort', abort, { once: true });
    void work.then(() => {
      stop.removeEventListener('abort', abort);
      resolve();
    });
  });
}
