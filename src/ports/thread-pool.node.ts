import type { Tinypool } from 'tinypool';
import { DriftSenseError } from '../errors.js';

/** Threads that carry out tasks, started when they are needed and ended when nothing was asked of them for a while. */
export interface ThreadPool {
  /**
   * Has a thread call what a module exports.
   *
   * @param module - `file:` URL of the module; its default export takes the task and gives the answer.
   * @param signal - Ends the thread that is at it.
   * @throws what the module throws; an error when the thread ends without an answer.
   */
  run<Answer>(module: URL, task: unknown, signal?: AbortSignal): Promise<Answer>;
  /** Ends the threads, once all that was asked for is answered. A later task starts new ones. */
  close(): Promise<void>;
}

/** Milliseconds after which a thread that has nothing to do ends. */
const idleTimeout = 10_000;

/**
 * @param threads - How many, at most.
 * @throws DriftSenseError `OPTION_INVALID` under Deno, where the answer of a thread is now and then never heard of.
 */
export function threadPool(threads: number): ThreadPool {
  if ('Deno' in globalThis)
    throw new DriftSenseError('OPTION_INVALID', 'threads do not answer reliably under Deno', {
      remedy: 'leave them out there',
    });
  let open: Promise<OpenPool> | undefined;
  const running = new Set<Promise<unknown>>();
  const start = async (): Promise<OpenPool> => {
    const { Tinypool: Pool } = await import('tinypool');
    // What this process was started with, such as a script as text, is not for the threads.
    const pool = new Pool({ minThreads: 0, maxThreads: threads, idleTimeout, execArgv: [] });
    return new OpenPool(pool, () => (open = undefined));
  };
  const notStarted = (error: unknown): never => {
    open = undefined;
    throw error;
  };
  return {
    async run<Answer>(module: URL, task: unknown, signal?: AbortSignal): Promise<Answer> {
      const pool = await (open ??= start().catch(notStarted));
      const answer = pool.run(module, task, signal);
      running.add(answer);
      try {
        return (await answer) as Answer;
      } finally {
        running.delete(answer);
      }
    },
    async close() {
      const pool = open;
      open = undefined;
      await Promise.allSettled(running);
      // One that could not be started has been told to who asked it for something.
      await (await pool?.catch(() => undefined))?.close();
    },
  };
}

/** A pool in which a thread that ends, whatever ends it, fails what it was at: tinypool would wait for it for ever. */
class OpenPool {
  readonly #pool: Tinypool;
  readonly #onBroken: () => void;
  readonly #watched = new WeakSet<object>();
  /** What fails the tasks under way. */
  readonly #failing = new Set<(error: Error) => void>();

  constructor(pool: Tinypool, onBroken: () => void) {
    this.#pool = pool;
    this.#onBroken = onBroken;
    // A thread that failed before or between tasks.
    pool.on('error', (error: Error) => this.#break(error));
  }

  async run(module: URL, task: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    let fail!: (error: Error) => void;
    const answer = new Promise((resolve, reject) => {
      fail = reject;
      this.#pool.run(task, { filename: module.href, ...(signal && { signal }) }).then(resolve, reject);
    });
    this.#failing.add(fail);
    for (const thread of this.#pool.threads) this.#watch(thread);
    try {
      return await answer;
    } finally {
      this.#failing.delete(fail);
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  #watch(thread: Tinypool['threads'][number]): void {
    if (this.#watched.has(thread)) return;
    this.#watched.add(thread);
    thread.once('exit', (code: number) => {
      // One that the pool ended itself is no longer among its threads.
      if (this.#pool.threads.includes(thread)) this.#break(new Error(`a thread ended with code ${code}, unasked`));
    });
  }

  #break(error: Error): void {
    this.#onBroken();
    for (const fail of this.#failing) fail(error);
    void this.#pool.destroy(); // it would wait for ever for a thread that is gone
  }
}
