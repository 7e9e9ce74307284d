import { DriftSenseError } from '../errors.js';

/** What work comes to, or `ABORTED` as soon as the signal fires: it is not begun then, or left to itself. */
export async function untilAborted<T>(begin: () => T | PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return begin();
  const reason = (): DriftSenseError => new DriftSenseError('ABORTED', 'the run was aborted', { cause: signal.reason });
  if (signal.aborted) throw reason();
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(reason());
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([begin(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
