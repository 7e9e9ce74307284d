import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Writes the licenses of the packages that the build put into `dist` beside them; part of `npm run build`. */
const dist = new URL('../dist/', import.meta.url);
const modules = new URL('../node_modules/', import.meta.url);
const builtIn = new Set<string>();
for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
  if (/\.c?js$/.test(file))
    // The bundler names every file it takes in.
    for (const [, name] of readFileSync(new URL(file, dist), 'utf8').matchAll(
      /^\/\/ .*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
    ))
      builtIn.add(name!);
const texts = [...builtIn].toSorted().map((name) => {
  const folder = new URL(`${name}/`, modules);
  const file = readdirSync(folder).find((candidate) => /^licen[cs]e/i.test(candidate));
  if (file === undefined) throw new Error(`${name} is built in and has no license file`);
  return `${name}\n\n${readFileSync(new URL(file, folder), 'utf8').trim()}\n`;
});
writeFileSync(new URL('THIRD-PARTY-LICENSES.txt', dist), texts.join(`\n${'-'.repeat(80)}\n\n`));
