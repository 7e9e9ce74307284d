import { describe, expect, it } from 'vitest';
import { channelsOf } from '../../src/config/alerters.node.js';
import { unsetSettings } from '../../src/config/channel-settings.js';
import { checkConfig } from '../../src/config/check-config.js';

const load = (alerting: string, variables: Record<string, string> = {}) =>
  checkConfig(`alerting: { ${alerting} }`, 'c.yaml', { variables }).config;
const channels = (alerting: string, variables?: Record<string, string>) => channelsOf(load(alerting, variables));
const mail = 'smtp_host: mail.firm.test, from_addr: a@firm.test, to_addrs: b@firm.test';

describe('the channels of a configuration', () => {
  it('are none unless enabled', () => {
    expect(channels('slack: { webhook_url: "https://hooks.slack.com/services/x" }')).toEqual({
      alerters: [],
      dryRun: [],
    });
  });

  it('are those that are enabled, each with its settings', () => {
    const { alerters, dryRun } = channels(
      `slack: { enabled: true, webhook_url: "https://hooks.slack.com/services/T/B/x" }, webhook: { enabled: true, url: "https://hook.firm.test/x" }, email: { enabled: true, ${mail}, username: me, password: "\${P}" }`,
      { P: 'secret' },
    );
    expect(alerters.map(({ name }) => name)).toEqual(['slack', 'webhook', 'email']);
    expect(dryRun).toEqual([]);
  });

  it.each([
    ['slack: { enabled: true }', 'slack', ['webhook_url']],
    ['slack: { enabled: true, webhook_url: "${URL}" }', 'slack', ['webhook_url']],
    ['slack: { enabled: true, webhook_url: "https://hooks.slack.com/YOUR_WEBHOOK_HERE" }', 'slack', ['webhook_url']],
    ['webhook: { enabled: true, url: "https://example.com/hook" }', 'webhook', ['url']],
    ['email: { enabled: true }', 'email', ['smtp_host', 'from_addr', 'to_addrs']],
    [
      'email: { enabled: true, smtp_host: mail.firm.test, from_addr: a@firm.test, to_addrs: [] }',
      'email',
      ['to_addrs'],
    ],
    [
      'email: { enabled: true, smtp_host: mail.firm.test, from_addr: a@firm.test, to_addrs: ["${TO}"] }',
      'email',
      ['to_addrs'],
    ],
    [`email: { enabled: true, ${mail}, username: me }`, 'email', ['password']],
    [`email: { enabled: true, ${mail}, username: me, password: "\${P}" }`, 'email', ['password']],
    [`email: { enabled: true, ${mail}, username: "\${U}", password: secret }`, 'email', ['username']],
    [`email: { enabled: true, ${mail}, username: me, password: REDACTED }`, 'email', ['password']],
  ])('%s is a dry run, and says what it lacks', async (alerting, channel, missing) => {
    const { alerters, dryRun } = channels(alerting);
    expect(dryRun).toEqual([{ channel, missing }]);
    expect(unsetSettings(load(alerting))).toEqual(missing.map((name) => `alerting.${channel}.${name}`));
    const sent = await alerters[0]!.send({ title: 't', text: 'x' } as never, {
      signal: new AbortController().signal,
      idempotencyKey: 'k',
    });
    expect(sent).toMatchObject({ delivery: 'dry-run' });
  });

  it.each([
    `email: { enabled: true, ${mail} }`,
    `email: { enabled: true, ${mail}, username: "\${U}", password: "\${P}" }`,
    `email: { enabled: true, ${mail}, smtp_port: "25", require_tls: false }`,
    'email: { enabled: true, smtp_host: mail.firm.test, from_addr: a@firm.test, to_addrs: [b@firm.test, c@firm.test] }',
  ])('%s needs no password: a server may ask for none', (alerting) => {
    expect(channels(alerting).dryRun).toEqual([]);
  });

  it.each([
    [
      'slack: { enabled: true, webhook_url: "http://hooks.slack.com/services/x" }',
      'alerting.slack.webhook_url: expected an https address',
    ],
    ['webhook: { enabled: true, url: "ftp://hook.firm.test" }', 'alerting.webhook.url: expected an https address'],
    [
      'email: { enabled: true, smtp_host: m.firm.test, from_addr: "a b", to_addrs: b@firm.test }',
      'alerting.email.from_addr: expected one mail address',
    ],
  ])('%s cannot be one, and the key of the file is named', (alerting, message) => {
    expect(() => channels(alerting)).toThrow(message);
  });
});
