import { readFileSync, writeFileSync } from 'node:fs';

/** Writes the version of package.json into the sources; part of `npm run version-packages`. */
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { version } = JSON.parse(read('../package.json')) as { version: string };
const stamped = read('../src/version.ts').replace(/version = '[^']*'/, `version = '${version}'`);
writeFileSync(new URL('../src/version.ts', import.meta.url), stamped);
