// Where there is no immediate, as in browsers, a timer does, which waits for some milliseconds.
const { setImmediate: soon = setTimeout } = globalThis as { readonly setImmediate?: (then: () => void) => unknown };

/** Resolves in the next turn of the event loop. A macrotask and not a promise: only that lets input, output and timers run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void soon(resolve));

/** Takes the steps of a computation, each as long as the event loop may be held up, with a turn between them. */
export async function inTurns<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await nextTurn();
  }
}
