import type { DeliveryContext } from '../../../contracts/alerter.js';
import { DriftSenseError } from '../../../errors.js';
import { edgeLimits } from '../../../edge-limits.js';
import type { Http, HttpResponse } from '../../../ports/http.js';
import { originOf, redact, secretsOfUrl, type Secret } from '../../../secret.js';
import { clip } from '../plain-text.js';
import { visible } from './block-text.js';

/** Where and how a channel posts. */
export interface PostTarget {
  readonly http: Http;
  readonly url: Secret;
  readonly headers?: Readonly<Record<string, Secret>>;
  readonly allowPrivate?: boolean | undefined;
  readonly ca?: string | undefined;
}

/** Statuses after which the same message may be taken later. */
const passing = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * Posts JSON and takes any status below 300 for success.
 *
 * @throws DriftSenseError `HTTP_STATUS` with `details.status` and, where the receiver asks for a pause,
 *   `details.retryAfterMs`; `HTTP_REFUSED`, `HTTP_FAILED`, `HTTP_TIMEOUT` from the port. The address appears as its origin
 *   only, and not at all in what the receiver answered.
 */
export async function postJson(target: PostTarget, body: unknown, context: DeliveryContext): Promise<void> {
  const { http, url, headers = {}, allowPrivate, ca } = target;
  const secrets = [...secretsOfUrl(url.reveal()), ...Object.values(headers)];
  const response = await http.request({
    url: url.reveal(),
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': context.idempotencyKey,
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])),
    },
    body: JSON.stringify(body),
    signal: context.signal,
    timeoutMs: edgeLimits.attemptMs,
    ...(allowPrivate === undefined ? {} : { allowPrivate }),
    ...(ca === undefined ? {} : { ca }),
  });
  if (response.status >= 200 && response.status < 300) return;
  throw statusError(response, originOf(url.reveal()), secrets);
}

function statusError(response: HttpResponse, origin: string, secrets: readonly Secret[]): DriftSenseError {
  const { status, body } = response;
  // Redacted before it is cut: half a secret would no longer be recognised.
  const said = clip(visible(redact(body, secrets)).replaceAll(/\s+/g, ' ').trim(), 200);
  const retryAfterMs = retryAfterOf(response);
  return new DriftSenseError('HTTP_STATUS', `${origin} answered ${status}${said === '' ? '' : `: ${said}`}`, {
    retryable: passing(status),
    details: { origin, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  });
}

/** Milliseconds of `Retry-After` (RFC 9110, 10.2.3): seconds, or a date, which is measured against the receiver's own clock. */
function retryAfterOf({ headers }: HttpResponse): number | undefined {
  const asked = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(asked)) return 1_000 * Number(asked);
  // The one form of date that HTTP allows; Date.parse alone takes nearly anything for a date.
  const wait = asked.endsWith('GMT') ? Date.parse(asked) - Date.parse(headers['date'] ?? '') : Number.NaN;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
