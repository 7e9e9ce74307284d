import { DriftSenseError } from '../errors.js';

export interface Iterating {
  next(): unknown;
  return?(): unknown;
}

/**
 * What steps through an iterable, an async iterable or a web stream. Web streams are not iterable in every browser; their
 * reader is the same everywhere.
 *
 * @param what - What is in it, for the message.
 * @throws DriftSenseError `TABLE_INVALID` for anything else.
 */
export function iteratorOf(items: unknown, what: string): Iterating {
  if (typeof items !== 'object' || items === null) throw noIterable(what);
  // The iterator that some of them have cannot be ended while it waits for more; a reader can.
  if ('getReader' in items) {
    const reader = (items as ReadableStream<unknown>).getReader();
    return {
      next: () => reader.read(),
      return: async () => {
        await reader.cancel();
        return { done: true, value: undefined };
      },
    };
  }
  if (Symbol.asyncIterator in items) return (items as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  if (Symbol.iterator in items) return (items as Iterable<unknown>)[Symbol.iterator]();
  throw noIterable(what);
}

const noIterable = (what: string): DriftSenseError =>
  new DriftSenseError('TABLE_INVALID', `expected an iterable, an async iterable or a web stream of ${what}`);
