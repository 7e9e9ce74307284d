import type { Followed } from '../contracts/progress.js';
import { teller } from '../follow.js';
import { untilAborted } from '../ports/until-aborted.js';
import { iteratorOf } from './iterator-of.js';

/** Whose bytes they are, for messages, and how many there are, where that is known. */
interface Followable {
  readonly what: string;
  readonly total?: number;
}

/**
 * Chunks of bytes, told as they have been used. The reading ends as soon as the signal fires, also while no chunk comes.
 *
 * @param chunks - An iterable, an async iterable or a web stream.
 * @throws DriftSenseError `ABORTED`; `OPTION_INVALID` for what the listener throws; `TABLE_INVALID` for what is none of these.
 */
export async function* followedBytes(
  chunks: unknown,
  { signal, onProgress }: Followed,
  { what, ...rest }: Followable,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = iteratorOf(chunks, 'bytes') as AsyncIterator<Uint8Array>;
  const tell = teller(onProgress, { where: what, unit: 'bytes', ...rest });
  let isOpen = false;
  try {
    for (;;) {
      isOpen = false;
      const step = await untilAborted(() => iterator.next(), signal, what);
      if (step.done === true) return;
      isOpen = true;
      yield step.value;
      tell(step.value.length);
    }
  } finally {
    // What is stuck is told to end, and cannot be waited for.
    if (signal?.aborted) Promise.resolve(iterator.return?.()).catch(() => undefined);
    else if (isOpen) await iterator.return?.();
  }
}
