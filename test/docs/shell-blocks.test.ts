import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { version } from '../../src/version.js';
import { driftsense } from '../cli/command-line.js';
import { folderOf } from '../config/folder.js';
import { orders } from './orders.js';
import { pages, root, shellLines } from './page-snippets.js';

/** Where a line of a shell block is run: a file, and the words in it that do so. */
type Where = readonly [file: string, words: string];

/** Pages whose shell blocks another test takes from the page and runs, line by line. */
const pagesElsewhere: Readonly<Record<string, Where>> = {
  // With the built command, in a checkout where the demo has run.
  'examples/demo/README.md': ['test/end-to-end/demo.test.ts', "shellLines('examples/demo/README.md')"],
  // With a Docker daemon: `npm run test:image`, in CI.
  'examples/docker/README.md': ['test/end-to-end/image.test.ts', "join(root, 'examples/docker/README.md')"],
};

/** Lines that are not run here, and who runs them. */
const elsewhere: Readonly<Record<string, Where>> = {
  // The gate runs these from a clean clone, or they are parts of what it runs.
  'make demo': ['.ci/run', 'DEMO_DOCKER=no make demo'],
  'make test': ['.ci/run', 'make test'],
  'npm ci && npm run build': ['package.json', "'npm run build'"],
  'npx vitest run test/judge': ['package.json', 'vitest run --coverage'],
  'npm run lint': ['package.json', 'npm run lint &&'],
  'npm run types': ['package.json', "'npm run types'"],
  'npm run docs': ['.ci/run', 'npm run docs >'],
  // Tests do so with a package manager that asks a registry, or without writing into the checkout.
  'npm ci && npm run build && npm pack': ['test/package/packed.ts', "run('npm', ['pack'"],
  [`npm install ../driftsense/driftsense-${version}.tgz`]: ['test/package/packed.ts', "run('npm', ['install'"],
  'npm run docs:generate': ['test/docs/generated.test.ts', "from '../../scripts/make_docs.js'"],
  'npx tsx examples/browser/build.ts': ['test/examples/browser.test.ts', "'tsx', 'examples/browser/build.ts'"],
  'npm run test:image': ['.github/workflows/ci.yml', 'run: npm run test:image'],
  // The long forms, from one command, which takes hours and needs the packages of others.
  'npm run nightly': ['Makefile', 'npm run --silent nightly'],
  'npm run calibrate': ['Makefile', 'npm run --silent calibrate'],
  'npm run parity': ['Makefile', 'npm run --silent parity'],
};

/** Lines that a person runs, and why no test does. */
const byHand: Readonly<Record<string, string>> = {
  'make nightly': 'it takes hours; what it runs are the three lines above',
  'npm run parity:real':
    'it needs data that are not in the checkout; its page is held against the figures by test/docs/real-data.test.ts',
  'npm run evidence':
    'it runs the harnesses of test/reliability, which `make test` runs too, and writes down what they saw',
};

const ours = /^npx driftsense /;
const lines = pages.flatMap((page) => shellLines(page).map((line) => ({ page, line })));

const folders: string[] = [];
afterAll(() => {
  process.chdir(root);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with the two files that README compares, in which its commands are then run in their order. */
function folderWithFiles(shift: number): string {
  const folder = folderOf({
    'last_month.csv': orders(12_000, 0, undefined),
    'this_month.csv': orders(2_000, 20_000, undefined, shift),
  });
  folders.push(folder);
  process.chdir(folder);
  return folder;
}

/** A line of a block, which is plain words, by the command line in this process. */
async function run(line: string) {
  expect(line).toMatch(/^[\w ./-]+$/);
  const { code, err } = await driftsense(line.replace(ours, '').split(/ +/));
  return { line, code, errors: err.split('\n').filter((told) => told.startsWith('error')) };
}

describe('the shell blocks of README, docs and examples', () => {
  it('are run here, or where the lists say, line by line', () => {
    const listed = { ...elsewhere, ...byHand };
    const rest = lines.filter(({ page, line }) => !(page in pagesElsewhere) && !ours.test(line));
    expect(rest.filter(({ line }) => !(line in listed))).toEqual([]);
    const used = new Set(rest.map(({ line }) => line));
    expect(Object.keys(listed).filter((line) => !used.has(line))).toEqual([]);
    const read = new Set(lines.map(({ page }) => page));
    expect(Object.keys(pagesElsewhere).filter((page) => !read.has(page))).toEqual([]);
  });

  it.each(Object.entries({ ...pagesElsewhere, ...elsewhere }))('%s: is run where the list says', (_, [file, words]) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(words);
  });

  it('with commands of driftsense are those of README, which do what it says, one after the other', async () => {
    const own = lines.filter(({ line }) => ours.test(line));
    expect(own.map(({ page, line }) => `${page}: ${line.split(' ')[2]}`)).toEqual(
      ['check', 'init', 'generate-data', 'doctor', 'init-model', 'run-monitor', 'report'].map((c) => `README.md: ${c}`),
    );
    const [check, ...others] = own.map(({ line }) => line);
    // The exit code is 1 when there is drift.
    folderWithFiles(3);
    expect(await run(check!)).toEqual({ line: check, code: 1, errors: [] });
    const folder = folderWithFiles(0);
    for (const line of [check!, ...others]) expect(await run(line)).toEqual({ line, code: 0, errors: [] });
    for (const report of ['report.html', 'outputs/report.html']) {
      expect(existsSync(join(folder, report)), report).toBe(true);
      expect(readFileSync(join(folder, report), 'utf8')).toContain('<!doctype html>');
    }
  }, 120_000);
});
