import type { Followed } from '../contracts/progress.js';
import { teller } from '../teller.js';
import { abortable } from './abortable.js';
import { iteratorOf } from './iterator-of.js';

/** Whose bytes they are, for messages, and how many there are, where that is known. */
interface Followable {
  readonly what: string;
  readonly total?: number;
}

/**
 * Chunks of bytes, told as they have been used. The reading ends as soon as the signal fires.
 *
 * @param chunks - An iterable, an async iterable or a web stream.
 * @throws DriftSenseError `ABORTED`; `OPTION_INVALID` for what the listener throws; `TABLE_INVALID` for what is none of these.
 */
export async function* followedBytes(
  chunks: unknown,
  { signal, onProgress }: Followed,
  { what, ...rest }: Followable,
): AsyncGenerator<Uint8Array, void, undefined> {
  const tell = teller(onProgress, { where: what, unit: 'bytes', ...rest });
  for await (const chunk of abortable<Uint8Array>(iteratorOf(chunks, 'bytes'), signal, what)) {
    yield chunk;
    tell(chunk.length);
  }
}
