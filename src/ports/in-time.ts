import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import type { Clock } from './clock.js';
import { nextTurn } from './next-turn.js';

/**
 * Waits for the answer of somebody else's code, but not for ever: what never settles would hold up all behind it.
 *
 * @param what - Who was asked for what, for the message.
 * @param options - Milliseconds granted, default `edgeLimits.answerMs`; whether asking again may help, by default so.
 * @throws DriftSenseError `IO_FAILED` when there is no answer in time; what the work throws.
 */
export async function inTime<T>(
  clock: Clock,
  what: string,
  work: Promise<T>,
  { ms = edgeLimits.answerMs, retryable = true }: { readonly ms?: number; readonly retryable?: boolean } = {},
): Promise<T> {
  const done = new AbortController();
  const late = clock.sleep(ms, done.signal, { keepAlive: true }).then((): never => {
    throw new DriftSenseError('IO_FAILED', `${what} did not answer within ${ms} ms`, { retryable });
  });
  for (const promise of [work, late]) promise.catch(() => undefined); // the one that loses the race is done with
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}

/** Waits for work, but no longer than `ms`; a turn of the event loop, where none are left. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const deadline = ms > 0 ? clock.sleep(ms, done.signal, { keepAlive: true }).catch(() => undefined) : nextTurn();
  await Promise.race([work, deadline]);
  done.abort();
}
