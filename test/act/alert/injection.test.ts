import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertOptions } from '../../../src/act/alert/alert-options.js';
import { initialAlertState } from '../../../src/act/alert/alert-state.js';
import { consoleAlerter } from '../../../src/act/alert/channels/console-alerter.js';
import { slack } from '../../../src/act/alert/channels/http-channels.node.js';
import { email } from '../../../src/act/alert/channels/smtp-email.node.js';
import { slackPayload } from '../../../src/act/alert/channels/slack.js';
import { decideAlerts } from '../../../src/act/alert/decide-alerts.js';
import { plainText } from '../../../src/act/alert/plain-text.js';
import type { AlertMessage } from '../../../src/contracts/alerter.js';
import { columnReport, report } from '../../fixtures/reports.js';
import { httpsServer, type HttpsServer } from '../../ports/https-server.js';
import { smtpServer } from '../../ports/smtp-server.js';
import { messageOf } from './messages.js';

/** Texts that would do something if a chat or mail program obeyed them. */
const payloads = [
  '<!channel>',
  '<!here>',
  '<!everyone>',
  '<!subteam^S123>',
  '<@U123>',
  '<@W123|boss>',
  '<#C123>',
  '<!date^0^{date}|x>',
  '@channel',
  '@here',
  '@everyone',
  '@CHANNEL now',
  'x@here.y',
  '<https://evil.test|your bank>',
  '<https://evil.test>',
  '<mailto:x@evil.test|write>',
  'https://evil.test',
  'http://evil.test/a?b',
  'HTTPS://EVIL.TEST',
  'www.evil.test',
  'mailto:x@evil.test',
  'javascript:alert(1)',
  'slack://open?team=T',
  'tel:+1234',
  '&lt;!channel&gt;',
  '&amp;lt;',
  '&',
  '<',
  '>',
  '<<!channel>>',
  '<!chan\u0000nel>',
  '<\u200b!channel>',
  '<!\u202echannel>',
  'a\r\nBcc: victim@evil.test',
  'a\nTo: victim@evil.test',
  'a\rCc: victim@evil.test',
  'a\r\n\r\n<html>',
  'a\r\n.\r\nMAIL FROM:<x@evil.test>',
  'a\u2028Bcc: victim@evil.test',
  'a\u0085Bcc: x@evil.test',
  '=?utf-8?Q?=0ABcc:_x@evil.test?=',
  'a\u0000b',
  '\u001b[31mred\u001b[0m',
  '\u0007',
  '*bold* _it_ ~no~ `code`',
  '```',
  ':boom:',
  '\ud800',
  '\u202egnp.exe',
  'x'.repeat(5_000),
  '\n'.repeat(500),
] as const;

/** The alerts of one window in which a payload stands wherever data can bring a text: data drift, schema, concept drift. */
function hostile(payload: string): readonly AlertMessage[] {
  const column = columnReport({
    name: payload,
    cells: [payload, 'b'],
    reference: [500, 500],
    window: [900, 100],
    ordered: false,
  });
  const concept = { detector: payload, drift: true, warning: true, improvement: false, episode: 1, rows: 10 };
  const one = report(payload, 2_000, [{ ...column, moved: { ...column.moved, sentence: `'${payload}' vanished` } }], {
    monitor: payload,
    concept,
    violations: [{ column: payload, kind: 'invalid-value', count: 1, detail: payload }],
  });
  return decideAlerts(initialAlertState, one, alertOptions.parse({}), { at: 0 }).messages;
}
/** Every text in a Slack payload that Slack would look at. */
function slackTexts(body: unknown): readonly string[] {
  const { text, blocks } = body as { text: string; blocks: readonly { text: { type: string; text: string } }[] };
  expect(new Set(blocks.map(({ text: { type } }) => type))).toEqual(new Set(['plain_text']));
  return [text, ...blocks.map(({ text: inner }) => inner.text)];
}
const mention = /<[^>]|@(?:channel|here|everyone)/i;
const link = /:\/\/|\bwww\.|\b(?:mailto|javascript|tel):/i;
const invisible = /(?!\n)[\p{Cc}\u2028-\u202f\u2066-\u2069\u200b]/u; // line feeds are ours

describe('hostile names in alerts', () => {
  let server: HttpsServer;
  let smtp: Awaited<ReturnType<typeof smtpServer>>;
  beforeAll(async () => {
    server = await httpsServer();
    smtp = await smtpServer({ authOptional: true });
  });
  afterAll(async () => void (await Promise.all([server.close(), smtp.close()])));
  const context = { signal: new AbortController().signal, idempotencyKey: 'k' };

  it('neither mention nor link nor hide anything in Slack', async () => {
    const alerter = slack({ webhookUrl: server.url('/services/x'), allowPrivate: true, ca: server.ca });
    for (const message of payloads.flatMap(hostile)) await alerter.send(message, context);
    const texts = server.requests.flatMap(({ body }) => slackTexts(JSON.parse(body)));
    expect(server.requests.length).toBe(3 * payloads.length);
    expect(texts.filter((text) => mention.test(text))).toEqual([]);
    expect(texts.filter((text) => link.test(text))).toEqual([]);
    // The zero-width space behind an @ is ours.
    expect(texts.filter((text) => invisible.test(text.replaceAll('@\u200b', '@')))).toEqual([]);
  });

  it('add no recipient, header or link to a mail', async () => {
    const alerter = email({
      smtpHost: 'localhost',
      smtpPort: smtp.port,
      ca: smtp.ca,
      fromAddr: 'drift@firm.test',
      toAddrs: ['ops@firm.test'],
    });
    const known = await headersOf(alerter, messageOf());
    for (const payload of payloads)
      expect(await headersOf(alerter, hostile(payload)[0] as AlertMessage)).toEqual(known);
    expect(new Set(smtp.received.flatMap(({ recipients }) => recipients))).toEqual(new Set(['ops@firm.test']));
    for (const { mail } of smtp.received) {
      expect([mail.to, mail.cc, mail.bcc].flat().map((header) => header?.text)).toEqual([
        'ops@firm.test',
        undefined,
        undefined,
      ]);
      expect([mail.html, mail.attachments]).toEqual([false, []]);
      expect(link.test(`${mail.subject} ${mail.text}`)).toBe(false);
    }
  });

  /** Names of the headers of the mail that arrives. */
  async function headersOf(alerter: ReturnType<typeof email>, message: AlertMessage): Promise<readonly string[]> {
    const before = smtp.received.length;
    await alerter.send(message, context);
    expect(smtp.received.length).toBe(before + 1);
    // How a text is encoded depends on its letters; which headers there are does not.
    return [...(smtp.received.at(-1)?.mail.headers.keys() ?? [])].filter(
      (name) => name !== 'content-transfer-encoding',
    );
  }

  it('cannot steer a terminal', async () => {
    const printed: string[] = [];
    const alerter = consoleAlerter({ write: (text) => printed.push(text) });
    for (const message of payloads.flatMap(hostile)) await alerter.send(message, context);
    expect(printed.length).toBe(3 * payloads.length);
    expect(printed.filter((text) => invisible.test(text))).toEqual([]);
  });

  it('are harmless also in messages that others composed', async () => {
    const printed: string[] = [];
    const alerter = consoleAlerter({ write: (text) => printed.push(text) });
    for (const payload of payloads) {
      const message = messageOf({ title: payload, text: payload });
      await alerter.send(message, context);
      const texts = slackTexts(slackPayload(message));
      expect(texts.filter((text) => mention.test(text))).toEqual([]);
      expect(texts.filter((text) => invisible.test(text.replaceAll('@\u200b', '@')))).toEqual([]);
    }
    expect(printed.filter((text) => invisible.test(text))).toEqual([]);
  });

  it('are on one line and bounded, whatever they are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.mixedCase(fc.constantFrom(...payloads)),
      fc.tuple(fc.constantFrom(...payloads), fc.string()).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const shown = plainText(value, 40);
        return (
          shown.length <= 40 &&
          !/\n/.test(shown) &&
          !invisible.test(shown) &&
          !link.test(shown) &&
          plainText(shown, 40) === shown
        );
      }),
      { numRuns: 2_000, seed: 6 },
    );
  });
});
