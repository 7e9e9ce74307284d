import * as z from 'zod/mini';
import { DriftSenseError, messageOf } from '../errors.js';
import { parseOptions } from '../options.js';
import type { Clock } from '../ports/clock.js';
import { systemClock } from '../ports/system-clock.js';
import { parseDuration } from '../source/duration.js';
import { periods } from '../source/periods.js';
import { attempt } from '../unawaited.js';

const scheduleOptions = z.strictObject({
  every: z.string(),
  timeZone: z.optional(z.string()),
  missed: z._default(z.enum(['skip', 'catch-up']), 'skip'),
  clock: z._default(
    z.custom<Clock>((value) => typeof value === 'object' && value !== null),
    systemClock,
  ),
  onError: z.optional(z.custom<(error: DriftSenseError) => void>((value) => typeof value === 'function')),
});

/** When a task is run. */
export interface ScheduleOptions {
  /** Length of a period, such as `15m`, `1h`, `1d`: the task runs at the end of each, by the calendar. */
  readonly every: string;
  /** IANA zone of the calendar. Default UTC. */
  readonly timeZone?: string;
  /**
   * What becomes of periods that end while the task still runs, or while the machine sleeps: `skip` runs it once for the
   * newest, `catch-up` once for each, one after another. Default `skip`.
   */
  readonly missed?: 'skip' | 'catch-up';
  /** The time. Default the machine's. */
  readonly clock?: Clock;
  /** Told of a run that failed. Default: `stop` throws the first one, as it throws what this throws. The next run comes all the same. */
  readonly onError?: (error: DriftSenseError) => void;
}

/** A task that is run by the clock. */
export interface Schedule {
  /** Runs that were done, and periods that were skipped. */
  readonly counts: { readonly runs: number; readonly skipped: number; readonly failed: number };
  /** No further run begins; resolves when the one under way is done. */
  stop(): Promise<void>;
}

/**
 * Runs a task at the end of each period, one run at a time; keeps no process alive.
 *
 * @param task - Told the end of the period, in epoch milliseconds.
 * @throws DriftSenseError `OPTION_INVALID`.
 * @example
 * const hourly = schedule(() => monitor.tick(), { every: '1h' });
 * await hourly.stop();
 */
export function schedule(task: (periodEnd: number) => Promise<unknown> | unknown, options: ScheduleOptions): Schedule {
  const { every, timeZone, missed, clock, onError } = parseOptions(scheduleOptions, options, 'schedule');
  const periodOf = periods(parseDuration(every), timeZone);
  const stopped = new AbortController();
  const counts = { runs: 0, skipped: 0, failed: 0 };
  let untold: { readonly error: unknown } | undefined;
  const keep = (error: unknown): void => void (untold ??= { error });

  async function runOnce(periodEnd: number): Promise<void> {
    try {
      await task(periodEnd);
      counts.runs++;
    } catch (error) {
      counts.failed++;
      const failure = DriftSenseError.is(error)
        ? error
        : new DriftSenseError('INTERNAL', `the scheduled task failed: ${messageOf(error)}`, { cause: error });
      attempt(() => (onError ?? keep)(failure), keep);
    }
  }

  async function loop(): Promise<void> {
    for (let due = periodOf(clock.now()).to; ;) {
      while (clock.now() < due) await clock.sleep(due - clock.now(), stopped.signal);
      if (missed === 'skip')
        for (let next = periodOf(due).to; next <= clock.now(); next = periodOf(due).to) {
          counts.skipped++;
          due = next;
        }
      await runOnce(due);
      if (stopped.signal.aborted) return;
      due = periodOf(due).to;
    }
  }

  const running = loop().catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error;
  });
  running.catch(() => undefined); // whoever stops it is told
  return {
    counts,
    async stop() {
      stopped.abort();
      await running;
      if (untold) throw untold.error;
    },
  };
}
