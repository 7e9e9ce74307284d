import type { Alerter, AlertMessage, DeliveryResult } from '../../contracts/alerter.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';

/** Why an attempt did not succeed, as plain data for events and logs. */
export interface DeliveryFailure {
  readonly code: string;
  readonly message: string;
  /** Whether another attempt can help. */
  readonly retryable: boolean;
  /** The receiver may have acted all the same: no answer came, or the connection broke after sending. */
  readonly outcomeUnknown: boolean;
  /** Milliseconds the receiver asks us to wait. */
  readonly retryAfterMs?: number;
}

/** How one attempt ended: delivered, failed, or interrupted by us before it had ended. */
export type Attempt =
  | { readonly end: 'delivered'; readonly result: DeliveryResult }
  | { readonly end: 'failed'; readonly failure: DeliveryFailure }
  | { readonly end: 'interrupted' };

/**
 * One attempt at one message on one channel. Always settles by the deadline, whatever the alerter does: throw, reject,
 * hang, or throw something that is no Error. The alerter's signal fires at the deadline and at an interruption.
 *
 * @param stop - Interrupts the attempt: the outbox is being closed.
 */
export async function attemptDelivery(
  alerter: Alerter,
  message: AlertMessage,
  idempotencyKey: string,
  { clock, timeoutMs, stop }: { readonly clock: Clock; readonly timeoutMs: number; readonly stop: AbortSignal },
): Promise<Attempt> {
  const cancel = new AbortController();
  const over = new AbortController();
  const send = async (): Promise<Attempt> => {
    const result = await alerter.send(message, { signal: cancel.signal, idempotencyKey });
    return { end: 'delivered', result: resultOf(result) };
  };
  const deadline = async (): Promise<Attempt> => {
    await clock.sleep(timeoutMs, over.signal);
    return { end: 'failed', failure: lateFailure(alerter.name, timeoutMs) };
  };
  const interruption = new Promise<Attempt>((resolve) => {
    const interrupt = () => resolve({ end: 'interrupted' });
    stop.addEventListener('abort', interrupt, { signal: over.signal });
    if (stop.aborted) interrupt();
  });
  try {
    return await Promise.race([send().catch(failedAttempt), deadline(), interruption]);
  } finally {
    // The sleeper rejects now; the race above has taken that rejection already.
    over.abort();
    cancel.abort();
  }
}

/** What an alerter said, as far as it is what the contract says. */
const resultOf = (said: DeliveryResult | void): DeliveryResult => ({
  delivery: said?.delivery === 'dry-run' ? 'dry-run' : 'sent',
  ...(typeof said?.detail === 'string' ? { detail: said.detail } : {}),
});

const failedAttempt = (thrown: unknown): Attempt => ({ end: 'failed', failure: failureOf(thrown) });

/** What an alerter threw. Anything but our own error counts as transient: it does not say. */
export function failureOf(thrown: unknown): DeliveryFailure {
  if (!DriftSenseError.is(thrown))
    return { code: 'ALERTER_FAILED', message: messageOf(thrown), retryable: true, outcomeUnknown: false };
  const { code, message, retryable, details } = thrown;
  const { retryAfterMs } = details;
  return {
    code,
    message,
    retryable,
    outcomeUnknown: details['outcomeUnknown'] === true,
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  };
}

const lateFailure = (name: string, timeoutMs: number): DeliveryFailure => ({
  code: 'ALERTER_FAILED',
  message: `alerter '${name}' did not settle within ${timeoutMs} ms`,
  retryable: true,
  outcomeUnknown: true,
});
