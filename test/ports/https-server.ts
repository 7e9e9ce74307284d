import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { selfSigned } from './certificate.js';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const ok: Answer = (response) => response.end('ok');
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body);
const redirect = (code: number, location: string): Answer => status(code, { location });
const hang: Answer = () => undefined;
const reset: Answer = (response) => response.socket?.destroy();
/** Breaks off after part of the body. */
const cut: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('half', () => response.socket?.destroy());
};
const endless: Answer = (response) => {
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};
/** One byte, then no more. */
const drip: Answer = (response) => {
  response.writeHead(200);
  response.write('x');
};

/** Answers with everything that was asked, in several spellings, as a careless receiver's error page does. */
const echo =
  (code: number): Answer =>
  (response, { url = '', headers }) => {
    const key = String(headers['authorization'] ?? headers['x-key'] ?? '');
    const forms = [
      url,
      decodeURIComponent(url),
      JSON.stringify(headers),
      key,
      encodeURIComponent(key),
      Buffer.from(key).toString('base64'),
    ];
    response.writeHead(code, { 'retry-after': '0' }).end(`cannot take ${forms.join(' ')}`);
  };

/** How a receiver may behave. */
export const answers = { ok, status, redirect, hang, reset, cut, endless, drip, echo };

/** An HTTPS server on 127.0.0.1 that answers from a script; the last answer repeats. */
export async function httpsServer(script: readonly Answer[] = [answers.ok], pair = selfSigned()) {
  const requests: Arrived[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer(pair, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      requests.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      (script[requests.length - 1] ?? script.at(-1) ?? answers.ok)(response, request);
    });
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    ca: pair.cert,
    /** Address of a path on it. */
    url: (path = '/', host = 'localhost') => `https://${host}:${port}${path}`,
    requests: requests as readonly Arrived[],
    /** TCP connections so far, also those on which no request came. */
    connections: () => connections,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
export type HttpsServer = Awaited<ReturnType<typeof httpsServer>>;
