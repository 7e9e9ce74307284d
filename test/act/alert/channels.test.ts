import { afterEach, describe, expect, it } from 'vitest';
import { consoleAlerter } from '../../../src/act/alert/channels/console-alerter.js';
import { email as emailOver } from '../../../src/act/alert/channels/email.js';
import { memoryAlerter } from '../../../src/act/alert/channels/memory-alerter.js';
import { slack, webhook } from '../../../src/act/alert/channels/http-channels.node.js';
import { email } from '../../../src/act/alert/channels/smtp-email.node.js';
import { slack as slackOver, slackPayload } from '../../../src/act/alert/channels/slack.js';
import { createOutbox } from '../../../src/act/alert/deliver.js';
import type { Alerter } from '../../../src/contracts/alerter.js';
import { DriftSenseError } from '../../../src/errors.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { fetchHttp } from '../../../src/ports/fetch-http.js';
import { memoryHttp } from '../../../src/ports/http.js';
import { memoryLogger } from '../../../src/ports/logger.js';
import { memoryMail } from '../../../src/ports/mail.js';
import { Secret } from '../../../src/secret.js';
import { answers, httpsServer, type Answer, type HttpsServer } from '../../ports/https-server.js';
import { smtpServer } from '../../ports/smtp-server.js';
import { unpublished } from '../../published-schemas.js';
import { messageOf, pass } from './messages.js';

const open: { close(): Promise<void> }[] = [];
async function serverWith(...script: Answer[]): Promise<HttpsServer> {
  const server = await httpsServer(script);
  open.push(server);
  return server;
}
const idempotencyKey = 'k'.repeat(64);
const send = (alerter: Alerter, signal = new AbortController().signal) =>
  alerter.send(messageOf(), { signal, idempotencyKey });
async function failure(attempt: Promise<unknown>): Promise<DriftSenseError> {
  const error: unknown = await attempt.then(
    () => expect.fail('expected a failure'),
    (thrown: unknown) => thrown,
  );
  if (!DriftSenseError.is(error)) throw error;
  return error;
}
const slackAt = (server: HttpsServer) =>
  slack({ webhookUrl: server.url('/services/T0/B0/x'), allowPrivate: true, ca: server.ca });
const webhookAt = (server: HttpsServer) => webhook({ url: server.url('/hook'), allowPrivate: true, ca: server.ca });
const codeOf = (make: () => unknown): unknown => {
  try {
    make();
  } catch (error) {
    return DriftSenseError.is(error) ? error.code : error;
  }
  return 'made';
};

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

describe('slack', () => {
  it('posts one message of plain text, with title and text', async () => {
    const server = await serverWith(answers.ok);
    expect(await send(slackAt(server))).toEqual({ delivery: 'sent' });
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/services/T0/B0/x', headers: { 'idempotency-key': idempotencyKey } },
    ]);
    const { title, text } = messageOf();
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      text: title,
      parse: 'none',
      link_names: false,
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: title } },
        { type: 'section', text: { type: 'plain_text', text } },
      ],
    });
  });

  it('asks for a second between two messages', () => {
    expect(slack({ webhookUrl: 'https://hooks.slack.com/services/T/B/x' }).minIntervalMs).toBe(1_000);
  });

  it('goes to hosts of Slack only, unless told of another', () => {
    const hook = (host: string) => ({ webhookUrl: `https://${host}/services/T/B/x` });
    expect(codeOf(() => slack(hook('hooks.slack.com')))).toBe('made');
    expect(codeOf(() => slack(hook('hooks.slack-gov.com')))).toBe('made');
    for (const host of ['evil.test', 'hooks.slack.com.evil.test', 'hooks.slack.com@evil.test', 'slack.com'])
      expect(codeOf(() => slack(hook(host)))).toBe('OPTION_INVALID');
    expect(codeOf(() => slack({ ...hook('relay.firm.test'), host: 'relay.firm.test' }))).toBe('made');
    expect(codeOf(() => slack({ ...hook('relay.firm.test'), allowPrivate: true }))).toBe('made');
  });

  it('goes to no private address, unless told to', () => {
    const at = { webhookUrl: 'https://10.0.0.7/services/T/B/x', host: '10.0.0.7' };
    expect(codeOf(() => slack(at))).toBe('HTTP_REFUSED');
    expect(codeOf(() => slack({ ...at, allowPrivate: true }))).toBe('made');
  });

  it('keeps entities whole where it cuts', () => {
    const { blocks } = slackPayload(messageOf({ title: '&'.repeat(200), text: '<>&'.repeat(2_000) })) as {
      blocks: { text: { text: string } }[];
    };
    for (const { text } of blocks) expect(text.text.replaceAll(/&(?:amp|lt|gt);/g, '')).toMatch(/^…?$/);
  });
});

describe('webhook', () => {
  it.each([
    ['https://127.0.0.1:8443/s3cr3t', 'https://127.0.0.1:8443: expected a public address'],
    ['https://169.254.169.254/latest', 'https://169.254.169.254: expected a public address'],
    ['https://0x7f.1/s3cr3t', 'https://127.0.0.1: expected a public address'],
    ['https://[::1]/s3cr3t', 'https://[::1]: expected a public address'],
    ['https://[::ffff:10.0.0.1]/s3cr3t', 'https://[::ffff:a00:1]: expected a public address'],
    ['https://hooks.localhost/s3cr3t', 'https://hooks.localhost: expected a public address'],
    [
      'https://me:s3cr3t@hook.firm.test/',
      'https://hook.firm.test: expected no user or password in the address; pass them in a header',
    ],
  ])('of %s is refused when it is made, as it would be when it sends', async (url, message) => {
    const atSend = await fetchHttp.request({ url, method: 'POST' }).catch((error: unknown) => error);
    expect(atSend).toMatchObject({ code: 'HTTP_REFUSED', message });
    for (const given of [url, new Secret(url)]) expect(() => webhook({ url: given })).toThrow(atSend);
    expect(codeOf(() => webhook({ url }))).toBe('HTTP_REFUSED');
    expect(codeOf(() => webhook({ url, dryRun: true }))).toBe('made');
    expect(codeOf(() => webhook({ url, allowPrivate: true }))).toBe(url.includes('@') ? 'HTTP_REFUSED' : 'made');
  });

  it.each([
    'https://8.8.8.8/x',
    'https://[2606:4700::1111]/x',
    'https://localhost.example/x',
    'https://10.0.0.1.nip.test/x',
  ])('of %s is made: what a name leads to is looked at when it sends', (url) =>
    expect(codeOf(() => webhook({ url }))).toBe('made'),
  );

  it('posts the message itself, typed and versioned, with the headers given', async () => {
    const server = await serverWith(answers.status(204));
    const headers = { authorization: new Secret('Bearer abc') };
    const alerter = webhook({ url: server.url('/hook'), allowPrivate: true, ca: server.ca, headers, name: 'pager' });
    expect([alerter.name, await send(alerter)]).toEqual(['pager', { delivery: 'sent' }]);
    const body: unknown = JSON.parse(server.requests[0]?.body ?? '');
    expect(body).toEqual({ type: 'driftsense.alert', schemaVersion: 1, ...messageOf() });
    expect(unpublished('alert', body)).toEqual([]);
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer abc',
      'idempotency-key': idempotencyKey,
    });
  });
});

describe.each([
  ['slack', slackAt],
  ['webhook', webhookAt],
])('%s, when the receiver', (_, alerterAt) => {
  it.each([
    [500, true],
    [503, true],
    [408, true],
    [429, true],
    [400, false],
    [403, false],
    [404, false],
    [410, false],
  ])('answers %i, says whether another try can help (%s)', async (status, retryable) => {
    const error = await failure(send(alerterAt(await serverWith(answers.status(status, {}, 'no_service')))));
    expect(error).toMatchObject({ code: 'HTTP_STATUS', retryable, details: { status } });
    expect(error.message).toContain(`answered ${status}: no_service`);
  });

  it.each([
    ['30', 30_000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
    ['Wed, 21 Oct 2026 07:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
  ])('asks to wait %s, says how long', async (asked, retryAfterMs) => {
    const limited = answers.status(429, { 'retry-after': asked, date: 'Wed, 21 Oct 2026 07:28:00 GMT' });
    const error = await failure(send(alerterAt(await serverWith(limited))));
    expect(error.details['retryAfterMs']).toBe(retryAfterMs);
  });

  it.each([
    [302, 'HTTP_REFUSED'],
    [307, 'HTTP_REFUSED'],
  ])('redirects with %i, goes nowhere', async (status, code) => {
    const inside = await serverWith(answers.ok);
    const error = await failure(send(alerterAt(await serverWith(answers.redirect(status, inside.url())))));
    expect([error.code, error.retryable, inside.connections()]).toEqual([code, false, 0]);
  });

  it('sends no end, takes the status that came', async () => {
    expect(await send(alerterAt(await serverWith(answers.endless)))).toEqual({ delivery: 'sent' });
  });

  it('resets, does not know the outcome', async () => {
    const error = await failure(send(alerterAt(await serverWith(answers.reset))));
    expect(error).toMatchObject({ code: 'HTTP_FAILED', retryable: true, details: { outcomeUnknown: true } });
  });

  it('hangs, stops by the signal', async () => {
    const server = await serverWith(answers.hang);
    const stop = new AbortController();
    const sending = failure(send(alerterAt(server), stop.signal));
    while (server.requests.length === 0) await new Promise(setImmediate);
    stop.abort();
    expect((await sending).code).toBe('ABORTED');
  });

  it('answers 429, then 500, then 200, has it in three attempts under one key', async () => {
    const server = await serverWith(answers.status(429, { 'retry-after': '20' }), answers.status(500), answers.ok);
    const clock = memoryClock();
    const alerter = alerterAt(server);
    const ended: true[] = [];
    const counted: Alerter = { ...alerter, send: (...given) => alerter.send(...given).finally(() => ended.push(true)) };
    const outbox = createOutbox({ alerters: [counted], clock, random: () => 0.5, logger: memoryLogger() });
    outbox.enqueue(messageOf());
    // Real sockets under a clock that stands still until the answer has come.
    const answered = async (n: number) => {
      while (ended.length < n) await new Promise(setImmediate);
    };
    await answered(1);
    await pass(clock, 19_000);
    expect(server.requests.length).toBe(1);
    await pass(clock, 1_000);
    await answered(2);
    await pass(clock, 2_000);
    await answered(3);
    await outbox.settled();
    expect(outbox.counts()).toMatchObject({ sent: 1, failed: 0 });
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });
});

describe('email', () => {
  it('reaches a real server as one mail for all recipients, over TLS', async () => {
    const smtp = await smtpServer();
    open.push(smtp);
    const alerter = email({
      smtpHost: 'localhost',
      smtpPort: String(smtp.port),
      username: 'drift',
      password: 'pass word',
      ca: smtp.ca,
      fromAddr: 'Drift <drift@firm.test>',
      toAddrs: 'ops@firm.test, ml@firm.test',
    });
    expect(await send(alerter)).toEqual({ delivery: 'sent' });
    await alerter.close?.();
    expect(smtp.received).toMatchObject([{ recipients: ['ops@firm.test', 'ml@firm.test'], secure: true }]);
    const mail = smtp.received[0]?.mail;
    const { title, text } = messageOf();
    expect([mail?.subject, mail?.text?.trimEnd(), mail?.messageId]).toEqual([
      title,
      text,
      `<${idempotencyKey}@driftsense.invalid>`,
    ]);
  });

  it('goes through any Mail port', async () => {
    const mail = memoryMail();
    await send(emailOver({ mail, fromAddr: 'a@firm.test', toAddrs: ['b@firm.test'] }));
    expect(mail.sent).toMatchObject([{ from: 'a@firm.test', to: ['b@firm.test'], subject: messageOf().title }]);
  });

  it.each([
    'no address',
    'a@b@c',
    'a@firm.test\r\nBcc: x@evil.test',
    'a@firm.test>',
    '"x, y" <a@firm.test>',
    'A <a@firm.test> B',
    '@firm.test',
    'a;b@firm.test',
  ])('refuses %j for an address', (address) => {
    const given = { mail: memoryMail(), fromAddr: 'a@firm.test', toAddrs: ['b@firm.test'] };
    expect(codeOf(() => emailOver({ ...given, fromAddr: address }))).toBe('OPTION_INVALID');
    expect(codeOf(() => emailOver({ ...given, toAddrs: [address] }))).toBe('OPTION_INVALID');
  });
});

describe('console and memory', () => {
  it('print a message once, and keep it', async () => {
    const printed: string[] = [];
    await send(consoleAlerter({ write: (text) => printed.push(text) }));
    expect(printed).toEqual([`${messageOf().title}\n\n${messageOf().text}\n`]);
    const kept = memoryAlerter({ keep: 2 });
    for (let n = 0; n < 3; n++) await send(kept);
    expect(kept.messages.length).toBe(2);
  });
});

describe('a channel without its secret', () => {
  const mail = {
    smtpHost: 'smtp.firm.test',
    username: 'u',
    password: 'p',
    fromAddr: 'a@firm.test',
    toAddrs: 'b@firm.test',
  };
  const url = 'https://hooks.slack.com/services/T/B/x';
  const missing: readonly (readonly [string, () => Alerter])[] = [
    ['slack without webhookUrl', () => slack()],
    ['slack with an empty one', () => slack({ webhookUrl: ' ' })],
    ['slack with a placeholder', () => slack({ webhookUrl: 'https://hooks.slack.com/services/YOUR_WEBHOOK_HERE' })],
    ['slack with REDACTED', () => slack({ webhookUrl: new Secret('REDACTED') })],
    ['slack over the core', () => slackOver({ http: memoryHttp() })],
    ['webhook without url', () => webhook()],
    ['webhook at example.com', () => webhook({ url: 'https://example.com/hook' })],
    ['email without server', () => email({ ...mail, smtpHost: undefined })],
    ['email at smtp.example.com', () => email({ ...mail, smtpHost: 'smtp.example.com' })],
    ['email without sender', () => email({ ...mail, fromAddr: '' })],
    ['email without recipients', () => email({ ...mail, toAddrs: [] })],
    ['email to example.com', () => email({ ...mail, toAddrs: 'b@firm.test,oncall@example.com' })],
    ['email with a username and no password', () => email({ ...mail, password: undefined })],
    ['email with a placeholder for a password', () => email({ ...mail, password: 'REDACTED' })],
    ['email over the core without a Mail', () => emailOver({ fromAddr: 'a@firm.test', toAddrs: 'b@firm.test' })],
  ];

  it.each(missing)('is refused: %s', (_, make) => {
    expect(codeOf(make)).toBe('SECRET_MISSING');
  });

  it('is made with all of them', () => {
    expect([
      slack({ webhookUrl: url }).name,
      webhook({ url: 'https://firm.test/hook' }).name,
      email(mail).name,
    ]).toEqual(['slack', 'webhook', 'email']);
    expect(email({ ...mail, username: undefined, password: undefined }).name).toBe('email');
  });

  it.each([
    ['slack', () => slack({ dryRun: true })],
    ['slack', () => slack({ dryRun: true, webhookUrl: url, http: memoryHttp(() => expect.fail('sent')) })],
    ['webhook', () => webhook({ dryRun: true })],
    ['email', () => email({ dryRun: true })],
  ])('is a dry run when told to: %s', async (name, make) => {
    const alerter = make();
    expect([alerter.name, alerter.dryRun]).toEqual([name, true]);
    expect(await send(alerter)).toEqual({ delivery: 'dry-run', detail: `would tell ${name}: ${messageOf().title}` });
  });

  it('is refused with what to do', () => {
    expect(() => slack()).toThrow(
      expect.objectContaining({ remedy: 'set slack.webhookUrl, or pass dryRun: true to send nothing knowingly' }),
    );
  });

  it.each([
    ['no https', () => webhook({ url: 'http://firm.test/secret-token' })],
    ['no address', () => webhook({ url: 'xoxb-secret-token' })],
    ['an unknown option', () => slack({ webhookUrl: url, chanel: '#x' } as never)],
    ['no Http', () => slack({ webhookUrl: url, http: {} as never })],
    ['a number', () => slack({ webhookUrl: 5 as never })],
  ])('is refused as a wrong option: %s', (_, make) => {
    expect(codeOf(make)).toBe('OPTION_INVALID');
    expect(make).not.toThrow(/secret-token/);
  });
});
