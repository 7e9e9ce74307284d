import type { Clock } from './clock.js';

/** Timers of longer waits go off at once: who sleeps for more than 24 days wakes then, and looks at the clock. */
const longest = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal, options) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
        Math.min(ms, longest),
      );
      if (options?.keepAlive !== true) (timer as { unref?: () => void }).unref?.();
      signal?.addEventListener('abort', abort, { once: true });
    }),
};
