import { untilAborted } from '../ports/until-aborted.js';
import type { Iterating } from './iterator-of.js';

/**
 * What an iterator gives, until it ends or the signal fires, also while it gives nothing.
 *
 * @param what - What the signal ends, for the message.
 * @throws DriftSenseError `ABORTED`
 */
export async function* abortable<Item>(
  iterator: Iterating,
  signal: AbortSignal | undefined,
  what: string,
): AsyncGenerator<Item, void, undefined> {
  let isOpen = false;
  try {
    for (;;) {
      isOpen = false;
      const { done, value } = (await untilAborted(() => iterator.next(), signal, what)) as IteratorResult<Item>;
      if (done === true) return;
      isOpen = true;
      yield value;
    }
  } finally {
    // What is stuck is told to end, and cannot be waited for.
    if (signal?.aborted) Promise.resolve(iterator.return?.()).catch(() => undefined);
    else if (isOpen) await iterator.return?.();
  }
}
