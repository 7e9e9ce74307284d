import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/config/check-config.js';
import { interpolate, type Environment } from '../../src/config/interpolate.js';
import { DriftSenseError } from '../../src/index.js';
import { Secret } from '../../src/secret.js';

const fileOf = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
const original = fileOf('config.yaml');
const enabled = original.replaceAll('enabled: false', 'enabled: true');
const load = (text: string, variables: Environment['variables'] = {}, readFile?: Environment['readFile']) =>
  checkConfig(text, 'c.yaml', { variables, ...(readFile && { readFile }) });
const valueOf = (text: string, variables: Environment['variables'] = {}) =>
  interpolate({ name: text }, { variables }).value as { name?: string };
const shown = (value: unknown) => (value instanceof Secret ? value.reveal() : value);

/** Values for the variables of the original, none of them harmless. */
const variables = {
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/x',
  SMTP_HOST: 'mail.firm.test',
  SMTP_PORT: '2525',
  SMTP_USERNAME: 'drift: {a: 1}',
  SMTP_PASSWORD: 'pa"ss\n  enabled: false\n# ${SMTP_HOST}',
  EMAIL_FROM: 'Drift <drift@firm.test>',
  EMAIL_TO: 'a@firm.test, b@firm.test',
};

describe('variables of the environment', () => {
  it('all seven of the original reach their settings, and no value changes the structure', () => {
    const { alerting, retraining } = load(enabled, variables).config;
    const { slack, email } = alerting;
    expect({ ...slack, webhook_url: shown(slack.webhook_url) }).toEqual({
      enabled: true,
      webhook_url: variables.SLACK_WEBHOOK_URL,
    });
    expect({ ...email, password: shown(email.password) }).toEqual({
      enabled: true,
      smtp_host: variables.SMTP_HOST,
      smtp_port: 2525,
      username: variables.SMTP_USERNAME,
      password: variables.SMTP_PASSWORD,
      from_addr: variables.EMAIL_FROM,
      to_addrs: [variables.EMAIL_TO],
      require_tls: true,
    });
    expect(retraining.enabled).toBe(true);
  });

  it('are those of .env.example', () => {
    const names = [...fileOf('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names).toEqual(Object.keys(variables));
    expect([...original.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name)).toEqual(names);
  });

  it('that are unset are no error in a channel that is off', () => {
    const { interpolated, config } = load(original);
    expect(interpolated.missing).toEqual([]);
    expect(config.alerting.email.smtp_host).toBe('${SMTP_HOST}');
  });

  it('that are unset, empty or placeholders leave the setting out in a channel that is on', () => {
    const example = Object.fromEntries(
      [...fileOf('.env.example').matchAll(/^([A-Z_]+)="(.*)"$/gm)].map(([, name, value]) => [name!, value!]),
    );
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, '']));
    for (const given of [{}, empty, { ...example, SMTP_PORT: '' }]) {
      const { config, interpolated } = load(enabled, given);
      expect(config.alerting.slack.webhook_url).toBeUndefined();
      expect(config.alerting.email).toEqual({ enabled: true, smtp_port: 587, require_tls: true, to_addrs: [] });
      expect(new Set(interpolated.missing.map(({ name }) => name))).toEqual(new Set(Object.keys(variables)));
    }
  });

  it('that are missing are all named at once, where there is no channel or on_missing_secret is fail', () => {
    const text = 'data:\n  reference: ${DATA}/train.csv\n  stream: ["${DATA}/a.csv", "${MORE}/b.csv"]\nname: ${WHO}\n';
    expect(() => load(text)).toThrow(
      expect.objectContaining({
        code: 'SECRET_MISSING',
        message:
          'c.yaml needs what is unset: DATA (data.reference), DATA (data.stream.0), MORE (data.stream.1), WHO (name)',
        remedy: 'export DATA=… MORE=… WHO=…',
        details: { missing: ['DATA', 'MORE', 'WHO'] },
      }),
    );
    expect(() => load('name: ${WHO}${WHO}')).toThrow(/unset: WHO \(name\)$/);
    const many = Array.from({ length: 60 }, (_, i) => `\${V${i}}`).join('');
    expect(() => load(`name: ${many}`)).toThrow(/V49 \(name\) and 10 more$/);
    const strict = enabled.replace('alerting:\n', 'alerting:\n  on_missing_secret: fail\n');
    try {
      load(strict, { SMTP_HOST: 'YOUR_HOST_HERE', SMTP_PASSWORD_FILE: '/nowhere' });
      expect.unreachable();
    } catch (error) {
      expect((error as DriftSenseError).details['missing']).toEqual(Object.keys(variables));
      expect((error as DriftSenseError).message).toContain('SMTP_HOST (alerting.email.smtp_host, placeholder)');
      expect((error as DriftSenseError).message).toContain('SMTP_PASSWORD (alerting.email.password, unreadable-file)');
    }
    expect(load(strict, variables).config.alerting.on_missing_secret).toBe('fail');
  });

  it('fail refuses an enabled channel without its settings also where no variable stands', () => {
    const text =
      'alerting:\n  on_missing_secret: fail\n  slack: { enabled: true }\n  webhook: { enabled: true, url: "https://example.com/x" }\n';
    expect(() => load(text)).toThrow('c.yaml needs what is unset: alerting.slack.webhook_url, alerting.webhook.url');
    expect(() => load(text.replaceAll('enabled: true', 'enabled: false'))).not.toThrow();
    expect(() => load(text.replace('fail', 'dry_run'))).not.toThrow();
  });

  it.each([
    ['a ${X} b ${Y}', { X: '1', Y: '2' }, 'a 1 b 2'],
    ['${X:-plain}', {}, 'plain'],
    ['${X:-plain}', { X: '' }, 'plain'],
    ['${X:-plain}', { X: 'set' }, 'set'],
    ['${X:-}', {}, ''],
    ['$${X}', { X: '1' }, '${X}'],
    ['$${X} ${X}', { X: '1' }, '${X} 1'],
    ['${X} once', { X: '${Y}', Y: 'twice' }, undefined],
    ['${X}', { X: 'a ${Y}', Y: 'twice' }, 'a ${Y}'],
    ['$X $ {X} {X}', { X: '1' }, '$X $ {X} {X}'],
    ['${x_1}', { x_1: 'lower' }, 'lower'],
    ['${toString}', {}, undefined],
    ['${constructor:-own}', {}, 'own'],
    ['${__proto__:-own}', {}, 'own'],
  ])('%s with %j', (text, given, expected) => {
    expect(valueOf(text, given).name).toBe(expected);
  });

  it.each(['${', '${}', '${1X}', '${X', '${X-Y}', '${X:?no}', '${ X }', 'a${b-c}d'])(
    '%s is no reference, and said to be none',
    (text) => {
      expect(() => load(`name: "${text}"`, { X: '1' })).toThrow(
        'c.yaml:1:1: name: expected ${NAME} or ${NAME:-default}',
      );
    },
  );

  it('numbers and truth values come out as such where a text is not meant', () => {
    const text = 'seed: ${N}\nretraining: { enabled: "${B}", holdout: "${F}" }\nname: ${N}\ndata: { label: "${B}" }\n';
    expect(load(text, { N: '-12', B: 'false', F: '.25' }).config).toMatchObject({
      seed: -12,
      retraining: { enabled: false, holdout: 0.25 },
      name: '-12',
      data: { label: 'false' },
    });
    expect(() => load('seed: ${N}', { N: '0x10' })).toThrow('seed: expected number, got a text');
  });

  it('may switch a channel on, or leave it off when unset', () => {
    const text = 'alerting: { slack: { enabled: "${ON}", webhook_url: "${URL}" } }';
    expect(shown(load(text, { ON: 'true', URL: 'https://a.test/b' }).config.alerting.slack.webhook_url)).toBe(
      'https://a.test/b',
    );
    expect(load(text, { ON: 'false' }).config.alerting.slack.enabled).toBe(false);
    expect(load(text, {}).config.alerting.slack.enabled).toBe(false);
    expect(() => load(text, { ON: 'perhaps' })).toThrow('alerting.slack.enabled: expected boolean');
  });

  it('may name a file that holds the value, without its last line end', () => {
    const files: Record<string, string> = { '/run/secrets/smtp': 'hunter2 \r\n', '/run/secrets/url': '\nREDACTED\n' };
    const read = (path: string) => files[path];
    const given = { ...variables, SMTP_PASSWORD: '', SMTP_PASSWORD_FILE: '/run/secrets/smtp' };
    expect(shown(load(enabled, given, read).config.alerting.email.password)).toBe('hunter2 ');
    const other = { ...variables, SLACK_WEBHOOK_URL: undefined, SLACK_WEBHOOK_URL_FILE: '/run/secrets/url' };
    expect(load(enabled, other, read).interpolated.missing).toMatchObject([
      { name: 'SLACK_WEBHOOK_URL', why: 'placeholder' },
    ]);
    expect(load(enabled, { ...given, SMTP_PASSWORD_FILE: '/none' }, read).interpolated.missing).toMatchObject([
      { name: 'SMTP_PASSWORD', why: 'unreadable-file' },
    ]);
    // The variable itself outweighs the file.
    const both = { ...given, SMTP_PASSWORD: 'direct' };
    expect(shown(load(enabled, both, read).config.alerting.email.password)).toBe('direct');
  });

  it('are not looked for in names of keys', () => {
    expect(load('columns: { "${X}": { tolerance: 0.2 } }', { X: 'y' }).config.columns).toEqual({
      '${X}': { tolerance: 0.2 },
    });
  });
});
