import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriftSenseError } from '../../src/errors.js';
import { fetchHttp } from '../../src/ports/fetch-http.js';
import { httpOver, nodeHttp } from '../../src/ports/http.node.js';
import type { Http, HttpResponse } from '../../src/ports/http.js';
import { answers, httpsServer, type HttpsServer } from './https-server.js';

/** Spellings of hosts inside: URL parsers undo most of them, which is why the check comes after parsing. */
const insideHosts = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.0.0.1.',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0X7F.0.0.1',
  '0177.0.0.1',
  '0177.1',
  '017700000001',
  '127.255.255.254',
  '0.0.0.0',
  '0',
  '0x0',
  '00.0',
  '１２７.０.０.１',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fd00::1]',
  '[fc00::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '10.0.0.1',
  '10.255.255.255',
  '0xa.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '3232235521',
  '100.64.0.1',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '[::ffff:169.254.169.254]',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'app.localhost',
  '8.8.8.8@127.0.0.1',
  'user:password@127.0.0.1',
] as const;

/** What a name could lead to. */
const insideAddresses = [
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '10.0.0.1',
  '172.20.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '224.0.0.251',
  '255.255.255.255',
  '198.18.0.1',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  'fe80::1%eth0',
  'fd00::1',
  'fc00::1',
  'ff02::1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '2001:db8::1',
  '100::1',
  'not an address',
] as const;

const otherSchemes = [
  'http://PORT',
  'HTTP://127.0.0.1',
  'ftp://host',
  'file:///etc/passwd',
  'data:text/plain,x',
  'javascript:0',
  'ws://host',
  '//host/path',
  'no url at all',
  '',
] as const;

let inside: HttpsServer;
let redirecting: readonly HttpsServer[];

/** Resolves to the code of the refusal. */
async function codeOf(attempt: Promise<HttpResponse>): Promise<unknown> {
  try {
    return `answered ${(await attempt).status}`;
  } catch (error) {
    return DriftSenseError.is(error) ? error.code : error;
  }
}
const ask = (http: Http, url: string) => codeOf(http.request({ url, method: 'POST', body: '{}', timeoutMs: 300_000 }));

/** A careless client: gives the location of a redirect, with no look at the address. */
const locationAt = (url: string) =>
  new Promise<string>((resolve, reject) => {
    const client = httpsRequest(url, { rejectUnauthorized: false, agent: false }, (response) => {
      response.resume();
      resolve(response.headers.location ?? '');
    });
    client.on('error', reject).end();
  });

describe('a webhook cannot reach inside', () => {
  beforeAll(async () => {
    inside = await httpsServer();
    const locations = [
      inside.url('/'),
      inside.url('/', '127.0.0.1'),
      inside.url('/', '2130706433'),
      '/internal',
      '//127.0.0.1/',
    ];
    const statuses = [301, 302, 303, 307, 308];
    redirecting = await Promise.all(
      statuses.flatMap((status) => locations.map((location) => httpsServer([answers.redirect(status, location)]))),
    );
  });
  afterAll(() => Promise.all([inside, ...redirecting].map((server) => server.close())));

  it('is asked in more than 200 ways', () => {
    const fetched = insideHosts.length + otherSchemes.length;
    expect(2 * fetched + 3 * insideAddresses.length + redirecting.length).toBeGreaterThanOrEqual(200);
  });

  describe.each([
    ['nodeHttp', nodeHttp],
    ['fetchHttp', fetchHttp],
  ])('by %s', (_, http) => {
    it.each(insideHosts)('at %s', async (host) => {
      expect(await ask(http, `https://${host}:${inside.port}/`)).toBe('HTTP_REFUSED');
    });

    it.each(otherSchemes)('by %j', async (url) => {
      expect(await ask(http, url.replace('PORT', `127.0.0.1:${inside.port}`))).toBe('HTTP_REFUSED');
    });
  });

  it.each(insideAddresses)('by a name that leads to %s, alone or beside a public address', async (address) => {
    const bad = { address, family: address.includes(':') ? 6 : 4 };
    const good = { address: '8.8.8.8', family: 4 };
    for (const found of [[bad], [good, bad], [bad, good]])
      expect(await ask(httpOver({ resolve: async () => found }), `https://hooks.test:${inside.port}/`)).toBe(
        'HTTP_REFUSED',
      );
  });

  it('by a name that leads elsewhere at a second look: there is only one look', async () => {
    let looks = 0;
    const resolve = async () => {
      looks += 1;
      return [{ address: looks === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    const own = await httpsServer();
    const { status } = await httpOver({ resolve }).request({
      url: own.url(),
      method: 'POST',
      body: '{}',
      allowPrivate: true,
      ca: own.ca,
    });
    await own.close();
    expect([status, looks]).toEqual([200, 1]);
  });

  it('by a redirect', async () => {
    for (const server of redirecting) {
      const request = { url: server.url(), method: 'POST', body: '{}', allowPrivate: true, ca: server.ca } as const;
      expect(await codeOf(nodeHttp.request(request))).toBe('HTTP_REFUSED');
      expect(server.requests.map(({ path }) => path)).toEqual(['/']);
    }
  });

  it('was not reached by any of these', () => {
    expect(inside.connections()).toBe(0);
  });

  it('would be reached by a client that follows redirects: the listener does notice', async () => {
    const first = redirecting[0] as HttpsServer;
    await locationAt(await locationAt(first.url()));
    expect(inside.requests.length).toBe(1);
  });
});
