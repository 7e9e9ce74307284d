import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('chance and time come through the ports alone: no Math.random, Date.now or new Date() anywhere else', () => {
  const root = fileURLToPath(new URL('../src/', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const bans = /Math\.random|Date\.now\(|new Date\(\)|performance\.now\(/;
  const code = (name: string) => readFileSync(root + name, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
  const found = files.filter((name) => bans.test(code(name)));
  expect(found).toEqual(['ports/system-clock.ts']);
});
