import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolders } from '../cli/command-line.js';
import { trainedWorkspace, type Workspace } from '../cli/workspace.js';
import { selfSigned } from '../ports/certificate.js';
import { httpsServer, type HttpsServer } from '../ports/https-server.js';
import { smtpServer } from '../ports/smtp-server.js';
import { command, runRouted, type Ended } from './routed.js';

afterAll(removeFolders);

/** The channels as the original's configuration has them, with its variables, and one more. */
const yaml = (recipients: string) => `
name: shop
alerting:
  slack:
    enabled: true
    webhook_url: "\${SLACK_WEBHOOK_URL}"
  webhook:
    enabled: true
    url: "\${HOOK_URL}"
  email:
    enabled: true
    smtp_host: "\${SMTP_HOST}"
    smtp_port: "\${SMTP_PORT}"
    username: "\${SMTP_USERNAME}"
    password: "\${SMTP_PASSWORD}"
    from_addr: "\${EMAIL_FROM}"
    to_addrs: ${recipients}
`;

interface Alerted {
  readonly window: string;
  readonly key: string;
  readonly transition: string;
  readonly title: string;
  readonly columns: readonly string[];
}

describe.each([
  ['a list of recipients', '["${EMAIL_TO}", lead@firm.test]', 'on-call@firm.test'],
  ['recipients with commas between them', '"${EMAIL_TO}"', 'on-call@firm.test, lead@firm.test'],
])('a run with the channels of a configuration file, %s', (_, recipients, to) => {
  let here: Workspace;
  let slack: HttpsServer;
  let hook: HttpsServer;
  let smtp: Awaited<ReturnType<typeof smtpServer>>;
  let ended: Ended;
  let alerts: readonly Alerted[];

  beforeAll(async () => {
    slack = await httpsServer(undefined, selfSigned('hooks.slack.com'));
    hook = await httpsServer(undefined, selfSigned('hook.firm.test'));
    smtp = await smtpServer();
    here = await trainedWorkspace(yaml(recipients));
    ended = await runRouted(
      [command, 'run-monitor', '--config', here.config],
      {
        names: { 'hooks.slack.com': slack.port, 'hook.firm.test': hook.port, localhost: smtp.port },
        certificates: [slack.ca, hook.ca, smtp.ca],
        faster: 10,
      },
      {
        environment: {
          SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/x',
          HOOK_URL: 'https://hook.firm.test/x',
          SMTP_HOST: 'localhost',
          SMTP_PORT: '587',
          SMTP_USERNAME: 'drift',
          SMTP_PASSWORD: 'pass word',
          EMAIL_FROM: 'drift@firm.test',
          EMAIL_TO: to,
        },
      },
    );
    alerts = here.log().filter(({ event }) => event === 'alert') as unknown as Alerted[];
  });
  afterAll(() => Promise.all([slack.close(), hook.close(), smtp.close()]));

  it('ends well, and has something to tell: drift that lasts for several windows and lies in several columns', () => {
    expect([ended.code, ended.err]).toEqual([0, '']);
    const drifted = here.reports().filter(({ verdict, window }) => verdict === 'drift' && !window.inReference);
    expect(drifted.length).toBeGreaterThan(2);
    const columns = drifted.map((report) => report.columns.filter(({ verdict }) => verdict === 'drift').length);
    expect(Math.max(...columns)).toBeGreaterThan(1);
    expect(alerts.length).toBeGreaterThan(1);
  });

  it('sends Slack one message per window and transition, in order, each for all its columns', () => {
    // One message of drift when it begins, though there are many columns and windows of it.
    expect(alerts.filter(({ key, transition }) => key === 'shop/data-drift' && transition === 'firing').length).toBe(1);
    const transitions = alerts.map(({ window, key, transition }) => `${window} ${key} ${transition}`);
    expect(new Set(transitions).size).toBe(transitions.length);

    expect(slack.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
      alerts.map(() => 'POST /services/T0/B0/x'),
    );
    const bodies = slack.requests.map(({ body }) => JSON.parse(body) as SlackBody);
    expect(bodies.map(({ text }) => text)).toEqual(alerts.map(({ title }) => title));
    for (const [i, { blocks }] of bodies.entries()) {
      expect(blocks.map(({ type }) => type)).toEqual(['header', 'section']);
      for (const column of alerts[i]!.columns) expect(blocks[1]!.text.text).toContain(column);
    }
    expect(new Set(slack.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(alerts.length);
  });

  it('sends one mail per window and transition to all recipients together, logged in and over TLS', () => {
    expect(smtp.received.map(({ mail }) => mail.subject)).toEqual(alerts.map(({ title }) => title));
    for (const { recipients: envelope, secure, mail } of smtp.received) {
      expect([envelope, secure]).toEqual([['on-call@firm.test', 'lead@firm.test'], true]);
      expect(mail.from?.value.map(({ address }) => address)).toEqual(['drift@firm.test']);
    }
    expect(new Set(smtp.received.map(({ mail }) => mail.messageId)).size).toBe(alerts.length);
    expect(smtp.logins).toEqual(alerts.map(() => 'drift:pass word'));
  });

  it('posts the same to the webhook, as JSON', () => {
    const bodies = hook.requests.map(({ body }) => JSON.parse(body) as Alerted & { type: string });
    expect(bodies.map(({ type, key, transition, title }) => ({ type, key, transition, title }))).toEqual(
      alerts.map(({ key, transition, title }) => ({ type: 'driftsense.alert', key, transition, title })),
    );
  });

  it('counts what was sent, and that nothing was a dry run', () => {
    expect(ended.out).toContain(`deliveries: ${3 * alerts.length} sent, 0 dry-run, 0 failed`);
    expect(JSON.parse(here.read('outputs', 'status.json'))).toMatchObject({
      alerts: alerts.length,
      sent: 3 * alerts.length,
      dryRun: 0,
      dryRunChannels: [],
    });
  });
});

describe('a run with a webhook of Slack and placeholders for the mail', () => {
  it('sends to Slack, and is a dry run by mail', async () => {
    const slack = await httpsServer(undefined, selfSigned('hooks.slack.com'));
    const here = await trainedWorkspace(yaml('["${EMAIL_TO}"]').replace(/ {2}webhook:\n.*\n.*\n/, ''));
    const environment = {
      SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/x',
      SMTP_HOST: 'smtp.example.com',
      SMTP_PASSWORD: 'REDACTED',
    };
    const { code, out, err } = await runRouted(
      [command, 'run-monitor', '--config', here.config],
      { names: { 'hooks.slack.com': slack.port }, certificates: [slack.ca], faster: 10 },
      { environment },
    );
    await slack.close();
    const alerts = here.log().filter(({ event }) => event === 'alert').length;
    expect([code, slack.requests.length]).toEqual([0, alerts]);
    expect(err).toBe(
      'warning: email is a DRY RUN: nothing will be sent, smtp_host, from_addr, to_addrs unset or a placeholder\n',
    );
    expect(out).toContain(`deliveries: ${alerts} sent, ${alerts} dry-run (email), 0 failed`);
  });
});

interface SlackBody {
  readonly text: string;
  readonly blocks: readonly { readonly type: string; readonly text: { readonly text: string } }[];
}
