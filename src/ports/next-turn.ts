/** Resolves in the next turn of the event loop. A macrotask and not a promise: only that lets input, output and timers run. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    // Where there is none, as in browsers, a timer does, which waits for some milliseconds.
    const { setImmediate: soon } = globalThis as { readonly setImmediate?: (then: () => void) => void };
    if (soon) soon(resolve);
    else setTimeout(resolve, 0);
  });
