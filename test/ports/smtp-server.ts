import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { selfSigned } from './certificate.js';

export interface Received {
  readonly mail: ParsedMail;
  /** The recipients of the envelope, whatever the headers say. */
  readonly recipients: readonly string[];
  readonly raw: string;
  readonly secure: boolean;
}

/** A real SMTP server on 127.0.0.1 that keeps its mail, behind a wire that keeps every byte the client sent. */
export async function smtpServer(options: SMTPServerOptions = {}, tamper: Tamper = {}, pair = selfSigned()) {
  const received: Received[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    ...pair,
    onAuth({ username = '', password = '' }, _, done) {
      logins.push(`${username}:${password}`);
      done(null, { user: username });
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        void simpleParser(raw).then((mail) => {
          received.push({ mail, recipients, raw, secure: session.secure });
          done();
        });
      });
    },
    ...options,
  });
  server.on('error', () => undefined); // clients that break off are part of the tests
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const wire = await tapped((server.server.address() as AddressInfo).port, tamper);
  return {
    ca: pair.cert,
    port: wire.port,
    received: received as readonly Received[],
    logins: logins as readonly string[],
    /** Everything clients sent, as it stood on the wire. */
    sent: wire.sent,
    connections: wire.connections,
    async close() {
      await wire.close();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}

/** What a man in the middle does to texts on their way. */
export interface Tamper {
  readonly toClient?: (text: string) => string;
  /** Answers in the server's place. */
  readonly instead?: (text: string) => string | undefined;
}

async function tapped(target: number, { toClient, instead }: Tamper) {
  const sent: Buffer[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const wire: Server = createServer((client) => {
    connections += 1;
    const server = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
    client.on('data', (chunk) => {
      sent.push(chunk);
      const answer = instead?.(chunk.toString('latin1'));
      if (answer === undefined) server.write(chunk);
      else client.write(answer);
    });
    server.on('data', (chunk) => client.write(toClient === undefined ? chunk : toClient(chunk.toString('latin1'))));
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  return {
    port: (wire.address() as AddressInfo).port,
    sent: () => Buffer.concat(sent).toString('latin1'),
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => wire.close(() => resolve()));
    },
  };
}
