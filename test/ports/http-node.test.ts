import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DriftSenseError } from '../../src/errors.js';
import { edgeLimits } from '../../src/edge-limits.js';
import { httpOver, nodeHttp } from '../../src/ports/http.node.js';
import type { HttpRequest } from '../../src/ports/http.js';
import { selfSigned } from './certificate.js';
import { answers, httpsServer, type Answer, type HttpsServer } from './https-server.js';

const token = 'T0ken-in-the-path';
let open: HttpsServer[] = [];
const pair = selfSigned();

async function serverWith(...script: Answer[]): Promise<HttpsServer> {
  const server = await httpsServer(script, pair);
  open.push(server);
  return server;
}
const request = (server: HttpsServer, more: Partial<HttpRequest> = {}) =>
  nodeHttp.request({
    url: server.url(`/hook/${token}?key=${token}`),
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
    allowPrivate: true,
    ca: server.ca,
    ...more,
  });
async function failure(attempt: Promise<unknown>): Promise<DriftSenseError> {
  const error: unknown = await attempt.then(
    (value) => expect.fail(`expected a refusal, came ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!DriftSenseError.is(error)) throw error;
  expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(token);
  return error;
}

describe('nodeHttp', () => {
  beforeAll(() => {
    open = [];
  });
  afterEach(() => void vi.useRealTimers());
  afterAll(() => Promise.all(open.map((server) => server.close())));

  it('posts body and headers and gives status, headers and body', async () => {
    const server = await serverWith(answers.status(202, { 'X-Answer': 'yes' }, 'é accepted'));
    expect(await request(server)).toMatchObject({ status: 202, headers: { 'x-answer': 'yes' }, body: 'é accepted' });
    expect(server.requests).toMatchObject([{ method: 'POST', path: `/hook/${token}?key=${token}`, body: '{"a":1}' }]);
    expect(server.requests[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '7' });
  });

  it.each([429, 500, 404])('gives back status %i as an answer', async (status) => {
    const server = await serverWith(answers.status(status, { 'retry-after': '7' }));
    expect(await request(server)).toMatchObject({ status, headers: { 'retry-after': '7' } });
  });

  it('reads no more than 64 KiB of an endless answer', async () => {
    const { body } = await request(await serverWith(answers.endless));
    expect(body.length).toBe(edgeLimits.responseBytes);
  });

  it.each([301, 302, 303, 307, 308, 300, 304])('refuses redirect %i and never goes there', async (status) => {
    const inside = await serverWith(answers.ok);
    const server = await serverWith(answers.redirect(status, inside.url('/internal')));
    const error = await failure(request(server));
    expect(error).toMatchObject({ code: 'HTTP_REFUSED', retryable: false });
    expect([server.requests.length, inside.connections()]).toEqual([1, 0]);
  });

  it.each([
    ['a hanging exchange', answers.hang],
    ['one whose body never ends', answers.drip],
  ])('ends %s at the deadline, not before, not knowing whether it arrived', async (_, answer) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await serverWith(answer);
    let ended = false;
    const failing = failure(request(server, { timeoutMs: 60 })).finally(() => (ended = true));
    while (server.requests.length === 0) await new Promise(setImmediate);
    vi.advanceTimersByTime(59);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(ended).toBe(false);
    vi.advanceTimersByTime(1);
    const details = { outcomeUnknown: true };
    expect(await failing).toMatchObject({ code: 'HTTP_TIMEOUT', retryable: true, details });
  });

  it('says of a handshake that is not over at the deadline that nothing was sent', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const url = `https://127.0.0.1:${port}/${token}`;
    const failing = failure(nodeHttp.request({ url, method: 'POST', allowPrivate: true, timeoutMs: 60 }));
    const [socket] = (await once(silent, 'connection')) as [Socket];
    vi.advanceTimersByTime(60);
    expect(await failing).toMatchObject({ code: 'HTTP_TIMEOUT', details: { outcomeUnknown: false } });
    socket.destroy();
    silent.close();
  });

  it('says that a reset is worth another try, and that the outcome is unknown', async () => {
    for (const answer of [answers.reset, answers.cut]) {
      const error = await failure(request(await serverWith(answer)));
      expect(error).toMatchObject({ code: 'HTTP_FAILED', retryable: true, details: { outcomeUnknown: true } });
    }
  });

  it('says of a closed port that nothing was sent', async () => {
    const server = await httpsServer();
    await server.close();
    const error = await failure(request(server));
    expect(error).toMatchObject({
      code: 'HTTP_FAILED',
      retryable: true,
      details: { reason: 'ECONNREFUSED', outcomeUnknown: false },
    });
  });

  it('says of an unknown name that nothing was sent', async () => {
    const resolve = async () => {
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${token}`), { code: 'ENOTFOUND' });
    };
    const error = await failure(httpOver({ resolve }).request({ url: `https://no-such.test/${token}`, method: 'GET' }));
    expect(error).toMatchObject({ code: 'HTTP_FAILED', details: { reason: 'ENOTFOUND', outcomeUnknown: false } });
  });

  it('refuses a certificate it does not know, or for another name, for good', async () => {
    const server = await serverWith(answers.ok);
    const other = await httpsServer([answers.ok], selfSigned('other.test'));
    open.push(other);
    for (const attempt of [failure(request(server, { ca: other.ca })), failure(request(other))])
      expect(await attempt).toMatchObject({
        code: 'HTTP_FAILED',
        retryable: false,
        details: { outcomeUnknown: false },
      });
    expect([server.requests, other.requests]).toEqual([[], []]);
  });

  it('can be aborted before and while the answer is awaited', async () => {
    const server = await serverWith(answers.hang);
    const stop = new AbortController();
    const running = failure(request(server, { signal: stop.signal }));
    while (server.requests.length === 0) await new Promise(setImmediate);
    stop.abort();
    expect((await running).code).toBe('ABORTED');
    expect((await failure(request(server, { signal: stop.signal }))).code).toBe('ABORTED');
    expect(server.requests.length).toBe(1);
  });
});
