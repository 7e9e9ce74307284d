import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type BuildResult } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, run } from './packed.js';

// How it is measured: a page whose one line of code is `import { Monitor }` is bundled for a browser, minified and split at
// dynamic imports. Every file writes down that it was loaded; then a monitor is made and judges two batches. What was loaded
// by then counts, the files of one stage compressed together, also where a dynamic import brought it.
const note = '(globalThis.loaded ??= []).push(import.meta.url);';
let bundle: BuildResult<{ write: false; metafile: true }>;
/** File names loaded by the import, by making a monitor, and by its first two windows. */
let loaded: { readonly imported: string[]; readonly made: string[]; readonly judged: string[] };

beforeAll(async () => {
  const project = mkdtempSync(join(tmpdir(), 'driftsense-size-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/driftsense'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, 'page.js'), "import { Monitor } from 'driftsense'; globalThis.Monitor = Monitor;");
  bundle = await build({
    entryPoints: [join(project, 'page.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    splitting: true,
    outdir: join(project, 'bundled'),
    banner: { js: note },
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  mkdirSync(join(project, 'bundled'));
  for (const { path, contents } of bundle.outputFiles) writeFileSync(path, contents);
  writeFileSync(
    join(project, 'run.js'),
    `await import('./bundled/page.js');
     const imported = [...loaded];
     const rows = (from, length) => Array.from({ length }, (_, i) => ({ amount: Math.sin((from + i) ** 2), country: 'abc'[(from + i) % 3] }));
     const monitor = new Monitor({ reference: rows(0, 12_000) });
     await new Promise((resolve) => setTimeout(resolve, 100));
     const made = [...loaded];
     for (const from of [1_000, 2_000]) await monitor.process(rows(from, 400));
     console.log(JSON.stringify({ imported, made, judged: loaded }));`,
  );
  loaded = JSON.parse(run('node', ['run.js'], project)) as typeof loaded;
});

/** Bytes of these files, compressed together. */
function gzipped(urls: readonly string[]): number {
  const texts = urls.map((url) => bundle.outputFiles.find(({ path }) => basename(path) === basename(url))!.text);
  return gzipSync(texts.map((text) => text.replace(note, '')).join('')).length;
}

describe('import { Monitor }, bundled for a browser', () => {
  it('needs no Node module', () => {
    expect(Object.keys(bundle.metafile.inputs).length).toBeGreaterThan(100);
    expect(Object.keys(bundle.metafile.inputs).filter((name) => name.startsWith('node:'))).toEqual([]);
  });

  it('loads at most 60 kB gzip, and making a monitor loads nothing more', () => {
    const size = gzipped(loaded.imported);
    console.info(`import { Monitor }: ${(size / 1_000).toFixed(1)} kB gzip`);
    expect(loaded.imported.length).toBeGreaterThan(3);
    expect(size).toBeLessThanOrEqual(60_000);
    expect(loaded.made).toEqual(loaded.imported);
  });

  it('loads what judges with the first window, which keeps its size as well', () => {
    const size = gzipped(loaded.judged);
    console.info(`with what the first window brings: ${(size / 1_000).toFixed(1)} kB gzip`);
    expect(loaded.judged.length).toBeGreaterThan(loaded.imported.length);
    expect(size).toBeLessThanOrEqual(88_900);
  });
});

it("import 'driftsense' in Node compiles at most 960 kB, as the zod of configurations is in a file of its own", () => {
  const read = new Map<string, string>();
  const files = ['index.js'];
  for (const file of files) {
    if (read.has(file)) continue;
    read.set(file, readFileSync(join(root, 'dist/bundled', file), 'utf8'));
    for (const [, next] of read.get(file)!.matchAll(/^import[^;]*?"\.\/(chunk-\w+\.js)"/gm)) files.push(next!);
  }
  expect(read.size).toBeGreaterThan(1);
  expect(read.size).toBeLessThanOrEqual(3);
  const size = [...read.values()].reduce((sum, text) => sum + text.length, 0);
  console.info(`import 'driftsense' in Node: ${(size / 1_000).toFixed(0)} kB`);
  expect(size).toBeLessThanOrEqual(960_000);
});
