import { inspect } from 'node:util';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig, type LoadedConfig } from '../../src/config/check-config.js';
import { printConfig } from '../../src/config/effective.js';
import { loadMonitor, memoryLogger } from '../../src/node.js';
import { folderOf, guesses } from './folder.js';

const secret = 'hunter2-c0ffee';
const url = `https://hooks.slack.com/services/T0/B0/${secret}`;

/** Everything that can be seen of what a file leads to: its error, or its configuration in every form. */
function seen(text: string, variables: Record<string, string> = {}): string {
  let loaded: LoadedConfig;
  try {
    loaded = checkConfig(text, 'c.yaml', { variables });
  } catch (error) {
    const { stack, details } = error as { stack: string; details: unknown };
    return [stack, JSON.stringify(error), JSON.stringify(details), inspect(error, { depth: 20 })].join('\n');
  }
  const { config, warnings } = loaded;
  return [printConfig(loaded), JSON.stringify(config), inspect(config, { depth: 20 }), ...warnings].join('\n');
}

const channels = (on: boolean, password: string, webhook: string) => `
alerting:
  slack: { enabled: ${on}, webhook_url: "${webhook}" }
  webhook: { enabled: ${on}, url: "${webhook}" }
  email: { enabled: ${on}, smtp_host: mail.firm.test, username: me, password: "${password}", from_addr: a@firm.test, to_addrs: b@firm.test }
`;

describe('a secret never appears', () => {
  it.each([
    ['from the environment', channels(true, '${PASSWORD}', '${URL}'), { PASSWORD: secret, URL: url }],
    [
      'from the environment, in part',
      channels(true, `\${NOT:-${secret}}`, `https://hooks.slack.com/\${URL}/${secret}`),
      { URL: 'x' },
    ],
    ['written into the file', channels(true, secret, url), {}],
    ['written into the file, in a channel that is off', channels(false, secret, url), {}],
    ['as a default', channels(true, `\${PASSWORD:-${secret}}`, `\${URL:-${url}}`), {}],
    ['as a default, in a channel that is off', channels(false, `\${PASSWORD:-${secret}}`, `\${URL:-${url}}`), {}],
  ])('in what is printed, as JSON or under inspection: %s', (_, text, variables) => {
    const output = seen(text, variables);
    expect(output).toContain('alerting:');
    expect(output).not.toContain(secret);
  });

  it('in the configuration printed, the names of its variables do', () => {
    const printed = seen(channels(true, '${PASSWORD}', '${URL}'), { PASSWORD: secret, URL: url });
    expect(printed).toContain('password: ${PASSWORD} # c.yaml:5, environment: PASSWORD (set)');
    expect(seen(channels(true, secret, url))).toContain('webhook_url: "[redacted]" # c.yaml:3');
  });

  it.each([
    ['preset: ${S}'],
    ['correction: ${S}'],
    ['seed: ${S}'],
    ['retraining: { enabled: "${S}", timeout: "${S}" }'],
    ['alerting: { email: { enabled: true, smtp_port: "${S}", require_tls: "${S}", to_addrs: { "x": "${S}" } } }'],
    ['alerting: { slack: "${S}" }'],
    ['alerting: { slack: { enabled: "${S}" } }'],
    ['alerting: { on_missing_secret: "${S}", remind_every: "${S}" }'],
    ['concept_drift: { detector: "${S}", fallback: "${S}", options: { direction: "${S}", delta: "${S}" } }'],
    ['model: { trainer: "${S}", options: { ridge: "${S}" } }'],
    ['columns: { a: { test: "${S}", role: "${S}" } }'],
    ['window: "${S}"'],
    ['window: { every: "${S}", time_zone: "${S}" }'],
    ['data: { delimiter: "${S}", encoding: "${S}", decimal: "${S}" }'],
    ['- ${S}'],
    ['${S}'],
  ])('in a message about the wrong place: %s', (text) => {
    const output = seen(text, { S: secret });
    expect(output).toMatch(/CONFIG_INVALID|c\.yaml:1/);
    expect(output).not.toContain(secret);
  });

  it.each([
    `alerting: { email: { password: ${secret}, passwort: x } }`,
    `alerting: { slack: { webhook_url: { a: ${secret} } } }`,
    `alerting: { slack: { webhook_url: [${secret}] } }`,
    `alerting: { email: { password: !${secret} } }`,
    `alerting: { email: { password: "a" ${secret} } }`,
    `alerting: { email: ${secret} }`,
    `alerting: ${secret}`,
    secret,
    `password: ${secret}`,
  ])('in a message about a file that is wrong: %s', (text) => {
    const output = seen(text);
    expect(output).toContain('CONFIG_INVALID');
    expect(output).not.toContain(secret);
  });

  it('in a Monitor, its log, or the error of a channel that cannot be made', async () => {
    const folder = folderOf({
      'on.yaml': `data: { reference: r.csv }${channels(true, secret, url)}`,
      'bad.yaml': `data: { reference: r.csv }${channels(true, secret, `http://10.0.0.1/${secret}`)}`,
      'r.csv': guesses(100, 0.1, 's'),
    });
    const logger = memoryLogger();
    const monitor = await loadMonitor(join(folder, 'on.yaml'), { environment: {}, logger });
    expect(inspect([monitor, logger.lines, JSON.stringify(monitor)], { depth: 20 })).not.toContain(secret);
    await monitor.close();
    const failed: unknown = await loadMonitor(join(folder, 'bad.yaml'), { environment: {}, logger }).catch(
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(Error);
    expect(inspect([failed, (failed as Error).stack, JSON.stringify(failed)], { depth: 20 })).not.toContain(secret);
  });
});
