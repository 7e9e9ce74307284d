import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderWith, removeFolders, type Outcome } from '../cli/command-line.js';
import { workspace, type Workspace } from '../cli/workspace.js';
import { selfSigned } from '../ports/certificate.js';
import { answers, httpsServer, type Answer } from '../ports/https-server.js';
import { smtpServer } from '../ports/smtp-server.js';
import { command, runRouted, type Ended, type Routes } from './routed.js';

afterAll(removeFolders);

/** A part of every secret, so that one search finds them all. */
const word = 'hush4Hush';
const secrets = {
  SLACK_WEBHOOK_URL: `https://hooks.slack.com/services/T0/B0/${word}Slack`,
  HOOK_URL: `https://hook.firm.test/in/${word}%20Path?key=${word}+Query&a=b#${word}Fragment`,
  HOOK_HEADER: `Bearer ${word}"Header<&>`,
  SMTP_PASSWORD: `${word} "mail" <&> é%20`,
};

/** The word as it stands, and inside base64 at any of the three alignments, and in hexadecimal. */
const forms = [
  word,
  ...[0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}${word}`)
      .toString('base64')
      .slice(4, 12),
  ),
  Buffer.from(word).toString('hex'),
].map((form) => form.toLowerCase());
const found = (text: string): string[] => forms.filter((form) => text.toLowerCase().includes(form));

const yaml = `
name: shop
retraining: {mode: auto, strategy: replace, min_rows: 200}
logging: {level: debug}
outputs: {charts: svg}
alerting:
  slack: {enabled: true, webhook_url: "\${SLACK_WEBHOOK_URL}"}
  webhook: {enabled: true, url: "\${HOOK_URL}"}
  email:
    enabled: true
    smtp_host: mail.firm.test
    username: drift
    password: "\${SMTP_PASSWORD}"
    from_addr: drift@firm.test
    to_addrs: [on-call@firm.test]
`;
const { SMTP_PASSWORD, HOOK_HEADER: _, ...addresses } = secrets;

/** A service with a checkpoint: everything that can be seen of it is printed, and what it throws. */
const service = `
  import { inspect } from 'node:util';
  import { Monitor, email, fileCheckpoint, fileRegistry, loadMonitor, prometheus, readCsv, renderReport, slack, webhook } from 'driftsense/node';
  const show = (value) => {
    const all = { depth: Infinity, showHidden: true, getters: true, maxArrayLength: 200, maxStringLength: Infinity };
    console.log(inspect(value, all));
    console.log(inspect(value, { ...all, customInspect: false }));
    try { console.log(JSON.stringify(value)); } catch (error) { console.log(error.message); }
    if (value instanceof Error) { console.log(value.stack, String(value)); show(value.cause); }
  };
  const { SLACK_WEBHOOK_URL, HOOK_URL, HOOK_HEADER, SMTP_PASSWORD } = process.env;
  const alerters = [
    slack({ webhookUrl: SLACK_WEBHOOK_URL }),
    webhook({ url: HOOK_URL, headers: { authorization: HOOK_HEADER } }),
    email({ smtpHost: 'mail.firm.test', username: 'drift', password: SMTP_PASSWORD, fromAddr: 'drift@firm.test', toAddrs: ['on-call@firm.test'] }),
  ];
  const seen = [];
  const log = (level) => (fields, text) => seen.push({ level, fields, text });
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const monitor = new Monitor({
    name: 'service',
    reference: await readCsv('data/train.csv'),
    columns: { label: { role: 'label' } },
    alerters, logger,
    checkpoint: fileCheckpoint('state'),
    registry: fileRegistry('service-models'),
  });
  for (const event of ['window', 'alert', 'delivered', 'deliveryFailed', 'dropped', 'error', 'warning', 'listenerError'])
    monitor.on(event, (payload) => seen.push({ event, payload }));
  const metrics = prometheus(monitor);
  const reports = [];
  for (const day of ['09', '10', '11']) reports.push(await monitor.process(await readCsv('data/stream/stream_00' + day + '.csv'), { id: day }));
  show(monitor);
  await monitor.settled();
  await monitor.checkpoint();
  show(monitor);
  show(alerters);
  show(seen);
  console.log(metrics.text(), renderReport({ monitor: 'service', reports }));
  const message = seen.find(({ event }) => event === 'alert').payload;
  for (const alerter of alerters)
    await alerter.send(message, { signal: AbortSignal.timeout(300_000), idempotencyKey: 'k' }).then(show, show);
  show(await monitor.close());
  const loaded = await loadMonitor('config.yaml', { logger });
  show(loaded);
  await loaded.close();
  console.log('FAILED ' + seen.filter(({ event }) => event === 'deliveryFailed').map(({ payload }) => payload.channel + ' ' + payload.code).join('; '));
`;

interface Servers extends Routes {
  close(): Promise<unknown>;
}

/** The receivers, each behaving as given, and whether their certificates are known. */
async function receivers(
  answer: Answer,
  mail: Parameters<typeof smtpServer>[0] | 'silent',
  { trusted = true, ...more }: { trusted?: boolean } & Partial<Routes> = {},
): Promise<Servers> {
  const slack = await httpsServer([answer], selfSigned('hooks.slack.com'));
  const hook = await httpsServer([answer], selfSigned('hook.firm.test'));
  const smtp = mail === 'silent' ? await silentServer() : await smtpServer(mail, {}, selfSigned('mail.firm.test'));
  return {
    names: { 'hooks.slack.com': slack.port, 'hook.firm.test': hook.port, 'mail.firm.test': smtp.port },
    certificates: trusted ? [slack.ca, hook.ca, smtp.ca] : [],
    ...more,
    close: () => Promise.all([slack.close(), hook.close(), smtp.close()]),
  };
}

/** Takes connections and says nothing. */
async function silentServer() {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, ca: '', close: async () => void server.close() };
}

/** A server that repeats the login in its refusal, in three spellings. */
const repeatsLogin: Parameters<typeof smtpServer>[0] = {
  onAuth({ username, password }, _session, done) {
    const coded = Buffer.from(`\0${username}\0${password}`).toString('base64');
    done(
      Object.assign(new Error(`no: ${password} ${encodeURIComponent(String(password))} ${coded}`), {
        responseCode: 535,
      }),
    );
  },
};

/** Ways of not getting through, with the codes that channels over HTTP and mail may say. */
const failures: Readonly<Record<string, readonly [make: () => Promise<Servers>, http: RegExp, mail: RegExp]>> = {
  'fail and repeat what they were sent': [
    () => receivers(answers.echo(503), repeatsLogin, { faster: 10 }),
    /^HTTP_STATUS$/,
    /^MAIL_FAILED$/,
  ],
  'have no address': [
    async () => ({ names: {}, faster: 10, close: async () => undefined }),
    /^HTTP_FAILED$/,
    /^MAIL_FAILED$/,
  ],
  // The attempt as a whole ends at the same moment as the exchange.
  'never answer': [
    () => receivers(answers.hang, 'silent', { faster: 10, impatient: 20 }),
    /^(?:HTTP_TIMEOUT|ALERTER_FAILED)$/,
    /^(?:MAIL_FAILED|ALERTER_FAILED)$/,
  ],
  'break off, or never answer the login': [
    () => receivers(answers.reset, { onAuth: () => undefined }, { faster: 10, impatient: 20 }),
    /^HTTP_FAILED$/,
    /^(?:MAIL_FAILED|ALERTER_FAILED)$/,
  ],
  'have a certificate nobody knows': [
    () => receivers(answers.ok, {}, { trusted: false, faster: 10 }),
    /^HTTP_FAILED$/,
    /^MAIL_FAILED$/,
  ],
};

/** Codes of the failures on a channel that the service printed in its last line. */
const failedIn = ({ out }: Ended, channel: string): string[] =>
  [...(/^FAILED .*$/m.exec(out)?.[0] ?? '').matchAll(new RegExp(`\\b${channel} (\\w+)`, 'g'))].map(([, code]) => code!);

/** Every file under a folder, but the data it was given, in which no secret can be. */
function filesOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => !/^(?:data|node_modules)\b/.test(path) && statSync(join(folder, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

/** The first two on every change, all of them by night; what each channel does in every one is tested beside the channels. */
const played = Object.entries(failures).slice(0, process.env['NIGHTLY'] ? undefined : 2);

describe.each(played)('when the receivers %s', (_name, [make, http, mail]) => {
  let here: Workspace;
  let run: Ended;
  let served: Ended;
  const others: Outcome[] = [];

  beforeAll(async () => {
    const routes = await make();
    here = await workspace(yaml);
    mkdirSync(here.path('node_modules'));
    symlinkSync(fileURLToPath(new URL('../..', import.meta.url)), here.path('node_modules/driftsense'));
    // The password comes from a file, outside of the folder that is searched.
    const passwordFile = join(folderWith({ password: SMTP_PASSWORD }), 'password');
    const fromFile = { ...addresses, SMTP_PASSWORD_FILE: passwordFile };
    await here.runIn({ environment: fromFile }, 'init-model');
    run = await runRouted([command, 'run-monitor', '--config', here.config, '--debug'], routes, {
      environment: fromFile,
    });
    writeFileSync(here.path('service.mjs'), service);
    served = await runRouted(['service.mjs'], routes, { cwd: here.folder, environment: { ...secrets } });
    await routes.close();
    for (const [name, ...flags] of [
      ['doctor'],
      ['status', '--json'],
      ['report'],
      ['run-monitor', '--print-config'],
      ['check', here.path('data/stream/stream_0010.csv')],
    ])
      others.push(await here.runIn({ environment: fromFile }, name!, ...flags));
  });

  it('no channel gets through, from the command or a service, and that is told', () => {
    expect([run.code, served.code, served.err]).toEqual([0, 0, '']);
    expect(others.map(({ code }) => code)).toEqual([0, 0, 0, 0, 1]);
    const failed = here.log().filter(({ event }) => event === 'deliveryFailed');
    for (const [channel, code] of [
      ['slack', http],
      ['webhook', http],
      ['email', mail],
    ] as const) {
      const codes = failed.filter((line) => line['channel'] === channel).map((line) => String(line['code']));
      for (const said of [codes, failedIn(served, channel)])
        expect(
          said.some((one) => code.test(one)),
          `${channel}: ${said.join(' ')}`,
        ).toBe(true);
    }
    expect(here.log().filter(({ delivery }) => delivery === 'sent')).toEqual([]);
  });

  it('no secret is in any file: report, results, status, flags, charts, logs, models, checkpoint', () => {
    const files = filesOf(here.folder);
    for (const name of [
      'outputs/report.html',
      'outputs/results.ndjson',
      'outputs/status.json',
      'outputs/flags.csv',
      'outputs/charts/income.svg',
      'logs/driftsense.ndjson',
      'models/model_v1.json',
      'models/registry.csv',
    ])
      expect([...files.keys()], name).toContain(name);
    // What waits on a channel is in the checkpoint.
    const states = [...files].filter(([path]) => path.startsWith('state'));
    expect(states.map(([, text]) => text).join('')).toContain('"outbox"');
    expect([...files].filter(([, text]) => found(text).length > 0).map(([path]) => path)).toEqual([]);
  });

  it('no secret is printed: by no command, and by no look into monitor, alerters, events and errors', () => {
    for (const { out, err } of [run, served, ...others]) expect([found(out), found(err)]).toEqual([[], []]);
    for (const text of ['Monitor', 'DriftSenseError', 'deliveryFailed', 'driftsense_alerts_total', '<html'])
      expect(served.out).toContain(text);
  });
});

describe('an address that cannot be one', () => {
  it.each([
    `http://hooks.slack.com/services/${word}`,
    `https://evil.test/${word}`,
    `https://${word}:${word}@evil.test/`,
    `xoxb-${word}`,
    `https://[${word}`,
    `//hooks.slack.com/${word}`,
  ])('is refused without being shown: %s', async (address) => {
    const here = await workspace(yaml, { rows: 100 });
    const environment = { SLACK_WEBHOOK_URL: address, HOOK_URL: address, SMTP_PASSWORD };
    for (const name of ['run-monitor', 'doctor']) {
      const { code, out, err } = await here.runIn({ environment }, name, '--debug');
      expect([code, found(out), found(err)]).toEqual([2, [], []]);
      expect(out + err).toContain('alerting.slack.webhook_url');
    }
    expect([...filesOf(here.folder)].filter(([, text]) => found(text).length > 0)).toEqual([]);
  });
});

describe('the search', () => {
  it('would find each of the secrets, in every spelling', () => {
    for (const secret of Object.values(secrets)) {
      const coded = Buffer.from(secret).toString('base64');
      for (const text of [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret),
        coded,
        Buffer.from(secret).toString('hex'),
      ])
        expect(found(`before ${text} behind`)).not.toEqual([]);
    }
    expect(found(Buffer.from(`\0drift\0${SMTP_PASSWORD}`).toString('base64'))).not.toEqual([]);
  });
});
