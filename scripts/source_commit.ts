import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The last commit that changed the library's code: what a measurement was made of. */
export const sourceCommit = (): string =>
  execFileSync('git', ['log', '-1', '--format=%h', '--', 'src'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  }).trim();
