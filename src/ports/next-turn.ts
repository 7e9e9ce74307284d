// Where there is no immediate, as in browsers, a timer does, which waits for some milliseconds.
const { setImmediate: soon = setTimeout } = globalThis as { readonly setImmediate?: (then: () => void) => unknown };

/** Resolves in the next turn of the event loop. A macrotask and not a promise: only that lets input, output and timers run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void soon(resolve));

/** Counts work and lets the event loop turn between slices. Await it after each piece of work. */
export type Pace = (work: number) => Promise<void>;

/**
 * Work is counted, not timed, so that the same data take the same turns.
 *
 * @param sliceWork - What is done between two turns.
 * @param check - Asked at the beginning and at each turn; what it throws ends the work.
 */
export function pacer(sliceWork: number, check: () => void): Pace {
  let spent = 0;
  check();
  return async (work) => {
    spent += work;
    if (spent < sliceWork) return;
    spent = 0;
    check();
    await nextTurn();
    check();
  };
}

/**
 * Takes the steps of a computation, each at most as long as the event loop may be held up, with turns between them.
 *
 * @param steps - Each tells its work in the unit of the pace, or is a slice of its own.
 * @param pace - Default: a turn after each step.
 */
export async function inTurns<Result>(
  steps: Generator<number | undefined, Result>,
  pace: Pace = nextTurn,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await pace(value ?? Infinity);
  }
}
