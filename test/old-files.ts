import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** When they were changed, in seconds: long ago, as sources wait for a second with files that are younger. */
const longAgo = 1_700_000_000;

/** A file that has been there for long. */
export function writeOld(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content);
  utimesSync(path, longAgo, longAgo);
}

/** Every file under a folder, as if it had been there for long. */
export function makeOld(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) utimesSync(path, longAgo, longAgo);
  }
}
