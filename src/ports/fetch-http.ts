import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import type { Http, HttpRequest, HttpResponse } from './http.js';
import { aborted, failed, refused, refuseRedirect, responseOf, targetOf, timedOut } from './request-target.js';

/** Reasons that say for certain that nothing was sent. */
const nothingSent = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'no connection']);

/**
 * `Http` over the platform's `fetch`, for browsers and the edge: https only, no redirects, the deadline over the whole
 * exchange, at most 64 KiB of the answer read. A literal private address is refused, but what a *name* leads to cannot be
 * seen from here, nor can a certificate authority be added: in Node the channels use `nodeHttp` of `driftsense/node`.
 */
export const fetchHttp: Http = { request: exchange };

async function exchange(request: HttpRequest): Promise<HttpResponse> {
  const target = targetOf(request);
  const { url, method, body, signal, timeoutMs = edgeLimits.attemptMs } = request;
  if (request.ca !== undefined) throw refused(url, 'fetch takes no certificate authority; use nodeHttp');
  if (signal?.aborted === true) throw aborted(url);
  const stop = new AbortController();
  const abort = () => stop.abort();
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    stop.abort();
  }, timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const response = await fetch(target, {
      method,
      signal: stop.signal,
      // Not 'error': that makes a redirect look like a broken network, and Cloudflare's fetch does not know it.
      redirect: 'manual',
      credentials: 'omit',
      ...(request.headers === undefined ? {} : { headers: request.headers }),
      ...(body === undefined ? {} : { body }),
    });
    if (response.type === 'opaqueredirect') refuseRedirect(url, 302);
    refuseRedirect(url, response.status);
    return responseOf(response.status, Object.fromEntries(response.headers), await readPrefix(response));
  } catch (error) {
    if (DriftSenseError.is(error)) throw error;
    if (late) throw timedOut(url, timeoutMs, true);
    if (stop.signal.aborted) throw aborted(url);
    const reason = reasonOf(error as Fault);
    throw failed(url, reason, true, !nothingSent.has(reason));
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', abort);
    stop.abort();
  }
}

interface Fault {
  readonly code?: unknown;
  readonly cause?: { readonly code?: unknown; readonly message?: string };
}

/** Node gives a code in the cause, Bun in the error, Deno none, but says so in the text when it did not come to a connection. */
function reasonOf({ code, cause }: Fault): string {
  const said = cause?.code ?? code;
  if (typeof said === 'string') return said;
  return cause?.message?.includes('client error (Connect)') === true ? 'no connection' : 'network error';
}

async function readPrefix({ body }: Response): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  if (body === null) return chunks;
  const reader = body.getReader();
  for (let left: number = edgeLimits.responseBytes; left > 0;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value.subarray(0, left));
    left -= value.length;
  }
  return chunks;
}
