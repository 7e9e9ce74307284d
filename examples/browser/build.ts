import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const here = (name: string): URL => new URL(name, import.meta.url);

/** One HTML file with the library inside, which may run this script and nothing else. */
const { outputFiles } = await build({
  entryPoints: [here('page.ts').pathname],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  platform: 'browser',
  write: false,
});
const script = outputFiles[0]!.text.trim().replaceAll('</script', '<\\/script');
const policy = `sha256-${createHash('sha256').update(script).digest('base64')}`;
const page = (await readFile(here('page.html'), 'utf8')).replace('POLICY', policy).replace('SCRIPT', () => script);
await mkdir(here('outputs'), { recursive: true });
await writeFile(here('outputs/drift.html'), page);
console.log(`examples/browser/outputs/drift.html: ${Math.round(page.length / 1_000)} kB`);
