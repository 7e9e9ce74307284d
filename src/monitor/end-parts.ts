import { edgeLimits } from '../edge-limits.js';
import { inTime } from '../ports/in-time.js';
import type { LazyParts, PartsHost } from './lazy-parts.js';

/**
 * Ends training, delivery and counting, has the state saved, and gives back what models hold. A part that fails to end, or
 * does not in time, is named, and the others go on.
 *
 * @param until - Of the monotonic clock; threads that count and the last save have a second at least.
 * @param save - Begins the last save; none where an earlier state could not be read.
 * @throws DriftSenseError `IO_FAILED`; what the last save throws.
 */
export async function endParts(
  { options, clock, failed }: PartsHost,
  parts: LazyParts,
  until: number,
  save: () => Promise<void> | undefined,
): Promise<void> {
  const left = (): number => Math.max(0, until - clock.monotonic());
  const { executor } = options;
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
    const saving = checkpointing && save();
    if (saving) await checkpointing.last(until, saving);
  } finally {
    await parts.loaded.serving?.end(left());
  }
}
