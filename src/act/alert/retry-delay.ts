/** Waits between attempts, in milliseconds; from `limits`. */
export interface RetryLimits {
  readonly backoffMs: number;
  readonly backoffMaxMs: number;
  readonly retryAfterMs: number;
  readonly breakerFailures: number;
  readonly breakerProbeMs: number;
}

/**
 * Milliseconds to leave a channel alone after a failed attempt. What the receiver asked for is obeyed, within reason: a
 * hostile `Retry-After` must not silence a channel. A channel that fails again and again is only probed. Else full jitter:
 * uniform between 0 and the doubled base, so that many monitors do not come back in step.
 *
 * @param failures - Consecutive failures of the channel, this one included.
 * @param attempts - Attempts at this message, this one included.
 * @param random - Uniform in [0, 1).
 * @see M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015: "full jitter".
 */
export function retryDelay(
  { failures, attempts, retryAfterMs }: { failures: number; attempts: number; retryAfterMs: number | undefined },
  random: number,
  limits: RetryLimits,
): number {
  const jittered = random * Math.min(limits.backoffMaxMs, limits.backoffMs * 2 ** (attempts - 1));
  const own = failures >= limits.breakerFailures ? limits.breakerProbeMs : jittered;
  return Math.max(own, Math.min(retryAfterMs ?? 0, limits.retryAfterMs));
}
