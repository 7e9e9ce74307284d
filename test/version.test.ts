import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stamps } from '../scripts/stamp_version.js';
import { version } from '../src/version.js';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it('the version written into states is that of the package', () => {
  const { version: packaged } = JSON.parse(read('package.json')) as { version: string };
  expect(version).toBe(packaged);
});

it('a release writes its version wherever the last one stood, and no longer says that nothing is published', () => {
  const released = Object.entries(stamps).map(([file, stamped]) => [file, stamped(read(file), '9.8.7')] as const);
  const named = released.map(([file, text]) => [file, text.split('9.8.7').length - 1]);
  expect(named).toEqual([
    ['src/version.ts', 1],
    ['package-lock.json', 2],
    ['README.md', 2],
    ['CHANGELOG.md', 0],
  ]);
  for (const [file, text] of released) expect(text, file).not.toMatch(/(?:Not|Nothing is) published yet/);
  const log = (note: string) => `# driftsense\n\n## 9.8.7\n\n- A change.\n\n${note}## 9.8.6\n\n- Another.\n`;
  expect(stamps['CHANGELOG.md']!(log('## Unreleased\n\nA note.\n\n'), '9.8.7')).toBe(log(''));
});
