/** Whether a value is a promise, or is awaited like one. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';

/** Calls what may be anyone's, and tells what it throws, or rejects with: nobody waits for it. */
export function attempt(call: () => unknown, failed: (error: unknown) => void): void {
  try {
    const result = call();
    if (isThenable(result)) result.then(undefined, failed);
  } catch (error) {
    failed(error);
  }
}

/**
 * What a part answers, where nobody waits for it.
 *
 * @throws TypeError for a promise; what that rejects with is let go, since unheard of it would end the process.
 */
export function atOnce<T>(answer: T): T {
  if (!isThenable(answer)) return answer;
  answer.then(undefined, () => {});
  throw new TypeError('expected an answer, got a promise');
}
