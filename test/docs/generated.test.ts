import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pages } from '../../scripts/make_docs.js';
import { presetTable } from '../../scripts/pages/levels-page.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const markdown = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('api/'))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `examples/${name}`),
];

describe('pages made from the code', () => {
  it.each(Object.entries(pages))('docs/%s is what `npm run docs:generate` makes', async (name, make) => {
    expect(read(`docs/${name}`)).toBe(await make());
  });
});

it('docs/presets.md has the table that was measured', () => {
  expect(read('docs/presets.md')).toContain(presetTable());
});

describe('docs/seed.md', () => {
  const rows = read('docs/seed.md')
    .split('\n')
    .flatMap((line) => {
      const [, id, , place] = /^\| (S\d+|R10\.1) \| (.*?) \| (.*) \|$/.exec(line) ?? [];
      return id === undefined ? [] : [{ id, place: place! }];
    });

  it('has every row of the seed once', () => {
    expect(rows.map(({ id }) => id)).toEqual([...Array.from({ length: 49 }, (_, k) => `S${k + 1}`), 'R10.1']);
  });

  it('names for each row tests that exist, by file and title, or its stage', () => {
    const staged = rows.filter(({ place }) => /^stage: \w/.test(place));
    expect(staged.map(({ id }) => id)).toEqual(['S46', 'S47', 'S48', 'S49']);
    const wrong = rows
      .filter((row) => !staged.includes(row))
      .flatMap(({ id, place }) => {
        // A file, then the titles in it.
        const named = [...place.matchAll(/`(test\/[^`]+\.test\.ts)`((?:,? “[^”]+”)*)/g)];
        if (named.length === 0) return [`${id}: no test`];
        return named.flatMap(([, file, quoted]) => {
          if (!existsSync(join(root, file!))) return [`${id}: ${file}`];
          const titles = [...quoted!.matchAll(/“([^”]+)”/g)].map(([, title]) => title!);
          const text = read(file!);
          const missing = titles.filter((title) => !text.includes(`'${title}'`));
          return titles.length === 0 ? [`${id}: no title of ${file}`] : missing.map((title) => `${id}: ${title}`);
        });
      });
    expect(wrong).toEqual([]);
  });
});

describe('docs/promises.md', () => {
  const rows = read('docs/promises.md')
    .split('\n')
    .filter((line) => /^\| (?!Promise \|)/.test(line))
    .map((line) => ({ line, files: [...line.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!) }));

  it('names for each promise tests that exist', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(({ files }) => files.length === 0)).toEqual([]);
    expect(rows.flatMap(({ files }) => files).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('docs/README.md', () => {
  const guides = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));

  it('leads to every page', () => {
    const linked = new Set([...read('docs/README.md').matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, page]) => page!));
    expect(guides.filter((page) => page !== 'README.md' && !linked.has(page))).toEqual([]);
  });

  it('and the site hold the same pages', () => {
    const { projectDocuments } = JSON.parse(read('typedoc.json')) as { projectDocuments: string[] };
    expect(projectDocuments.filter((path) => path.startsWith('docs/') && !path.includes('*')).toSorted()).toEqual(
      guides.map((name) => `docs/${name}`).toSorted(),
    );
  });
});

describe('links', () => {
  it.each(markdown)('of %s lead to files that exist', (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  it('the files a project is expected to have are there', () => {
    for (const name of ['LICENSE', 'README.md', 'CONTRIBUTING.md', 'CODE_OF_CONDUCT.md', 'CHANGELOG.md', 'SECURITY.md'])
      expect(read(name).length, name).toBeGreaterThan(100);
    expect(read('LICENSE')).toContain('MIT License');
  });

  it('SECURITY.md says what plugins are, how fast we answer, and for which versions', () => {
    const page = read('SECURITY.md');
    expect(page).toContain('**Plugins are trusted code.**');
    for (const promise of ['3 business days', '30 days', 'two major versions']) expect(page).toContain(promise);
  });
});
