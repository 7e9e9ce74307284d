import { edgeLimits } from '../edge-limits.js';
import { DriftSenseError } from '../errors.js';
import { inTime, within } from '../ports/in-time.js';
import type { LazyParts, PartsHost } from './lazy-parts.js';

/** The work of a monitor, one after another. */
export interface WorkToEnd {
  /** Resolves when all of it is done. */
  idle(): Promise<unknown>;
  /** Observed windows that wait for their turn. */
  readonly waiting: number;
  /** Takes the place of work that has not begun. */
  refuse: (() => never) | undefined;
  /** Begins the last save; none where an earlier state could not be read. */
  lastSave(): Promise<void> | undefined;
}

/**
 * Waits for what is under way, ends training, delivery and counting, has the state saved, and gives back what models hold.
 * A part that fails to end, or does not in time, is named, and the others go on. Windows whose turn has not come in time are
 * kept in the checkpoint; without a store they are told as dropped.
 *
 * @param until - Of the monotonic clock; threads that count and the last save have a second at least.
 * @throws DriftSenseError `IO_FAILED`; what the last save throws.
 */
export async function endParts(
  { options, clock, events, failed }: PartsHost,
  parts: LazyParts,
  until: number,
  work: WorkToEnd,
): Promise<void> {
  const left = (): number => Math.max(0, until - clock.monotonic());
  const { checkpoint, executor } = options;
  const all = work.idle().then(() => parts.loaded.retraining?.settled());
  await within(
    clock,
    left(),
    all.catch(() => undefined), // who asked for it has been told
  );
  if (left() === 0)
    work.refuse = () => {
      throw new DriftSenseError('ABORTED', 'the monitor ended before this began');
    };
  if (work.waiting && !checkpoint) events.emit('dropped', { what: 'windows', count: work.waiting });
  parts.loaded.retraining?.abort();
  await (await parts.opening)?.end(left());
  if (executor) {
    const who = `executor ${executor.name}`;
    const closing = (async () => executor.close())();
    const ms = Math.max(edgeLimits.lastSaveMs, left());
    await inTime(clock, `${who}, asked to close,`, closing, { ms }).catch((error: unknown) => failed(who, error));
  }
  try {
    const checkpointing = await parts.checkpointing();
    const saving = checkpointing && work.lastSave();
    if (saving) await checkpointing.last(until, saving);
  } finally {
    await parts.loaded.serving?.end(left());
  }
}
