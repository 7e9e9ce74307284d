import type { IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import type { Http, HttpRequest, HttpResponse } from './http.js';
import { isPublicAddress } from './public-address.js';
import { aborted, failed, refused, refuseRedirect, responseOf, targetOf, timedOut } from './request-target.js';

/** Resolves a name to all its addresses. */
export type ResolveHost = (
  hostname: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

// What it needs of Node is loaded at the first request: most processes that import the library make none.
const resolveBySystem: ResolveHost = async (hostname) => {
  const { lookup } = await import('node:dns/promises');
  return lookup(hostname, { all: true });
};

/** Codes of TLS that stay as they are however often the request is sent. */
const certificateError = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS|ERR_SSL/;

/**
 * The real `Http` of Node: https only, no redirects, one connection per request, the deadline over the whole exchange, at
 * most 64 KiB of the answer read. Addresses are checked where they are used: a literal one before connecting, those of a
 * name inside the lookup whose answer the socket connects to, so that a second, different DNS answer changes nothing.
 *
 * @param options.resolve - How names are resolved. Default: as the system does.
 */
export function httpOver({ resolve }: { readonly resolve: ResolveHost }): Http {
  return { request: (request) => exchange(request, resolve) };
}

/** `Http` over the system's own name resolution. */
export const nodeHttp: Http = httpOver({ resolve: resolveBySystem });

async function exchange(request: HttpRequest, resolve: ResolveHost): Promise<HttpResponse> {
  const target = targetOf(request);
  const { url, method, body, signal, ca, timeoutMs = edgeLimits.attemptMs } = request;
  const { request: httpsRequest } = await import('node:https');
  if (signal?.aborted === true) throw aborted(url);
  return new Promise((settle, reject) => {
    const client = httpsRequest(target, {
      method,
      agent: false,
      headers: { 'accept-encoding': 'identity', ...request.headers },
      lookup: checkedLookup(request, resolve),
      ...(ca === undefined ? {} : { ca }),
    });
    // Before the TLS handshake is done not one byte of the request has left, so the receiver cannot have acted.
    let mayHaveArrived = false;
    const end = (finish: () => void) => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', abort);
      finish();
      client.destroy();
    };
    const refuse = (error: DriftSenseError) => end(() => reject(error));
    const abort = () => refuse(aborted(url));
    const deadline = setTimeout(() => refuse(timedOut(url, timeoutMs, mayHaveArrived)), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    client.on('socket', (socket) => socket.once('secureConnect', () => (mayHaveArrived = true)));
    client.on('error', (error: NodeJS.ErrnoException) => refuse(failureOf(url, error, mayHaveArrived)));
    client.on('response', (response) => {
      readPrefix(response).then(
        (chunks) => {
          const status = response.statusCode ?? 0;
          end(() => settle(responseOf(status, headersOf(response), chunks)));
        },
        (error: NodeJS.ErrnoException) => refuse(failureOf(url, error, true)),
      );
    });
    client.end(body);
  });

  /** Chunks up to the limit; a redirect is refused before any of its body is read. */
  async function readPrefix(response: IncomingMessage): Promise<Uint8Array[]> {
    refuseRedirect(url, response.statusCode ?? 0);
    const chunks: Uint8Array[] = [];
    let left: number = edgeLimits.responseBytes;
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) break;
    }
    return chunks;
  }
}

/** A lookup for the socket that hands out an answer only if every address in it is allowed. */
function checkedLookup({ url, allowPrivate }: HttpRequest, resolve: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const first = found[0];
        if (first === undefined) return callback(refused(url, 'the name has no address'), '');
        if (allowPrivate !== true && !found.every(({ address }) => isPublicAddress(address)))
          return callback(refused(url, 'expected a public address, the name leads to a private one'), '');
        return options.all === true ? callback(null, [...found]) : callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

function failureOf(url: string, error: NodeJS.ErrnoException, outcomeUnknown: boolean): DriftSenseError {
  if (DriftSenseError.is(error)) return error;
  const reason = error.code ?? error.name;
  return failed(url, reason, !certificateError.test(reason), outcomeUnknown);
}

function headersOf(response: IncomingMessage): Record<string, string> {
  const entries = Object.entries(response.headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
