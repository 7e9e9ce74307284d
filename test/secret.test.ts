import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isUnset, originOf, redact, Secret, secretsOfUrl } from '../src/secret.js';

const text = 'hunter2"<& é';
const secret = new Secret(text);

describe('Secret', () => {
  it('gives the text only to whoever asks for it', () => {
    expect(secret.reveal()).toBe(text);
  });

  it('is redacted as text, as JSON and under inspection at any depth', () => {
    const shown = [
      String(secret),
      // As a template would write it.
      ['', ''].join(String(secret)),
      JSON.stringify({ a: [secret] }),
      inspect({ deep: { deeper: { secret } } }, { depth: null, showHidden: true }),
      inspect(secret, { customInspect: false, showHidden: true, depth: null }),
      Object.entries(secret).join(),
      JSON.stringify(structuredClone(secret)),
    ];
    expect(shown.filter((form) => form.includes('hunter2'))).toEqual([]);
    expect(shown[2]).toBe('{"a":["[redacted]"]}');
  });
});

describe('redact', () => {
  it.each([
    ['as it is', text],
    ['in JSON', JSON.stringify({ password: text })],
    ['in HTML', 'hunter2&quot;&lt;&amp; é'],
    ['in a URL', encodeURIComponent(text)],
    ['as bytes taken for Latin-1', Buffer.from(text).toString('latin1')],
    ['in base64', Buffer.from(text).toString('base64')],
    ['in base64 without padding', Buffer.from(text).toString('base64').replace(/=+$/, '')],
  ])('takes a secret out of a text that holds it %s', (_, form) => {
    const clean = redact(`before ${form} after`, [secret]);
    expect(clean).toContain('[redacted]');
    expect(clean).not.toMatch(/hunter2|aHVudGVy/);
    expect(clean.startsWith('before ') && clean.endsWith(' after')).toBe(true);
  });

  it('takes a long secret out whole that contains a short one', () => {
    expect(redact('abc-def', [new Secret('abc'), new Secret('abc-def')])).toBe('[redacted]');
  });

  it('ignores empty secrets and leaves other text alone', () => {
    expect(redact('nothing here', [new Secret(''), new Secret('xyz')])).toBe('nothing here');
  });

  it('survives a lone surrogate', () => {
    expect(redact('a\ud800b', [new Secret('\ud800')])).toBe('a[redacted]b');
  });
});

describe('secretsOfUrl', () => {
  it('covers the address, path, tokens, query values, user and password, not the host', () => {
    const url = 'https://me:pass-word@hooks.slack.test/services/T0000/B0000/tokentoken?key=queryquery#fragment99';
    const clean = redact(`${url} tokentoken queryquery pass-word fragment99 hooks.slack.test`, secretsOfUrl(url));
    expect(clean).toBe('[redacted] [redacted] [redacted] [redacted] [redacted] hooks.slack.test');
  });

  it('covers parts as their receiver reads them, also where they are escaped wrongly', () => {
    const url = 'https://firm.test/hook/%22quoted%20token%22/100%25%token';
    expect(redact('cannot find "quoted token" or 100%25%token', secretsOfUrl(url))).toBe(
      'cannot find [redacted] or [redacted]',
    );
  });

  it('covers all of an address that is none', () => {
    expect(redact('no url: xoxb-1234', secretsOfUrl('xoxb-1234'))).toBe('no url: [redacted]');
  });
});

describe('originOf', () => {
  it('keeps scheme, host and port', () => {
    expect(originOf('https://me:pw@firm.test:8443/a/b?c=d')).toBe('https://firm.test:8443');
  });

  it.each(['xoxb-123:secret', 'not a url', '', 'javascript:alert(1)', 'https://'])('shows nothing of %j', (url) => {
    expect(originOf(url)).toBe('an address that is not http(s)');
  });
});

describe('isUnset', () => {
  it.each([
    undefined,
    null,
    '',
    '  ',
    'https://hooks.slack.com/services/YOUR_WEBHOOK_HERE',
    'REDACTED',
    'smtp.example.com',
    'alerts@example.com',
    'https://example.com/hook',
    '${SLACK_WEBHOOK_URL}',
    new Secret('REDACTED'),
  ])('counts %s as unset', (value) => {
    expect(isUnset(value)).toBe(true);
  });

  it.each([
    'https://hooks.slack.com/services/T1/B2/x',
    'smtp.myexample.com',
    'example.com.evil.test',
    'p4ss',
    '$ecret',
  ])('counts %s as set', (value) => {
    expect(isUnset(value)).toBe(false);
  });
});
