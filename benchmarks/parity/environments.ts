// Python environments with the packages, and what their runners answered.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Theirs } from './compare.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const cache =
  process.env['PARITY_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'driftsense/parity');
const python = process.env['PYTHON'] ?? 'python3';

const requirements = { main: 'requirements.txt', frouros: 'requirements-frouros.txt' } as const;
export type Environment = keyof typeof requirements;

/** Version of the Python that starts; ends the run, saying so, where there is none. */
export function pythonVersion(): string {
  const { error, status, stdout } = spawnSync(python, ['--version'], { encoding: 'utf8' });
  if (error === undefined && status === 0) return stdout.trim();
  console.log(`parity: not run: '${python}' is no Python that starts; set PYTHON to one of 3.11 or later`);
  process.exit(0);
}

/** Writes the cases of one kind where runners find them. */
export function writeCases(kind: string, cases: readonly unknown[]): void {
  for (const folder of ['cases', 'results']) mkdirSync(join(cache, folder), { recursive: true });
  writeFileSync(join(cache, 'cases', `${kind}.json`), JSON.stringify(cases));
}

/** Python of an environment, made and filled first where its requirements are new. */
function interpreter(name: Environment): string {
  const folder = join(cache, name);
  const wanted = readFileSync(join(here, requirements[name]), 'utf8');
  const stamp = join(folder, 'installed.txt');
  const own = join(folder, 'bin/python');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return own;
  console.log(`parity: installing ${requirements[name]} into ${folder}; this takes minutes`);
  execFileSync(python, ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(own, ['-m', 'pip', 'install', '--quiet', '-r', join(here, requirements[name])], { stdio: 'inherit' });
  writeFileSync(stamp, wanted);
  return own;
}

/** When a runner answered last. */
export const answeredOn = (runner: string): string =>
  statSync(join(cache, 'results', `${runner}.json`))
    .mtime.toISOString()
    .slice(0, 10);

const digestOf = (kind: string): string =>
  createHash('sha256')
    .update(readFileSync(join(cache, 'cases', `${kind}.json`)))
    .digest('hex');

/**
 * What a runner in `python/` answers, by key.
 *
 * @param again - Ask it anew; otherwise what it answered last time stands, if that was to the same cases.
 */
export function answersOf(runner: string, name: Environment, again: boolean): Record<string, readonly Theirs[]> {
  console.log(`parity: ${runner}${again ? '' : ', as answered before'}`);
  if (again) execFileSync(interpreter(name), [join(here, 'python', `${runner}.py`), cache], { stdio: 'inherit' });
  const { cases, ...found } = JSON.parse(readFileSync(join(cache, 'results', `${runner}.json`), 'utf8')) as {
    readonly cases: Record<string, string>;
  } & Record<string, readonly Theirs[]>;
  for (const [kind, digest] of Object.entries(cases))
    if (digest !== digestOf(kind)) throw new Error(`${runner} answered to other ${kind}: ask it again`);
  return found;
}
