import dns from 'node:dns';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeliveryEvent } from '../../../src/act/alert/channel.js';
import { slack, webhook } from '../../../src/act/alert/channels/http-channels.node.js';
import { email } from '../../../src/act/alert/channels/smtp-email.node.js';
import { createOutbox } from '../../../src/act/alert/deliver.js';
import type { Alerter } from '../../../src/contracts/alerter.js';
import { systemClock } from '../../../src/ports/system-clock.js';
import { httpOver } from '../../../src/ports/http.node.js';
import { memoryLogger } from '../../../src/ports/logger.js';
import { nodemailerMail } from '../../../src/ports/mail.node.js';
import { Secret } from '../../../src/secret.js';
import { selfSigned } from '../../ports/certificate.js';
import { answers, httpsServer, type HttpsServer } from '../../ports/https-server.js';
import { smtpServer } from '../../ports/smtp-server.js';
import { messageOf } from './messages.js';

/** Every secret is this word in another disguise, so that one search finds them all. */
const word = 'hush4Hush';
interface Target {
  readonly origin: string;
  readonly ca?: string;
  readonly http?: ReturnType<typeof httpOver>;
}

/** Nine secrets of channels over HTTP: where they hide in the options. */
const httpSecrets: Readonly<Record<string, (target: Target) => Alerter>> = {
  'token in the path (Slack)': ({ origin, ...more }) =>
    slack({ webhookUrl: `${origin}/services/T0/B0/${word}token`, allowPrivate: true, ...more }),
  'token in a Secret (Slack)': ({ origin, ...more }) =>
    slack({ webhookUrl: new Secret(`${origin}/services/${word}token`), allowPrivate: true, ...more }),
  'token in the path': ({ origin, ...more }) =>
    webhook({ url: `${origin}/hook/${word}token`, allowPrivate: true, ...more }),
  'escaped token in the path': ({ origin, ...more }) =>
    webhook({ url: `${origin}/hook/%22${word} é<token>`, allowPrivate: true, ...more }),
  'token in the query': ({ origin, ...more }) =>
    webhook({ url: `${origin}/hook?key=${word}token&a=b`, allowPrivate: true, ...more }),
  'token in the fragment': ({ origin, ...more }) =>
    webhook({ url: `${origin}/hook#${word}token`, allowPrivate: true, ...more }),
  'authorization header': ({ origin, ...more }) =>
    webhook({ url: `${origin}/hook`, headers: { authorization: `Bearer ${word}` }, allowPrivate: true, ...more }),
  'another header, as a Secret': ({ origin, ...more }) =>
    webhook({ url: `${origin}/hook`, headers: { 'x-key': new Secret(`${word}"<&`) }, allowPrivate: true, ...more }),
  // Refused when it is made: here as it sends, so that everything hears of it.
  'password in the address': ({ origin, ...more }) => ({
    name: 'webhook',
    send: async (...sent) =>
      webhook({ url: origin.replace('://', `://${word}:${word}word@`), allowPrivate: true, ...more }).send(...sent),
  }),
};

/** Three passwords of a mail server. */
const passwords: Readonly<Record<string, string | Secret>> = {
  'plain password': word,
  'password with special characters': `${word}"'<&>\\ é%20`,
  'password in a Secret': new Secret(`${word} ${word}`),
};

type Looked = (error: NodeJS.ErrnoException | null, found: dns.LookupAddress[]) => void;

/** What a search must not find: the word, and the word inside base64 at any of the three alignments. */
const coded = [0, 1, 2].map((shift) =>
  Buffer.from(`${'x'.repeat(shift)}${word}`)
    .toString('base64')
    .slice(4, 12),
);
const found = (text: string) => [word, ...coded].filter((form) => text.toLowerCase().includes(form.toLowerCase()));
const everything = (value: unknown): string => {
  const inspected = inspect(value, {
    depth: Infinity,
    showHidden: true,
    maxStringLength: Infinity,
    maxArrayLength: Infinity,
  });
  const raw = inspect(value, { depth: Infinity, customInspect: false, showHidden: true });
  return `${inspected} ${raw} ${JSON.stringify(value)} ${value instanceof Error ? `${value.stack} ${everything(value.cause)}` : ''}`;
};

let printed = '';
const channels: Record<string, HttpsServer> = {};
const mails: Record<string, Awaited<ReturnType<typeof smtpServer>>> = {};

describe('secrets', () => {
  beforeAll(async () => {
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        printed += String(chunk);
        return true;
      });
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, method).mockImplementation(
        (...parts: unknown[]) => void (printed += inspect(parts, { depth: Infinity })),
      );
    process.on('warning', (warning) => (printed += everything(warning)));
    channels['400 with an echo'] = await httpsServer([answers.echo(400)]);
    channels['429 with an echo'] = await httpsServer([answers.echo(429)]);
    channels['500 with an echo'] = await httpsServer([answers.echo(500)]);
    channels['200 with an echo'] = await httpsServer([answers.echo(200)]);
    channels['hang'] = await httpsServer([answers.hang]);
    channels['reset'] = await httpsServer([answers.reset]);
    channels['redirect'] = await httpsServer([
      (response, { url = '' }) => response.writeHead(302, { location: `https://elsewhere.test${url}` }).end(),
    ]);
    mails['wrong password with an echo'] = await smtpServer({
      onAuth: ({ password }, _, done) =>
        done(
          Object.assign(new Error(`no: ${password} ${Buffer.from(String(password)).toString('base64')}`), {
            responseCode: 535,
          }),
        ),
    });
    mails['mail refused'] = await smtpServer({
      onMailFrom: (_, __, done) => done(Object.assign(new Error('no'), { responseCode: 550 })),
    });
    mails['no STARTTLS'] = await smtpServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'], authOptional: true });
    mails['a login that is never answered'] = await smtpServer({ onAuth: () => undefined });
    mails['silence'] = await smtpServer({ onConnect: () => undefined });
    mails['accepted'] = await smtpServer();
    // Names are looked up without a network: one of them is known.
    vi.spyOn(dns, 'lookup').mockImplementation(((name: string, options: dns.LookupAllOptions, done: Looked) => {
      const known = name === 'localhost' ? [{ address: '127.0.0.1', family: 4 }] : [];
      const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND', hostname: name });
      process.nextTick(() => (known.length > 0 && options.all ? done(null, known) : done(error, [])));
    }) as typeof dns.lookup);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await Promise.all([...Object.values(channels), ...Object.values(mails)].map((server) => server.close()));
  });

  /** Sends one alert, and gives all that anybody could see of it. */
  async function traceOf(
    make: () => Alerter,
    attemptMs = 300_000,
  ): Promise<{ readonly trace: string; readonly outcome: string }> {
    const logger = memoryLogger();
    const events: DeliveryEvent[] = [];
    let direct: unknown;
    let alerter: Alerter;
    try {
      alerter = make();
    } catch (error) {
      return { trace: everything(error), outcome: (error as { code: string }).code };
    }
    const watched: Alerter = {
      ...alerter,
      send: (message, context) =>
        alerter.send(message, context).catch((error: unknown) => {
          direct = error;
          throw error;
        }),
    };
    const limits = { attempts: 2, attemptMs, backoffMs: 1 };
    const outbox = createOutbox({
      alerters: [watched],
      clock: systemClock,
      random: () => 0,
      logger,
      onEvent: (event) => events.push(event),
      limits,
    });
    outbox.enqueue(messageOf());
    const stored = JSON.stringify(outbox.toJSON());
    await outbox.settled();
    await outbox.close();
    const [event] = events;
    const outcome =
      event?.type === 'deliveryFailed' ? (event.failure?.code ?? event.outcome) : (event?.type ?? 'nothing');
    return { trace: everything([direct, events, logger.lines, alerter, outbox, stored, outbox.toJSON()]), outcome };
  }

  const unreachable = (code: string): Target => ({
    origin: 'https://hooks.firm.test',
    http: httpOver({
      resolve: () => Promise.reject(Object.assign(new Error(code), { code, hostname: 'hooks.firm.test' })),
    }),
  });
  const httpPaths: Readonly<Record<string, readonly [target: () => Target, outcome: RegExp]>> = {
    ...Object.fromEntries(
      Object.entries({
        '400 with an echo': /^HTTP_STATUS$/,
        '429 with an echo': /^HTTP_STATUS$/,
        '500 with an echo': /^HTTP_STATUS$/,
        '200 with an echo': /^delivered$/,
        hang: /^(?:HTTP_TIMEOUT|ALERTER_FAILED)$/,
        reset: /^HTTP_FAILED$/,
        redirect: /^HTTP_REFUSED$/,
      }).map(([name, outcome]) => [
        name,
        [() => ({ origin: channels[name]!.url(''), ca: channels[name]!.ca }), outcome] as const,
      ]),
    ),
    'a bad certificate': [
      () => ({ origin: channels['200 with an echo']!.url(''), ca: selfSigned().cert }),
      /^HTTP_FAILED$/,
    ],
    'no such name': [() => unreachable('ENOTFOUND'), /^HTTP_FAILED$/],
    'a closed port': [() => ({ origin: 'https://127.0.0.1:1' }), /^HTTP_FAILED$/],
    'no https': [() => ({ origin: 'http://hooks.firm.test' }), /^OPTION_INVALID$/],
    'no address': [() => ({ origin: `${word}://[` }), /^OPTION_INVALID$/],
  };
  const httpCases = Object.keys(httpSecrets).flatMap((secret) =>
    Object.keys(httpPaths).map((path) => [secret, path] as const),
  );

  it.concurrent.each(httpCases)('do not show: %s, when it meets %s', async (secret, path) => {
    const [target, outcome] = httpPaths[path]!;
    const seen = await traceOf(() => httpSecrets[secret]!(target()), path === 'hang' ? 150 : undefined);
    // An address with a password in it goes no further than the first check.
    expect(seen.outcome).toMatch(secret === 'password in the address' ? /^HTTP_REFUSED$|^OPTION_INVALID$/ : outcome);
    expect(found(seen.trace)).toEqual([]);
  });

  const mailPaths = [
    'wrong password with an echo',
    'mail refused',
    'no STARTTLS',
    'accepted',
    'a bad certificate',
    'a closed port',
    'no such name',
    'silence',
    'a login that is never answered',
  ];
  const mailCases = Object.keys(passwords).flatMap((secret) => mailPaths.map((path) => [secret, path] as const));

  it.concurrent.each(mailCases)('do not show: %s, when it meets %s', async (secret, path) => {
    const server = mails[path] ?? mails['accepted']!;
    const smtpHost = path === 'no such name' ? 'mail.firm.test' : 'localhost';
    const options = { smtpHost, smtpPort: path === 'a closed port' ? 1 : server.port, username: 'drift' };
    const ca = path === 'a bad certificate' ? selfSigned().cert : server.ca;
    const make = () =>
      email({ ...options, ca, password: passwords[secret], fromAddr: 'a@firm.test', toAddrs: 'b@firm.test' });
    const endless = path === 'silence' || path === 'a login that is never answered';
    const { trace, outcome } = await traceOf(make, endless ? 500 : undefined);
    expect(outcome).toMatch(
      path === 'accepted' ? /^delivered$/ : endless ? /^ALERTER_FAILED$/ : /^MAIL_(?:FAILED|INSECURE)$/,
    );
    if (path === 'no such name') expect(trace).toContain('getaddrinfo ENOTFOUND mail.firm.test');
    expect(found(trace)).toEqual([]);
  });

  it.concurrent.each(['silence', 'a login that is never answered'])(
    'do not show when the deadline of a mail passes: %s',
    async (path) => {
      const { port, ca } = mails[path]!;
      for (const password of Object.values(passwords)) {
        const mail = nodemailerMail({ host: 'localhost', port, ca, username: 'drift', password, timeoutMs: 400 });
        const error: unknown = await mail
          .send({ from: 'a@firm.test', to: ['b@firm.test'], subject: 's', text: 't' })
          .catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'MAIL_FAILED', details: { timeoutMs: 400 } });
        expect(found(everything([error, mail]))).toEqual([]);
      }
    },
  );

  it.each([
    ['slack', () => slack({ webhookUrl: `https://evil.test/${word}`, chanel: word } as never)],
    ['slack at another host', () => slack({ webhookUrl: `https://evil.test/${word}` })],
    ['webhook', () => webhook({ url: [word], headers: { a: 5 } } as never)],
    ['email', () => email({ password: { word }, toAddrs: 5 } as never)],
    [
      'mail server',
      () =>
        email({
          smtpHost: 'h',
          smtpPort: 'many',
          password: word,
          username: 'u',
          fromAddr: 'a@firm.test',
          toAddrs: 'b@firm.test',
        }),
    ],
  ])('do not show in the refusal of wrong options of %s', async (_, make) => {
    const { trace, outcome } = await traceOf(make);
    expect(outcome).toBe('OPTION_INVALID');
    expect(found(trace)).toEqual([]);
  });

  it('were printed nowhere, and the search would have found them', () => {
    expect(found(printed)).toEqual([]);
    expect(Object.keys(httpSecrets).length + Object.keys(passwords).length).toBe(12);
    expect(found(`a ${word} b`)).toEqual([word]);
    for (const text of [word, `\0drift\0${word}`, `ab${word}`])
      expect(found(Buffer.from(text).toString('base64')).length).toBeGreaterThan(0);
    expect(found(everything(new Error('outer', { cause: { deep: { url: word } } })))).not.toEqual([]);
  });
});
