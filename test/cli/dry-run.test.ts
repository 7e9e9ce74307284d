import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { prometheus } from 'driftsense';
import { loadMonitor, memoryLogger, readCsv } from 'driftsense/node';
import { removeFolders } from './command-line.js';
import { trainedWorkspace, workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

/** Days of fewer rows: what is sent does not depend on them. */
const small = { rows: 120 };

/** Every channel, its settings from the variables of the original and one more. */
const yaml = (more = '') => `
name: shop
alerting:
  ${more}
  slack: { enabled: true, webhook_url: "\${SLACK_WEBHOOK_URL}" }
  webhook: { enabled: true, url: "\${WEBHOOK_URL}" }
  email:
    enabled: true
    smtp_host: "\${SMTP_HOST}"
    smtp_port: "\${SMTP_PORT}"
    username: "\${SMTP_USERNAME}"
    password: "\${SMTP_PASSWORD}"
    from_addr: "\${EMAIL_FROM}"
    to_addrs: ["\${EMAIL_TO}"]
`;

const example = readFileSync(fileURLToPath(new URL('../../.env.example', import.meta.url)), 'utf8');
const placeholders: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...example.matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [name!, value!])),
  WEBHOOK_URL: 'https://example.com/hook',
};
const real: Readonly<Record<string, string>> = {
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/x',
  WEBHOOK_URL: 'https://hook.firm.test/x',
  SMTP_HOST: 'mail.firm.test',
  SMTP_PORT: '587',
  SMTP_USERNAME: 'drift',
  SMTP_PASSWORD: 'pass word',
  EMAIL_FROM: 'drift@firm.test',
  EMAIL_TO: 'on-call@firm.test',
};
const names = Object.keys(real);
const mailNames = names.filter((name) => /^SMTP_(?!PORT)|^EMAIL/.test(name));
/** The setting that a variable stands in. */
const settings: Readonly<Record<string, string>> = {
  SLACK_WEBHOOK_URL: 'webhook_url',
  WEBHOOK_URL: 'url',
  SMTP_HOST: 'smtp_host',
  SMTP_USERNAME: 'username',
  SMTP_PASSWORD: 'password',
  EMAIL_FROM: 'from_addr',
  EMAIL_TO: 'to_addrs',
};

/** Ways of having no secrets. */
const without: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  unset: {},
  empty: Object.fromEntries(names.map((name) => [name, ''])),
  'the placeholders of .env.example': placeholders,
  'files that hold the placeholders': Object.fromEntries(names.map((name) => [`${name}_FILE`, `${name}.secret`])),
};
const writeSecrets = (here: { write(name: string, content: string): void }) => {
  for (const name of names) here.write(`${name}.secret`, `${placeholders[name]}\n`);
};

const connect = vi.spyOn(Socket.prototype, 'connect');
beforeEach(() => void connect.mockClear());
afterEach(() => expect(connect).not.toHaveBeenCalled());

describe('channels whose secrets are', () => {
  it.each(Object.entries(without))(
    '%s are dry runs: said once at the start, at every delivery, at the end, in log and status, and counted',
    { timeout: 600_000 },
    async (_, environment) => {
      const here = await workspace(yaml(), small);
      writeSecrets(here);
      await here.runIn({ environment }, 'init-model');
      const { code, out, err } = await here.runIn({ environment }, 'run-monitor');
      expect(code).toBe(0);
      expect(err.trimEnd().split('\n')).toEqual([
        'warning: slack is a DRY RUN: nothing will be sent, webhook_url unset or a placeholder',
        'warning: webhook is a DRY RUN: nothing will be sent, url unset or a placeholder',
        'warning: email is a DRY RUN: nothing will be sent, smtp_host, from_addr, to_addrs unset or a placeholder',
      ]);
      const log = here.log();
      expect(log.filter(({ level, delivery }) => level === 'warn' && delivery === 'dry-run').length).toBe(3);
      expect(log.filter(({ event }) => event === 'dry-run').map(({ channel }) => channel)).toEqual([
        'slack',
        'webhook',
        'email',
      ]);
      const alerts = log.filter(({ event }) => event === 'alert').length;
      expect(alerts).toBeGreaterThan(1);
      for (const channel of ['slack', 'webhook', 'email'])
        expect(
          log
            .filter((line) => line['event'] === 'delivered' && line['channel'] === channel)
            .map((line) => line['delivery']),
          channel,
        ).toEqual(Array.from({ length: alerts }, () => 'dry-run'));
      expect(out.split('\n').filter((line) => line.endsWith(': dry-run, nothing sent')).length).toBe(3 * alerts);
      expect(out).toContain(`deliveries: 0 sent, ${3 * alerts} dry-run (slack, webhook, email), 0 failed`);
      expect(JSON.parse(here.read('outputs', 'status.json'))).toMatchObject({
        sent: 0,
        dryRun: 3 * alerts,
        failed: 0,
        dryRunChannels: ['slack', 'webhook', 'email'],
      });
      expect((await here.run('status')).out).toContain(`deliveries: 0 sent, ${3 * alerts} dry-run, 0 failed`);
    },
  );

  it.each(Object.entries(without))(
    '%s end the command with 2 before any work under on_missing_secret: fail, and all of them are named',
    async (_, environment) => {
      const here = await workspace(yaml('on_missing_secret: fail'), small);
      writeSecrets(here);
      for (const command of ['run-monitor', 'init-model', 'doctor']) {
        const { code, out, err } = await here.runIn({ environment }, command);
        expect([code, out], command).toEqual([2, '']);
        for (const name of names.filter((one) => placeholders[one] !== '587' || environment === without['unset']))
          expect(err, command).toContain(`${name} (alerting.`);
      }
      expect(['outputs', 'logs', 'models'].filter((folder) => here.exists(folder))).toEqual([]);
    },
  );

  it('written into the configuration as placeholders are dry runs, too', async () => {
    const written = yaml().replaceAll(/\$\{(\w+)\}/g, (_, name: string) => placeholders[name]!);
    const here = await trainedWorkspace(written, small);
    const { code, err } = await here.run('run-monitor');
    expect([code, err.match(/DRY RUN/g)?.length]).toEqual([0, 3]);
    const strict = await workspace(written.replace('alerting:', 'alerting:\n  on_missing_secret: fail'), small);
    expect((await strict.run('run-monitor')).code).toBe(2);
  });
});

describe('a channel with real values', () => {
  let here: Workspace;
  beforeAll(async () => void (here = await workspace(yaml(), small)));
  const dryRuns = async (environment: Readonly<Record<string, string>>): Promise<string[]> => {
    const { code, out } = await here.runIn({ environment }, 'doctor');
    expect(code).toBe(0);
    return [...out.matchAll(/warning (.*) unset or a placeholder/g)].map(([, text]) => text!);
  };

  it('is no dry run', async () => {
    expect(await dryRuns(real)).toEqual([]);
  });

  it.each(['SLACK_WEBHOOK_URL', 'WEBHOOK_URL', ...mailNames])(
    'is one as soon as %s alone is unset, empty or a placeholder, and the others are not',
    async (name) => {
      const channel = { SLACK_WEBHOOK_URL: 'slack', WEBHOOK_URL: 'webhook' }[name] ?? 'email';
      const { [name]: _, ...others } = real;
      for (const environment of [others, { ...real, [name]: '' }, { ...real, [name]: placeholders[name]! }])
        expect(await dryRuns(environment)).toEqual([`${channel} is a dry run: ${settings[name]}`]);
    },
  );

  it('refuses to start under on_missing_secret: fail as soon as one value is missing, and only then', async () => {
    const strict = await workspace(yaml('on_missing_secret: fail'), small);
    expect((await strict.runIn({ environment: real }, 'doctor')).code).toBe(0);
    for (const name of ['SLACK_WEBHOOK_URL', 'WEBHOOK_URL', ...mailNames]) {
      const { code, err } = await strict.runIn(
        { environment: { ...real, [name]: placeholders[name]! } },
        'run-monitor',
      );
      expect([code, err.match(/needs what is unset: (\w+) \(/)?.[1]]).toEqual([2, name]);
    }
    expect(strict.exists('outputs')).toBe(false);
  });
});

describe('a monitor loaded from a configuration without secrets', () => {
  it.each(Object.entries(without))('counts its dry runs in the metrics: %s', async (_, environment) => {
    const here = await workspace(yaml(), small);
    writeSecrets(here);
    const logger = memoryLogger();
    const monitor = await loadMonitor(here.config, { environment, logger });
    const metrics = prometheus(monitor);
    const delivered: string[] = [];
    monitor.on('delivered', ({ channel, delivery }) => delivered.push(`${channel} ${delivery}`));
    await monitor.process(await readCsv(join(here.folder, 'data/stream/stream_0010.csv')), { id: 'moved' });
    await monitor.close();
    for (const channel of ['slack', 'webhook', 'email'])
      expect(metrics.text()).toContain(
        `driftsense_alerts_total{monitor="shop",channel="${channel}",outcome="dry_run"} 1\n`,
      );
    expect(metrics.text()).not.toContain('outcome="sent"');
    expect(delivered.toSorted()).toEqual(['email dry-run', 'slack dry-run', 'webhook dry-run']);
    expect(logger.lines.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      'slack is a dry run: nothing will be sent',
      'webhook is a dry run: nothing will be sent',
      'email is a dry run: nothing will be sent',
    ]);
  });
});
