import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DriftSenseError } from '../../src/errors.js';
import { edgeLimits } from '../../src/edge-limits.js';
import { fetchHttp } from '../../src/ports/fetch-http.js';
import type { HttpRequest } from '../../src/ports/http.js';
import { answers, httpsServer, type Answer, type HttpsServer } from './https-server.js';

const token = 'T0ken-in-the-path';
const open: HttpsServer[] = [];
const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

async function serverWith(...script: Answer[]): Promise<HttpsServer> {
  const server = await httpsServer(script);
  open.push(server);
  return server;
}
const request = (server: HttpsServer, more: Partial<HttpRequest> = {}) =>
  fetchHttp.request({ url: server.url(`/${token}`), method: 'POST', body: '{}', allowPrivate: true, ...more });
async function failure(attempt: Promise<unknown>): Promise<DriftSenseError> {
  const error: unknown = await attempt.then(
    () => expect.fail('expected a refusal'),
    (thrown: unknown) => thrown,
  );
  if (!DriftSenseError.is(error)) throw error;
  expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(token);
  return error;
}

describe('fetchHttp', () => {
  // fetch takes no certificate authority, so for these servers of our own the check is off.
  beforeAll(() => void (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'));
  afterAll(async () => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    await Promise.all(open.map((server) => server.close()));
  });

  it('posts and gives status, headers and body', async () => {
    const server = await serverWith(answers.status(429, { 'Retry-After': '3' }, 'slow down'));
    const headers = { 'idempotency-key': 'k' };
    expect(await request(server, { headers })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '3' },
      body: 'slow down',
    });
    expect(server.requests[0]).toMatchObject({ method: 'POST', body: '{}', headers });
  });

  it('reads no more than 64 KiB of an endless answer', async () => {
    expect((await request(await serverWith(answers.endless))).body.length).toBe(edgeLimits.responseBytes);
  });

  it.each([301, 302, 303, 307, 308])('refuses redirect %i and never goes there', async (status) => {
    const inside = await serverWith(answers.ok);
    const error = await failure(request(await serverWith(answers.redirect(status, inside.url('/internal')))));
    expect(error).toMatchObject({ code: 'HTTP_REFUSED', retryable: false });
    expect(inside.connections()).toBe(0);
  });

  it('ends hanging and dripping exchanges at the deadline', async () => {
    for (const answer of [answers.hang, answers.drip]) {
      const error = await failure(request(await serverWith(answer), { timeoutMs: 60 }));
      expect(error).toMatchObject({ code: 'HTTP_TIMEOUT', retryable: true, details: { outcomeUnknown: true } });
    }
  });

  it('tells a connection that broke from one that never was', async () => {
    expect(await failure(request(await serverWith(answers.reset)))).toMatchObject({
      code: 'HTTP_FAILED',
      retryable: true,
      details: { outcomeUnknown: true },
    });
    const gone = await httpsServer();
    await gone.close();
    expect((await failure(request(gone))).details).toMatchObject({ reason: 'ECONNREFUSED', outcomeUnknown: false });
  });

  it.each([
    ['Node', { cause: { code: 'ENOTFOUND', message: '' } }, 'ENOTFOUND', false],
    ['Bun', { code: 'ECONNREFUSED' }, 'ECONNREFUSED', false],
    [
      'Deno',
      { cause: { message: `for url (https://h/${token}): client error (Connect): dns error` } },
      'no connection',
      false,
    ],
    ['Deno, after sending', { cause: { message: 'client error (SendRequest): closed' } }, 'network error', true],
    ['a browser', {}, 'network error', true],
  ])('knows from %s whether anything was sent', async (_, fault, reason, outcomeUnknown) => {
    const platform = vi.spyOn(globalThis, 'fetch').mockRejectedValue(Object.assign(new TypeError('failed'), fault));
    const attempt = fetchHttp.request({ url: `https://example.com/${token}`, method: 'POST' });
    expect((await failure(attempt)).details).toMatchObject({ reason, outcomeUnknown });
    platform.mockRestore();
  });

  it('can be aborted', async () => {
    const server = await serverWith(answers.hang);
    const stop = new AbortController();
    const running = failure(request(server, { signal: stop.signal }));
    while (server.requests.length === 0) await new Promise(setImmediate);
    stop.abort();
    expect((await running).code).toBe('ABORTED');
    expect((await failure(request(server, { signal: stop.signal }))).code).toBe('ABORTED');
  });

  it('says that it takes no certificate authority', async () => {
    const server = await serverWith(answers.ok);
    expect((await failure(request(server, { ca: server.ca }))).message).toContain('nodeHttp');
    expect(server.connections()).toBe(0);
  });
});
