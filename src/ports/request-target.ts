import { DriftSenseError } from '../errors.js';
import { originOf } from '../secret.js';
import type { HttpResponse } from './http.js';
import { isAddress, isPublicAddress } from './public-address.js';

/** A request that is not sent, or an answer that is not followed. Names the origin only. */
export const refused = (url: string, why: string): DriftSenseError =>
  new DriftSenseError('HTTP_REFUSED', `${originOf(url)}: ${why}`, { details: { origin: originOf(url) } });

/** Where a request goes. */
interface Target {
  readonly url: string;
  readonly allowPrivate?: boolean | undefined;
}

/**
 * Checks what can be checked before any name is resolved: https, no user or password inside, no private literal address.
 *
 * @throws DriftSenseError `HTTP_REFUSED`. Built without a cause: the error of the URL parser carries the address.
 */
export function targetOf({ url, allowPrivate }: Target): URL {
  if (!URL.canParse(url)) throw refused(url, 'expected an https address');
  const target = new URL(url);
  if (target.protocol !== 'https:') throw refused(url, 'expected https');
  if (target.username !== '' || target.password !== '')
    throw refused(url, 'expected no user or password in the address; pass them in a header');
  if (allowPrivate !== true && isPrivateHost(target.hostname)) throw refused(url, 'expected a public address');
  return target;
}

/** A literal private address, or a name that is loopback by definition (RFC 6761). */
const isPrivateHost = (hostname: string): boolean =>
  isAddress(hostname) ? !isPublicAddress(hostname.replaceAll(/[[\]]/g, '')) : /(?:^|\.)localhost\.?$/.test(hostname);

/** Redirects are never followed: each would need the checks anew, and a webhook has no reason to move. */
export function refuseRedirect(url: string, status: number): void {
  if (status >= 300 && status < 400) throw refused(url, `expected an answer, came a redirect (${status})`);
}

/** No complete answer in time. Whether the receiver acted is not known. */
export const timedOut = (url: string, ms: number, outcomeUnknown: boolean): DriftSenseError =>
  new DriftSenseError('HTTP_TIMEOUT', `${originOf(url)}: no complete answer within ${ms} ms`, {
    retryable: true,
    details: { origin: originOf(url), timeoutMs: ms, outcomeUnknown },
  });

/** The exchange broke off. `reason` is the code of the platform's error, never its text, which may hold the address. */
export const failed = (url: string, reason: string, retryable: boolean, outcomeUnknown: boolean): DriftSenseError =>
  new DriftSenseError('HTTP_FAILED', `${originOf(url)}: the request failed (${reason})`, {
    retryable,
    details: { origin: originOf(url), reason, outcomeUnknown },
  });

export const aborted = (url: string): DriftSenseError =>
  new DriftSenseError('ABORTED', `${originOf(url)}: the request was aborted`, { details: { origin: originOf(url) } });

/** The collected chunks as text, for as much of the body as was read. */
export function responseOf(
  status: number,
  headers: Readonly<Record<string, string>>,
  chunks: readonly Uint8Array[],
): HttpResponse {
  const decoder = new TextDecoder();
  const body = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
  return { status, headers, body };
}
