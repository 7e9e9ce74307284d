/** Wall time for people, monotonic time for durations, and timers. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds that only grow. */
  monotonic(): number;
  /**
   * Resolves after `ms`, rejects with the signal's reason when aborted. Keeps a process alive only with `keepAlive`: where
   * somebody awaits the end of work that itself sleeps, or an answer that may never come.
   */
  sleep(ms: number, signal?: AbortSignal, options?: { readonly keepAlive?: boolean }): Promise<void>;
}

/** A clock that stands still until `advance` is called; sleepers wake in order. */
export interface MemoryClock extends Clock {
  /** Lets time pass; resolves once everything woken by it has run. */
  advance(ms: number): Promise<void>;
}

/** A clock for tests, starting at `start` epoch milliseconds. */
export function memoryClock(start = 0): MemoryClock {
  let time = start;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => time,
    monotonic: () => time - start,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const abort = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal?.reason as Error);
        };
        const wake = () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        // In whole milliseconds, as timers are: a remainder too small to change the time would be slept for ever.
        const sleeper = { at: time + Math.ceil(ms), wake };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', abort, { once: true });
      }),
    async advance(ms) {
      const until = time + ms;
      for (;;) {
        await Promise.resolve();
        const next = sleepers.filter((s) => s.at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        sleepers = sleepers.filter((s) => s !== next);
        time = next.at;
        next.wake();
        for (let turn = 0; turn < 8; turn++) await Promise.resolve();
      }
      time = until;
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    },
  };
}
