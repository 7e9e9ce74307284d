import { DriftSenseError } from '../errors.js';

const abortOf = ({ reason }: AbortSignal, what: string): DriftSenseError =>
  new DriftSenseError('ABORTED', `${what} was aborted`, { cause: reason });

/**
 * @param what - What the signal ends, for the message.
 * @throws DriftSenseError `ABORTED` once it has fired.
 */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw abortOf(signal, what);
}

/** What work comes to, or `ABORTED` as soon as the signal fires: it is not begun then, or left to itself. */
export async function untilAborted<T>(
  begin: () => T | PromiseLike<T>,
  signal: AbortSignal | undefined,
  what = 'the run',
): Promise<T> {
  if (signal === undefined) return begin();
  throwIfAborted(signal, what);
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(abortOf(signal, what));
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([begin(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
