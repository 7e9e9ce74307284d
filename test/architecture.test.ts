import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(src + name, 'utf8') }));
const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
const where = (pattern: RegExp, exempt: RegExp = /^$/) =>
  files.filter(({ name, text }) => !exempt.test(name) && pattern.test(code(text))).map(({ name }) => name);

describe('the source tree', () => {
  it('takes time and chance only from the ports', () => {
    expect(where(/Math\.random|crypto\.(randomUUID|getRandomValues)/, /^ports\//)).toEqual([]);
    expect(where(/Date\.now|performance\.now|new Date\(\)/, /^(ports|cli)\//)).toEqual([]);
  });

  it('runs no text as code', () => {
    expect(where(/\beval\(|new Function\(|node:vm|\brequire\(/)).toEqual([]);
  });

  it('re-exports only from its entry files', () => {
    expect(
      where(/export (\*|\{[^}]*\}|type \{[^}]*\}) from/, /^(index|index\.node|node|stats|testing)\.ts$/).filter(
        (name) => !/export type \{ \w+ \} from '\.\//.test(readFileSync(src + name, 'utf8')),
      ),
    ).toEqual([]);
  });

  it('keeps files short: none over 400 lines, nine of ten under 200', () => {
    const lines = files.map(({ name, text }) => ({ name, lines: text.split('\n').length }));
    expect(lines.filter((file) => file.lines > 400)).toEqual([]);
    expect(lines.filter((file) => file.lines > 200).length).toBeLessThan(lines.length / 10);
  });

  it('has no folder that needs explaining', () => {
    expect(files.filter(({ name }) => /(^|\/)(utils|helpers|common|core)(\/|\.ts)/.test(name))).toEqual([]);
  });
});
