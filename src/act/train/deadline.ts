import { DriftSenseError } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';

export interface DeadlineOptions {
  readonly clock: Clock;
  /** Milliseconds granted. */
  readonly timeoutMs: number;
  /** Gives the work up from outside. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs work that may hang, and stops waiting for it at the deadline or when the outer signal fires. The work's own signal
 * fires then; what it still returns or throws is not looked at.
 *
 * @param what - The work, for the message.
 * @throws DriftSenseError `TRAINING_TIMEOUT` or `ABORTED`, and whatever the work throws in time.
 */
export async function withDeadline<T>(
  what: string,
  { clock, timeoutMs, signal }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const aborted = () => new DriftSenseError('ABORTED', `${what} was aborted by its signal`, { cause: signal?.reason });
  if (signal?.aborted) throw aborted();
  const inner = new AbortController();
  const timer = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(aborted()), { signal: timer.signal });
  });
  const late = clock.sleep(timeoutMs, timer.signal).then((): never => {
    throw new DriftSenseError('TRAINING_TIMEOUT', `${what} did not finish within ${timeoutMs} ms`, {
      details: { timeoutMs },
      retryable: true,
    });
  });
  // The async function turns a synchronous throw into a rejection.
  const done = (async () => work(inner.signal))();
  for (const promise of [done, late, stopped]) promise.catch(() => {}); // those that lose the race are done with
  try {
    return await Promise.race([done, late, stopped]);
  } catch (error) {
    inner.abort(error);
    throw error;
  } finally {
    timer.abort(); // ends the sleep and the listening
  }
}
