import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './packed.js';

/** What real secrets look like, after the rules that public scanners share. */
const patterns: readonly (readonly [name: string, pattern: RegExp, example: string])[] = [
  [
    'private key',
    /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}/,
    '-----BEGIN PRIVATE KEY-----\n'.concat('M'.repeat(30)),
  ],
  ['AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, `AKIA${'Q7'.repeat(8)}`],
  ['GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})/, `ghp_${'a1'.repeat(18)}`],
  ['npm token', /\bnpm_[A-Za-z0-9]{36}\b/, `npm_${'a1'.repeat(18)}`],
  [
    'Slack token',
    /\bxox[abprs]-\d{10,}-\d{10,}-[A-Za-z0-9]{20,}/,
    `xoxb-${'1'.repeat(11)}-${'2'.repeat(11)}-${'a'.repeat(24)}`,
  ],
  [
    'Slack webhook',
    /hooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/[A-Za-z0-9]{24}/,
    `hooks.slack.com/services/T${'A1'.repeat(5)}/B${'B2'.repeat(5)}/${'x'.repeat(24)}`,
  ],
  ['Google API key', /\bAIza[\w-]{35}\b/, `AIza${'b'.repeat(35)}`],
  [
    'JSON web token',
    /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
    `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`,
  ],
];

const found = (text: string): string[] => patterns.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);

describe('secrets in the repository', () => {
  it.each(patterns)('would be found: %s', (name, _, example) => {
    expect(found(`before "${example}" behind`)).toEqual([name]);
  });

  it('there are none, in no file that is kept', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
    expect(files.length).toBeGreaterThan(500);
    const hits = files.flatMap((file) =>
      found(readFileSync(join(root, file), 'latin1')).map((name) => `${file}: ${name}`),
    );
    expect(hits).toEqual([]);
  });

  it('the example of the environment names variables and holds placeholders only', () => {
    const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n');
    const values = lines
      .filter((line) => /^\w+=/.test(line))
      .map((line) => line.slice(line.indexOf('=') + 1).replaceAll('"', ''));
    expect(values.length).toBeGreaterThanOrEqual(7);
    expect(values.filter((value) => !/YOUR_|REDACTED|example\.com|^\d*$/.test(value))).toEqual([]);
  });

  it('no table of data is kept but the export of a registry among the fixtures', () => {
    const tables = execFileSync('git', ['ls-files', '*.csv', '*.csv.gz', '*.parquet'], { cwd: root, encoding: 'utf8' });
    expect(tables.split('\n').filter((path) => path !== '' && !path.endsWith('/registry.csv'))).toEqual([]);
  });
});
