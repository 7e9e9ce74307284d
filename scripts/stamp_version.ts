import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the version of package.json stands besides, and what is said only as long as nothing is published. */
export const stamps: Readonly<Record<string, (text: string, version: string) => string>> = {
  'src/version.ts': (text, version) => text.replace(/(?<=version: string = ')[^']*/, version),
  'package-lock.json': (text, version) => text.replaceAll(/(?<="name": "driftsense",\s+"version": ")[^"]*/g, version),
  'README.md': (text, version) =>
    text
      .replaceAll(/driftsense-\d[\w.-]*\.tgz/g, `driftsense-${version}.tgz`)
      .replace(
        'Not published yet; a checkout gives the package:',
        '`npm install driftsense`; a checkout gives it too:',
      ),
  'CHANGELOG.md': (text) => text.replace(/^## Unreleased\n[^]*?(?=^## |$(?![^]))/m, ''),
};

/** Part of `npm run version-packages`, after the changesets have become a version and its entry in the change log. */
function stamp(): void {
  const path = (file: string) => new URL(`../${file}`, import.meta.url);
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { version: string };
  for (const [file, stamped] of Object.entries(stamps))
    writeFileSync(path(file), stamped(readFileSync(path(file), 'utf8'), version));
}
if (process.argv[1] === fileURLToPath(import.meta.url)) stamp();
