import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DriftSenseError } from '../../src/errors.js';
import { memoryLogger } from '../../src/ports/logger.js';
import { nodemailerMail, type NodemailerMailOptions } from '../../src/ports/mail.node.js';
import { Secret } from '../../src/secret.js';
import { selfSigned } from './certificate.js';
import { smtpServer, type Tamper } from './smtp-server.js';

const password = 'correct horse battery';
const message = {
  from: 'Drift <drift@firm.test>',
  to: ['ops@firm.test', 'ml@firm.test'],
  subject: 'Größe: drift began',
  text: 'Línea uno\nline two\n',
  messageId: '<key-1@driftsense.invalid>',
};
type Running = Awaited<ReturnType<typeof smtpServer>>;
const running: Running[] = [];

async function server(options: SMTPServerOptions = {}, tamper: Tamper = {}): Promise<Running> {
  const started = await smtpServer(options, tamper);
  running.push(started);
  return started;
}
const mailTo = ({ port, ca }: Running, more: Partial<NodemailerMailOptions> = {}) =>
  nodemailerMail({
    host: 'localhost',
    port,
    ca,
    username: 'drift',
    password: new Secret(password),
    timeoutMs: 300_000,
    ...more,
  });

async function failure(attempt: Promise<unknown>): Promise<DriftSenseError> {
  const error: unknown = await attempt.then(
    () => expect.fail('expected a failure'),
    (thrown: unknown) => thrown,
  );
  if (!DriftSenseError.is(error)) throw error;
  expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(password);
  return error;
}
/** The forms in which the password would travel: as it is, in AUTH LOGIN, in AUTH PLAIN. */
const passwordForms = [password, `\0drift\0${password}`].flatMap((text) => [
  text,
  Buffer.from(text).toString('base64'),
]);
const passwordOnWire = ({ sent }: Running) => passwordForms.filter((form) => sent().includes(form));

const stripStarttls = (text: string) => text.replace(/(250[ -])STARTTLS/, '$1XNOTHING');

const refuseStarttls = (text: string) => (text.startsWith('STARTTLS') ? '454 TLS not available\r\n' : undefined);

const playStarttls = (text: string) =>
  text.startsWith('STARTTLS') ? '220 go ahead\r\n' : text.startsWith('\x16') ? '220 what?\r\n' : undefined;

const withWrongOptions = () => nodemailerMail({ host: '', port: 'many', tls: true } as never);

describe('nodemailerMail', () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((started) => started.close()));
  });

  it('delivers over STARTTLS, one mail for all recipients, and the password only inside TLS', async () => {
    const smtp = await server();
    await mailTo(smtp).send(message);
    const [received] = smtp.received;
    expect(smtp.received.length).toBe(1);
    expect(received).toMatchObject({ secure: true, recipients: message.to });
    expect(received?.mail.subject).toBe(message.subject);
    expect(received?.mail.text).toBe(message.text);
    expect(received?.mail.messageId).toBe(message.messageId);
    expect(received?.mail.from?.text).toBe('"Drift" <drift@firm.test>');
    expect(smtp.logins).toEqual([`drift:${password}`]);
    expect(passwordOnWire(smtp)).toEqual([]);
  });

  it('delivers over TLS from the first byte', async () => {
    const smtp = await server({ secure: true });
    await mailTo(smtp, { secure: true }).send(message);
    expect(smtp.received.length).toBe(1);
    expect(smtp.sent()).not.toMatch(/EHLO/);
  });

  it('takes the port as text', async () => {
    const smtp = await server();
    await mailTo(smtp, { port: String(smtp.port) }).send(message);
    expect(smtp.received.length).toBe(1);
  });

  it('refuses a server without STARTTLS before a byte of the password', async () => {
    const smtp = await server({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'], authOptional: true });
    expect(await failure(mailTo(smtp).send(message))).toMatchObject({ code: 'MAIL_INSECURE', retryable: false });
    expect(smtp.sent()).toContain('EHLO');
    expect([passwordOnWire(smtp), smtp.logins, smtp.received]).toEqual([[], [], []]);
  });

  it('refuses when somebody on the way takes STARTTLS out', async () => {
    const smtp = await server({ authOptional: true }, { toClient: stripStarttls, instead: refuseStarttls });
    expect((await failure(mailTo(smtp).send(message))).code).toBe('MAIL_INSECURE');
    expect([passwordOnWire(smtp), smtp.received]).toEqual([[], []]);
  });

  it('gives nothing to somebody on the way who only plays STARTTLS', async () => {
    const smtp = await server({ authOptional: true }, { instead: playStarttls });
    expect((await failure(mailTo(smtp).send(message))).code).toMatch(/MAIL_(?:FAILED|INSECURE)/);
    expect([passwordOnWire(smtp), smtp.received]).toEqual([[], []]);
  });

  it.each([
    ['an unknown certificate', { ca: selfSigned().cert }],
    ['no certificate authority of ours', { ca: undefined }],
  ])('refuses %s for good, without a byte of the password', async (_, { ca }) => {
    const smtp = await server();
    const { port } = smtp;
    const options = { host: 'localhost', port, username: 'drift', password, ...(ca === undefined ? {} : { ca }) };
    expect(await failure(nodemailerMail(options).send(message))).toMatchObject({
      code: 'MAIL_FAILED',
      retryable: false,
    });
    expect([passwordOnWire(smtp), smtp.logins, smtp.received]).toEqual([[], [], []]);
  });

  it('refuses a certificate for another name', async () => {
    const pair = selfSigned('mail.other.test');
    const smtp = await server(pair);
    const error = await failure(mailTo(smtp, { ca: pair.cert }).send(message));
    expect(error).toMatchObject({ code: 'MAIL_FAILED', retryable: false });
    expect(smtp.logins).toEqual([]);
  });

  it('sends in clear only when told to, and says so loudly', async () => {
    const smtp = await server({
      hideSTARTTLS: true,
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
    });
    const logger = memoryLogger();
    const mail = mailTo(smtp, { requireTls: false, logger });
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { code: 'MAIL_INSECURE' } }]);
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    mailTo(smtp, { requireTls: false });
    expect(await warned).toMatchObject({ name: 'DriftSenseWarning', code: 'MAIL_INSECURE' });
    await mail.send(message);
    expect(smtp.received).toMatchObject([{ secure: false }]);
    // The control of the tests above: the wire does show a password that travels in clear.
    expect(passwordOnWire(smtp).length).toBeGreaterThan(0);
  });

  it('does not repeat the password when the server does, and does not try again', async () => {
    const smtp = await server({
      onAuth: (_, __, done) =>
        done(Object.assign(new Error(`no login ${passwordForms.join(' ')}`), { responseCode: 535 })),
    });
    const error = await failure(mailTo(smtp).send(message));
    expect(error).toMatchObject({ code: 'MAIL_FAILED', retryable: false, details: { responseCode: 535 } });
    expect(error.message).toContain('the login was refused (535)');
    expect(passwordForms.filter((form) => error.message.includes(form))).toEqual([]);
  });

  it('says that a server that is busy is worth another try', async () => {
    const smtp = await server({
      onMailFrom: (_, __, done) => done(Object.assign(new Error('try later'), { responseCode: 451 })),
    });
    expect(await failure(mailTo(smtp).send(message))).toMatchObject({ code: 'MAIL_FAILED', retryable: true });
  });

  it('says when only some recipients were taken', async () => {
    const smtp = await server({
      onRcptTo: ({ address }, _, done) => (address.startsWith('ml') ? done(new Error('who?')) : done()),
    });
    const error = await failure(mailTo(smtp).send(message));
    expect(error).toMatchObject({ code: 'MAIL_FAILED', retryable: false });
    expect(error.message).toContain('1 of 2 recipients');
    expect(smtp.received[0]?.recipients).toEqual(['ops@firm.test']);
  });

  it('says of a closed port that nothing was sent', async () => {
    const smtp = await smtpServer();
    await smtp.close();
    const error = await failure(mailTo(smtp).send(message));
    expect(error).toMatchObject({
      code: 'MAIL_FAILED',
      retryable: true,
      details: { reason: 'ECONNREFUSED', outcomeUnknown: false },
    });
  });

  const stages = ['EHLO', 'STARTTLS', 'tls'] as const;
  it.each(stages)('ends at the deadline, by abort and by close when the server falls silent at %s', async (stage) => {
    const silent = (text: string) =>
      (stage === 'tls' ? text.startsWith('\x16') : text.startsWith(stage)) ? '' : undefined;
    const smtp = await server({}, { instead: silent });
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on('uncaughtException', note).on('unhandledRejection', note);
    const late = await failure(mailTo(smtp, { timeoutMs: 500 }).send(message));
    expect(late).toMatchObject({ code: 'MAIL_FAILED', retryable: true, details: { outcomeUnknown: true } });

    const stop = new AbortController();
    const connected = smtp.connections();
    const aborting = failure(mailTo(smtp).send(message, { signal: stop.signal }));
    while (smtp.connections() < connected + 1) await new Promise(setImmediate);
    stop.abort();
    expect((await aborting).code).toBe('ABORTED');
    expect((await failure(mailTo(smtp).send(message, { signal: stop.signal }))).code).toBe('ABORTED');

    const mail = mailTo(smtp);
    const closing = failure(mail.send(message));
    while (smtp.connections() < connected + 2) await new Promise(setImmediate);
    await mail.close?.();
    expect((await closing).code).toBe('ABORTED');
    await new Promise(setImmediate);
    process.off('uncaughtException', note).off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it.each([
    ['from', { from: 'a@firm.test\r\nBcc: x@evil.test' }],
    ['to', { to: ['a@firm.test\nBcc: x@evil.test'] }],
    ['subject', { subject: 'hello\r\nBcc: x@evil.test' }],
    ['messageId', { messageId: '<a@b>\r\nX: y' }],
  ])('refuses a line break in %s before connecting', async (header, part) => {
    const smtp = await server();
    expect((await failure(mailTo(smtp).send({ ...message, ...part }))).message).toContain(`'${header}'`);
    expect(smtp.connections()).toBe(0);
  });

  it('names every wrong option at once', () => {
    expect(withWrongOptions).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
    expect(withWrongOptions).toThrow(/host.*\n.*port.*\n.*'tls'/);
  });

  it('says which package to install when it is not there', async () => {
    vi.doMock('nodemailer', () => {
      throw new Error("Cannot find package 'nodemailer'");
    });
    const error = await failure(nodemailerMail({ host: 'localhost' }).send(message));
    vi.doUnmock('nodemailer');
    expect(error).toMatchObject({ code: 'OPTIONAL_DEPENDENCY', remedy: 'npm install nodemailer' });
  });
});
