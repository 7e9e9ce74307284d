import { edgeLimits } from '../edge-limits.js';
import type { Clock } from '../ports/clock.js';

/** Tells `late` of a listener that has not settled in time. Nobody waits for it, and it keeps no process alive. */
export async function watchListener(
  told: PromiseLike<unknown>,
  clock: Clock,
  late: (error: Error) => void,
): Promise<void> {
  const settled = new AbortController();
  const settle = (): void => settled.abort();
  told.then(settle, settle);
  const ms = edgeLimits.listenerMs;
  await clock.sleep(ms, settled.signal).then(
    () => late(new Error(`has not settled after ${ms} ms`)),
    () => {},
  );
}
