import { DriftSenseError } from '../../src/errors.js';

/** What came of one piece of work. */
export interface Attempt {
  /** `fine`, or the code of the error; `untyped` for an error without one, which `fault` shows. */
  readonly outcome: string;
  readonly fault?: string;
  /** Processor time it takes, in milliseconds. */
  readonly ms: number;
}

/** Most a stored file may take of the processor, in milliseconds. */
export const mostMs = 100;

/**
 * Does work on a file somebody else wrote. Done anew up to ten times while it takes too long, for the least of what it took:
 * what else the machine does only ever adds, also to processor time, and a file that does take long takes long each time.
 *
 * @param work - The same each time it is called: it shares nothing with the call before.
 */
export async function attempt(work: () => unknown): Promise<Attempt> {
  let first: Omit<Attempt, 'ms'> | undefined;
  let ms = Infinity;
  for (let times = 0; times < 10 && ms > mostMs; times++) {
    const start = process.cpuUsage();
    let seen: Omit<Attempt, 'ms'> = { outcome: 'fine' };
    try {
      await work();
    } catch (error) {
      seen = DriftSenseError.is(error)
        ? { outcome: error.code }
        : { outcome: 'untyped', fault: String((error as Error).stack ?? error) };
    }
    const { user, system } = process.cpuUsage(start);
    ms = Math.min(ms, (user + system) / 1_000);
    first ??= seen;
  }
  return { ...first!, ms };
}
