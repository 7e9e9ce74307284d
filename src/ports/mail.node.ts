import type { Socket } from 'node:net';
import * as z from 'zod/mini';
import { DriftSenseError, messageOf } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import { parseOptions } from '../options.js';
import { redact, Secret, secretOf } from '../secret.js';
import type { Logger } from './logger.js';
import type { Mail, MailMessage } from './mail.js';

const options = z.strictObject({
  /** Name or address of the mail server. */
  host: z.string().check(z.minLength(1)),
  /** Default 587. Text is accepted, as environments give it. */
  port: z._default(z.coerce.number<number | string>().check(z.int(), z.gte(1), z.lte(65_535)), 587),
  /** TLS from the first byte instead of STARTTLS. Default: on port 465. */
  secure: z.optional(z.boolean()),
  /** Login, if the server wants one. */
  username: z.optional(z.string()),
  /** Its password; shown nowhere. */
  password: z.optional(z.union([z.string(), z.instanceof(Secret)])),
  /** Refuse a server that offers no TLS. Default true; false is announced loudly. */
  requireTls: z._default(z.boolean(), true),
  /** PEM of an additional certificate authority. */
  ca: z.optional(z.string()),
  /** Milliseconds of one delivery, from connecting to the server's last answer. */
  timeoutMs: z._default(z.int().check(z.positive()), edgeLimits.attemptMs),
  /** Where an opt-out from TLS is announced. Default: a warning of the process. */
  logger: z.optional(z.custom<Logger>((value) => typeof value === 'object' && value !== null)),
});

/** Options of `nodemailerMail`. */
export interface NodemailerMailOptions extends z.input<typeof options> {}

/** The little of nodemailer that is used, so that no type of the optional package is needed to use this one. */
interface Nodemailer {
  createTransport(settings: object): { sendMail(mail: object): Promise<{ readonly rejected?: readonly unknown[] }> };
}

/**
 * A `Mail` over the optional package nodemailer (7 to 10), loaded at the first send. One connection per mail, no pool to
 * hang; TLS is required, so no byte of the password leaves before the connection is encrypted.
 *
 * @throws DriftSenseError at send: `OPTIONAL_DEPENDENCY` (nodemailer is not installed), `MAIL_INSECURE` (the server offers
 *   no TLS), `MAIL_FAILED` (refused, broken off or late; `retryable` says whether another try can help).
 *
 * @example
 * const mail = nodemailerMail({ host: 'smtp.internal', username: 'drift', password: process.env['SMTP_PASSWORD'] });
 */
export function nodemailerMail(given: NodemailerMailOptions): Mail {
  const settings = parseOptions(options, given, 'nodemailerMail');
  const where = `mail server ${settings.host}:${settings.port}`;
  const username = settings.username ?? '';
  const password = secretOf(settings.password ?? '');
  // AUTH PLAIN sends all three parts in one base64 text, which a server may repeat in its answer.
  const secrets = [password, new Secret(`\0${username}\0${password.reveal()}`)];
  const closed = new AbortController();
  if (!settings.requireTls) announce(settings.logger, `${where}: mail may travel unencrypted, password included`);

  const transportSettings = (socket: Socket, ms: number): object => ({
    host: settings.host,
    port: settings.port,
    secure: settings.secure ?? settings.port === 465,
    requireTLS: settings.requireTls,
    connectionTimeout: ms,
    greetingTimeout: ms,
    socketTimeout: ms,
    disableFileAccess: true,
    disableUrlAccess: true,
    // Our own socket, so that a deadline or an abort can end a delivery that hangs.
    getSocket: (_: object, use: (error: null, found: object) => void) => use(null, { connection: socket }),
    ...(settings.ca === undefined ? {} : { tls: { ca: settings.ca } }),
    ...(username === '' ? {} : { auth: { user: username, pass: password.reveal() } }),
  });

  return {
    async send(message, { signal, timeoutMs = settings.timeoutMs } = {}) {
      refuseLineBreaks(message);
      const nodemailer = await loadNodemailer();
      const { connect } = await import('node:net');
      const deadline = interruption([signal, closed.signal], timeoutMs, where);
      const socket = connect({ host: settings.host, port: settings.port });
      try {
        await Promise.race([connected(socket), deadline.passed]);
        const transport = nodemailer.createTransport(transportSettings(socket, timeoutMs));
        const { from, to, subject, text, messageId } = message;
        const sent = transport.sendMail({ from, to: [...to], subject, text, ...(messageId && { messageId }) });
        const { rejected = [] } = await Promise.race([sent, deadline.passed]);
        if (rejected.length > 0) throw refusedRecipients(where, rejected.length, to.length);
      } catch (error) {
        throw mailError(error as MailError, where, secrets);
      } finally {
        deadline.stop();
        socket.destroy();
      }
    },
    close: () => closed.abort(),
  };
}

async function loadNodemailer(): Promise<Nodemailer> {
  try {
    const loaded: { readonly default: Nodemailer } = await import('nodemailer');
    return loaded.default;
  } catch (cause) {
    throw new DriftSenseError('OPTIONAL_DEPENDENCY', `e-mail needs the package 'nodemailer': ${messageOf(cause)}`, {
      remedy: 'npm install nodemailer',
      details: { package: 'nodemailer' },
    });
  }
}

/** Resolves once connected. Its error listener stays, so that no later error of the socket is unhandled. */
const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('connect', () => resolve());
  });

/** A promise that rejects when time is up or a signal fires, and how to be done with it. */
function interruption(signals: readonly (AbortSignal | undefined)[], ms: number, where: string) {
  const done = new AbortController();
  const passed = new Promise<never>((_, reject) => {
    const abort = () => reject(new DriftSenseError('ABORTED', `${where}: aborted`));
    const details = { timeoutMs: ms, outcomeUnknown: true };
    const late = () =>
      reject(new DriftSenseError('MAIL_FAILED', `${where}: no end within ${ms} ms`, { retryable: true, details }));
    const timer = setTimeout(late, ms);
    done.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    for (const signal of signals) {
      signal?.addEventListener('abort', abort, { signal: done.signal });
      if (signal?.aborted === true) abort();
    }
  });
  return { passed, stop: () => done.abort() };
}

function refuseLineBreaks({ from, to, subject, messageId = '' }: MailMessage): void {
  const bad = Object.entries({ from, to: to.join(), subject, messageId }).find(([, text]) => /[\r\n\0]/.test(text));
  if (bad === undefined) return;
  throw new DriftSenseError('MAIL_FAILED', `mail header '${bad[0]}': expected one line, came a line break`, {
    remedy: 'remove line breaks from the header named',
  });
}

function announce(logger: Logger | undefined, text: string): void {
  if (logger !== undefined) logger.warn({ code: 'MAIL_INSECURE' }, text);
  else process.emitWarning(text, { code: 'MAIL_INSECURE', type: 'DriftSenseWarning' });
}

const refusedRecipients = (where: string, refused: number, all: number): DriftSenseError =>
  new DriftSenseError('MAIL_FAILED', `${where}: ${refused} of ${all} recipients refused, the others have the mail`);

/** What nodemailer and sockets throw. */
interface MailError extends NodeJS.ErrnoException {
  readonly command?: string;
  readonly responseCode?: number;
}

const certificateError = /certificate|self-signed|altnames/i;

/** The library's error without cause: nodemailer's carries the server's answer, which may repeat what was sent. */
function mailError(error: MailError, where: string, secrets: readonly Secret[]): DriftSenseError {
  if (DriftSenseError.is(error)) return error;
  // What a server says to a login may hold the login in any disguise; its code says enough.
  const isLogin = error.code === 'EAUTH' || error.command?.startsWith('AUTH') === true;
  const text = isLogin
    ? `the login was refused (${error.responseCode})`
    : redact(messageOf(error), secrets).slice(0, 300);
  const details = { reason: error.code ?? error.name, command: error.command, responseCode: error.responseCode };
  if (error.code === 'ETLS' && error.command === 'STARTTLS' && !certificateError.test(text))
    return new DriftSenseError('MAIL_INSECURE', `${where}: expected STARTTLS, the server offers none`, { details });
  // A 5xx answer (a wrong password, say) and a bad certificate stay as they are; 4xx and broken connections pass.
  const retryable = (error.responseCode ?? 0) < 500 && !certificateError.test(text);
  // Up to the command DATA the server has nothing it could deliver.
  const outcomeUnknown = error.command === 'DATA' || error.command === 'CONN';
  return new DriftSenseError('MAIL_FAILED', `${where}: ${text}`, {
    retryable,
    details: { ...details, outcomeUnknown },
  });
}
