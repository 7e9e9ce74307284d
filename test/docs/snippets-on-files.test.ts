import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { isReferenceProfile } from '../../src/profile/parse-profile.js';
import { folderOf } from '../config/folder.js';
import { orders } from './orders.js';
import { blocksOf, moduleFolder, pages, snippetsIn } from './page-snippets.js';

const modules = moduleFolder();
const start = process.cwd();
const folders = [modules];
const snippets = snippetsIn(modules).filter(({ runs }) => !runs);
afterEach(() => {
  process.chdir(start);
  vi.unstubAllEnvs();
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Works from now on in a new folder with these files. */
function inFolder(files: Readonly<Record<string, string>>): string {
  const folder = folderOf(files);
  folders.push(folder);
  process.chdir(folder);
  return folder;
}

/** Runs the only snippet of a page that needs files, and gives what it printed. */
async function run(page: string): Promise<unknown[][]> {
  const [snippet, ...others] = snippets.filter((one) => one.page === page && !one.file.endsWith('trainer.js'));
  expect(others).toEqual([]);
  const printed: unknown[][] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void printed.push(values));
  try {
    await import(/* @vite-ignore */ snippet!.file);
  } finally {
    log.mockRestore();
  }
  return printed;
}

// The suite of a kit is registered by its import, as in the test file of whoever writes a part.
await import(/* @vite-ignore */ snippets.find(({ page }) => page === 'docs/write-your-own.md')!.file);

describe('snippets that need files', () => {
  it('are those run here, and that of the flights, which needs its data', () => {
    expect([...new Set(snippets.map(({ page }) => page))].toSorted()).toEqual([
      'docs/choosing.md',
      'docs/config.md',
      'docs/labels.md',
      'docs/retraining.md',
      'docs/write-your-own.md',
      'examples/flights/README.md',
      'examples/replicas/README.md',
    ]);
    expect(pages.filter((page) => blocksOf(page, 'yaml').length > 0)).toEqual(['docs/config.md']);
  });

  it('a monitor from the YAML that the page shows judges the files that it names', async () => {
    const [yaml] = blocksOf('docs/config.md', 'yaml');
    inFolder({
      'config.yaml': yaml!,
      'data/train.csv': orders(3_000, 0, 'label'),
      'data/stream/stream_1.csv': orders(500, 3_000, 'label'),
      'data/stream/stream_2.csv': orders(500, 3_500, 'label', 0.001),
    });
    vi.stubEnv('SLACK_WEBHOOK_URL', 'https://hooks.slack.com/services/T0/B0/x');
    expect(await run('docs/config.md')).toEqual([
      ['stream_1.csv', 'stable'],
      ['stream_2.csv', 'stable'],
    ]);
  });

  it('labels in files are joined to the rows of a stream, and those that belong to no row are counted', async () => {
    const decided = (from: number, rows: number) =>
      Array.from({ length: rows }, (_, i) => `o${from + i},${i % 2 ? 'yes' : 'no'},2026-03-01T00:00:00Z`).join('\n');
    inFolder({
      'train.csv': orders(3_000, 0, 'fraud'),
      'stream/1.csv': orders(500, 3_000, undefined),
      'labels/1.csv': `order,fraud,decided_at\n${decided(3_000, 400)}\n${decided(9_000, 7)}\n`,
    });
    const printed = await run('docs/labels.md');
    expect(printed.map(([first]) => first)).toEqual(['1.csv', expect.objectContaining({ added: 407 })]);
    expect(printed.at(-1)).toEqual([expect.anything(), 7]);
  });

  it('a stored reference is one that can be judged against', async () => {
    const folder = inFolder({ 'data/train.csv': orders(3_000, 0, 'label') });
    await run('examples/replicas/README.md');
    const stored: unknown = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8'));
    expect(isReferenceProfile(stored as never)).toBe(true);
  });

  it.each(['docs/choosing.md', 'docs/retraining.md'])('a monitor is made by the code of %s', async (page) => {
    inFolder({ 'train.csv': orders(3_000, 0, 'fraud') });
    await run(page);
  });
});
